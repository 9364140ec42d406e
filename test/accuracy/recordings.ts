import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { DefectOrders } from "@raceway/model/plant";
import type { Fault } from "@raceway/model/verdict";
import { matRecord } from "@raceway/traces/mat/mat-channels";
import { readMatFile } from "@raceway/traces/mat/mat-file";
import { RECORDINGS } from "../recordings.ts";

/** What a recording's publisher says about it. */
export interface Case {
  readonly set: string;
  readonly name: string;
  readonly sampleRate: number;
  readonly speedRpm: number;
  readonly samples: Float64Array;
  readonly truth: Fault | "healthy";
  /** Smith & Randall's grade of the drive-end channel, where we know it. */
  readonly grade?: string;
  readonly orders: DefectOrders;
  readonly designation: string;
}

/** SKF 6205-2RS JEM, orders as the CWRU bearing data centre states them (to four digits from its geometry). */
export const ORDERS_6205 = { bpfo: 3.5848, bpfi: 5.4152, bsf: 2.3567, ftf: 0.3983 } as const;
/** SKF 6203-2RS JEM, CWRU's fan end. */
export const ORDERS_6203 = { bpfo: 3.053, bpfi: 4.9469, bsf: 1.9943, ftf: 0.3816 } as const;

/** Smith & Randall, Mech. Syst. Signal Process. 64–65 (2015) 100–131, appendix B, drive-end channel, as far as known to us. */
const GRADES: Readonly<Record<string, string>> = {
  "106": "Y2",
  "170": "Y2",
  "210": "Y1",
  "118": "N",
  "119": "N1",
  "186": "P2",
  "223": "Y2",
  "131": "Y1",
  "197": "P",
  "198": "P2",
  "235": "Y2",
};

const FAULT_OF: Readonly<Record<string, Fault>> = {
  B: "rolling-element",
  I: "inner-race",
  O: "outer-race",
};

/** Nominal speed at 0 and 1 hp, for the files that lack it. */
const CWRU_RPM = [1797, 1772];

/** CWRU 12 kHz drive end; `channel` FE gives the fan-end sensor of the same runs, with its own healthy bearing. */
export function* cwru(channel: "DE" | "FE" = "DE"): Generator<Case> {
  const folder = join(RECORDINGS, "cwru-12k-drive-end");
  if (!existsSync(folder)) return;
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith(".mat"))
    .sort()) {
    const record = matRecord(file, readMatFile(readFileSync(join(folder, file)), file));
    const samples = record?.channels.find(({ name }) => name === channel)?.samples;
    if (samples === undefined) continue;
    const name = basename(file, ".mat").replace("12k_Drive_End_", "");
    const [, load = "0", number = ""] = /_(\d)_(\d+)$/.exec(name) ?? [];
    const normal = name.startsWith("normal");
    const grade = GRADES[number];
    const truth = normal ? "healthy" : (FAULT_OF[name[0] ?? ""] ?? "unnamed");
    yield {
      set: `CWRU ${channel}`,
      name,
      sampleRate: normal ? 48_000 : 12_000,
      speedRpm: record?.speedRpm ?? CWRU_RPM[Number(load)] ?? 1797,
      samples,
      truth,
      ...(grade === undefined || channel !== "DE" ? {} : { grade }),
      orders: channel === "DE" ? ORDERS_6205 : ORDERS_6203,
      designation: channel === "DE" ? "6205-2RS JEM SKF" : "6203-2RS JEM SKF",
    };
  }
}

/** HIT-SM SpectraQuest, 600 r/min. */
export function* hit(): Generator<Case> {
  const folder = join(RECORDINGS, "hit-sm-spectraquest", "SpectraQuest MFS dataset");
  if (!existsSync(folder)) return;
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith(".mat"))
    .sort()) {
    const record = matRecord(file, readMatFile(readFileSync(join(folder, file)), file));
    const samples = record?.channels[0]?.samples;
    if (samples === undefined) continue;
    yield {
      set: "HIT-SM",
      name: basename(file, ".mat"),
      sampleRate: 51_200,
      speedRpm: 600,
      samples,
      truth: file.startsWith("Normal") ? "healthy" : (FAULT_OF[file[0] ?? ""] ?? "unnamed"),
      orders: ORDERS_6205,
      designation: "6205",
    };
  }
}

/** A case cut into blocks of so many seconds; a remainder of less than one block is dropped. */
export function blocksOf(one: Case, seconds: number): Float64Array[] {
  const length = Math.floor(seconds * one.sampleRate);
  return Array.from({ length: Math.floor(one.samples.length / length) }, (_, i) =>
    one.samples.slice(i * length, (i + 1) * length),
  );
}
