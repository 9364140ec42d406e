import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { RECORDINGS } from "../../recordings.ts";
import { type Case, cwru, hit } from "../recordings.ts";
import type { RigRecord, Signals, Truth, TypePlate } from "./rig-record.ts";

function fromCase(rig: string, one: Case, plate: TypePlate): RigRecord {
  const truth = one.truth === "healthy" ? "sound" : (one.truth as Truth);
  return {
    rig,
    category: truth,
    name: one.name,
    truth,
    plate,
    signals: () => ({ sampleRate: one.sampleRate, axes: [one.samples] }),
  };
}

/** Every second of a sound record at steps of a tenth, each a record of its own. */
function slidingSeconds(record: RigRecord): RigRecord[] {
  const { sampleRate, axes } = record.signals();
  const length = axes[0]?.length ?? 0;
  const steps = Math.max(0, Math.floor((10 * (length - sampleRate)) / sampleRate) + 1);
  return Array.from({ length: steps }, (_, i) => {
    const from = Math.round((i * sampleRate) / 10);
    return {
      ...record,
      category: "sound, seconds of it",
      name: `${record.name}@${(i / 10).toFixed(1)}s`,
      signals: () => ({
        sampleRate,
        axes: axes.map((axis) => axis.slice(from, from + sampleRate)),
      }),
    };
  });
}

/** Case Western Reserve University, drive end, 0 and 1 hp: nominal speed by load, as its tables print it. */
export function cwruRecords(): RigRecord[] {
  return [...cwru("DE")].flatMap((one) => {
    const record = fromCase("cwru", one, {
      rpm: / ?_1_/.test(one.name) ? 1772 : 1797,
      bearing: "6205-2RS JEM",
    });
    return record.truth === "sound" ? [record, ...slidingSeconds(record)] : [record];
  });
}

/** HIT-SM SpectraQuest, 600 r/min. */
export function hitRecords(): RigRecord[] {
  return [...hit()].flatMap((one) => {
    const record = fromCase("hit", one, { rpm: 600, bearing: "6205-2RS JEM" });
    return record.truth === "sound" ? [record, ...slidingSeconds(record)] : [record];
  });
}

/** Rexnord ER-12K, from the catalogue's geometry: 8 balls of 0.3125 in on 1.318 in. */
const ER_12K = {
  designation: "ER-12K",
  geometry: { balls: 8, ballDiameter: 7.9375, pitchDiameter: 33.477 },
};
/** Volts per g, about an offset of each axis' own, as the publisher says. */
const SENSITIVITY = 0.02;

const ADI = join(RECORDINGS, "adi-mems-motor", "adi-mems-motor");

/** Volts of three axes → g about each axis' mean. */
function readAdi(file: string): Signals {
  const columns: [number[], number[], number[]] = [[], [], []];
  for (const line of readFileSync(join(ADI, file), "latin1").split("\n")) {
    const cells = line.split(";");
    if (cells.length < 4) continue;
    columns.forEach((column, axis) => {
      column.push(Number(cells[axis + 1]));
    });
  }
  const axes = columns.map((volts) => {
    const mean = volts.reduce((sum, value) => sum + value, 0) / volts.length;
    return Float64Array.from(volts, (value) => (value - mean) / SENSITIVITY);
  });
  return { sampleRate: 20_000, axes };
}

/** The scope of ISO 10816-3 for those who declare one: the smallest machine of group 2. */
const ISO = { powerKw: 16, support: "rigid" } as const;

/** Truth and row of an ADI recording by its name: `RPM_BEARING_SHAFT_BALANCE_ALIGNMENT_LOAD`. */
function adiTruth(name: string): readonly [Truth, string] {
  const [, bearing, shaft, balance, alignment] = name.split("_");
  if (bearing === "HIR") return ["inner-race", "races"];
  if (bearing === "HOR") return ["outer-race", "races"];
  if (bearing === "HBF") return ["rolling-element", "balls"];
  if (shaft === "BS") return ["bent-shaft", "bent shaft"];
  if (balance !== "BaLo") return ["imbalance", "imbalance"];
  return alignment === "MA" ? ["misalignment", "misaligned"] : ["sound", "sound"];
}

/** Three-axis MEMS sensor on a motor, 600 to 3000 r/min; imbalance alone, alone in an ISO class, and after the sound record of the same speed. */
export function adiRecords(): RigRecord[] {
  if (!existsSync(ADI)) return [];
  const records = readdirSync(ADI)
    .filter((file) => file.endsWith(".csv"))
    .sort()
    .map((file): RigRecord => {
      const name = basename(file, ".Wfm.csv");
      const [truth, category] = adiTruth(name);
      const plate = { rpm: Number.parseInt(name, 10), bearing: ER_12K };
      return { rig: "adi", category, name, truth, plate, signals: () => readAdi(file) };
    });
  return records.flatMap((record) => {
    if (record.truth !== "imbalance") return [record];
    const { rpm } = record.plate;
    const before = records.filter((one) => one.truth === "sound" && one.plate.rpm === rpm);
    return [
      { ...record, category: "imbalance, no ISO class" },
      { ...record, category: "imbalance, in an ISO class", plate: { ...record.plate, iso: ISO } },
      { ...record, category: "imbalance, sound record first", before },
    ];
  });
}

/** Bearings that the gearbox's stranger may declare: whichever, its bearings are sound. */
const ANY_BEARINGS = ["6205", "6203", "6308", "NU205", ER_12K] as const;

const GFD = join(RECORDINGS, "gfd-gearbox", "gfd-gearbox");

/** A gearbox with and without a broken tooth, four sensors, about 30 Hz. */
export function gearboxRecords(): RigRecord[] {
  if (!existsSync(GFD)) return [];
  return readdirSync(GFD)
    .filter((file) => file.endsWith(".csv"))
    .sort()
    .flatMap((file) =>
      ANY_BEARINGS.map((bearing): RigRecord => {
        const designation = typeof bearing === "string" ? bearing : bearing.designation;
        return {
          rig: "gearbox",
          category: file.startsWith("h") ? "sound" : "broken tooth",
          name: `${basename(file, ".csv")} as ${designation}`,
          truth: "sound",
          plate: { rpm: 1800, bearing, unit: "V" },
          signals: () => readGearbox(file),
        };
      }),
    );
}

function readGearbox(file: string): Signals {
  const rows = readFileSync(join(GFD, file), "latin1").split("\n").slice(1);
  const cells = rows.map((row) => row.split(",").map(Number)).filter((row) => row.length === 4);
  return {
    sampleRate: 12_800,
    axes: [0, 1, 2, 3].map((axis) => Float64Array.from(cells, (row) => row[axis] ?? 0)),
  };
}
