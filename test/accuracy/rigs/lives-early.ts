import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { replayDirect } from "@raceway/cli/replay/direct";
import { openTraceRecords } from "@raceway/cli/replay/replay";
import type { SensorRecord } from "@raceway/model/record";
import { isoOf } from "@raceway/model/time";
import type { DiagnosisVerdict } from "@raceway/model/verdict";
import { parsePlant } from "@raceway/plant/plant-file";
import { RECORDINGS } from "../../recordings.ts";
import { isBearingFault } from "./rig-record.ts";

/** A bearing's recorded life, heard from its first record on to a share of it. */
export interface LifeToHear {
  readonly name: string;
  readonly path: string;
  readonly rpm: number;
  readonly bearing: string;
  /** Files of waveforms in all of it. */
  readonly snapshots: number;
  /** Share that is heard. */
  readonly until: number;
}

/** Speeds of the three conditions, r/min (Nectoux et al. 2012). */
const FEMTO_RPM: Readonly<Record<string, number>> = { "1": 1800, "2": 1650, "3": 1500 };

/** The first 15 % of FEMTO's six lives, in which nothing is broken yet, and the whole of XJTU-SY's 1_1, whose outer race fails. */
export function livesToHear(): LifeToHear[] {
  if (!existsSync(RECORDINGS)) return [];
  return readdirSync(RECORDINGS).flatMap((folder): LifeToHear[] => {
    const femto = /^femto-(Bearing(\d)_\d)$/.exec(folder);
    const path = join(RECORDINGS, folder);
    if (femto !== null) {
      const [, name = "", condition = ""] = femto;
      const files = readdirSync(join(path, name)).filter((file) => file.startsWith("acc_"));
      const rpm = FEMTO_RPM[condition] ?? 1800;
      const life = { path: join(path, name), rpm, bearing: "6804DD", snapshots: files.length };
      return [{ name: `FEMTO ${name}`, ...life, until: 0.15 }];
    }
    if (folder !== "xjtu-Bearing1_1") return [];
    const inner = join(path, folder, "Bearing1_1");
    const snapshots = readdirSync(inner).filter((file) => file.endsWith(".csv")).length;
    return [
      { name: "XJTU-SY 1_1", path: inner, rpm: 2100, bearing: "UER204", snapshots, until: 1 },
    ];
  });
}

/** A diagnosis that changed, and at which share of the life. */
export interface NameAt {
  readonly at: number;
  readonly verdict: DiagnosisVerdict;
}

export interface HeardLife {
  readonly life: LifeToHear;
  /** Persistent bearing names. */
  readonly lasting: readonly NameAt[];
  /** Names of any kind, persistent or not. */
  readonly names: readonly NameAt[];
  readonly last: DiagnosisVerdict | undefined;
}

function plantFile({ rpm, bearing }: LifeToHear): string {
  const channels = ["horizontal", "vertical"].map((id) => ({ id, kind: "vibration", unit: "g" }));
  const machine = { id: "rig", speed: { rpm }, points: [{ id: "bearing", bearing, channels }] };
  return JSON.stringify({ site: "bench", lines: [{ id: "line", machines: [machine] }] });
}

/** Replays a life as far as it is to be heard. */
export async function heardLife(life: LifeToHear): Promise<HeardLife> {
  const plant = parsePlant(plantFile(life), "plant.yaml", () => []);
  const { records } = await openTraceRecords({
    path: life.path,
    plant,
    onProblem(where, reason) {
      throw new Error(`${life.name}: ${where}: ${reason}`);
    },
    onRecord() {},
  });
  const shares = new Map<string, number>();
  const names: NameAt[] = [];
  let last: DiagnosisVerdict | undefined;
  await replayDirect({
    plant,
    records: firstShare(records, life, shares),
    threads: 0,
    onVerdict(verdict) {
      if (verdict.kind !== "diagnosis") return;
      last = verdict;
      if (verdict.fault !== "unnamed") names.push({ at: shares.get(verdict.time) ?? 0, verdict });
    },
  });
  const lasting = names.filter(
    ({ verdict }) => verdict.persistent && isBearingFault(verdict.fault),
  );
  return { life, names, lasting, last };
}

/** Records up to the share that is heard; tells at which share each time lies. */
async function* firstShare(
  records: AsyncIterable<SensorRecord>,
  { snapshots, until }: LifeToHear,
  shares: Map<string, number>,
): AsyncGenerator<SensorRecord> {
  const times = new Set<bigint>();
  for await (const record of records) {
    if (record.type === "waveform") times.add(record.time);
    const share = (times.size - 1) / snapshots;
    if (share >= until) return;
    shares.set(isoOf(record.time), share);
    yield record;
  }
}
