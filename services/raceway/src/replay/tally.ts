import { createHash } from "node:crypto";
import type { SensorRecord } from "@raceway/model/record";
import { isoOf, type Nanos } from "@raceway/model/time";
import type { Verdict } from "@raceway/model/verdict";
import { type Summary, verdictLine } from "@raceway/wire/verdict-message";

function numbersIn(record: SensorRecord): number {
  if (record.type === "waveform") return record.samples.length;
  return record.type === "sensor-spectrum" ? record.values.length : 1;
}

/** Counts what a replay amounts to; its digest tells whether two replays gave the same verdicts. */
export function createTally() {
  const hash = createHash("sha256");
  const verdicts: Record<string, number> = {};
  const faults = new Map<string, number>();
  const counts = { records: 0, samples: 0, problems: 0, persistentAnomalies: 0 };
  let firstPersistentAnomaly: string | null = null;
  let firstTime: Nanos | undefined;
  let lastTime: Nanos | undefined;

  return {
    record(record: SensorRecord): void {
      counts.records += 1;
      counts.samples += numbersIn(record);
      if (firstTime === undefined || record.time < firstTime) firstTime = record.time;
      if (lastTime === undefined || record.time > lastTime) lastTime = record.time;
    },
    problem(): void {
      counts.problems += 1;
    },
    /** The verdict's line, as it is printed and counted in the digest. */
    verdict(verdict: Verdict): string {
      const line = verdictLine(verdict);
      hash.update(`${line}\n`);
      verdicts[verdict.kind] = (verdicts[verdict.kind] ?? 0) + 1;
      if (verdict.persistent && verdict.kind === "anomaly" && verdict.severity !== "normal") {
        counts.persistentAnomalies += 1;
        firstPersistentAnomaly ??= verdict.time;
      }
      if (verdict.persistent && verdict.kind === "diagnosis" && verdict.fault !== "unnamed") {
        faults.set(verdict.fault, (faults.get(verdict.fault) ?? 0) + 1);
      }
      return line;
    },
    summary(wallSeconds: number): Summary {
      return {
        type: "summary",
        records: counts.records,
        samples: counts.samples,
        problems: counts.problems,
        verdicts,
        persistentAnomalies: counts.persistentAnomalies,
        firstPersistentAnomaly,
        faults: [...faults].sort((a, b) => b[1] - a[1]).map(([fault]) => fault),
        firstTime: firstTime === undefined ? null : isoOf(firstTime),
        lastTime: lastTime === undefined ? null : isoOf(lastTime),
        wallSeconds: Math.round(wallSeconds * 1000) / 1000,
        samplesPerSecond: Math.round(counts.samples / Math.max(wallSeconds, 1e-3)),
        digest: hash.digest("hex"),
      };
    },
  };
}

export type Tally = ReturnType<typeof createTally>;
