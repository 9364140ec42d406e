import type { PartResult } from "@raceway/model/part";
import { recordFiles } from "@raceway/record/record-files";
import { openRecordLog } from "@raceway/record/record-log";
import { openSigningKey } from "@raceway/record/signing-key";

/** A part's result as stands give it, with everything that a certificate may show. */
export function partResult(n: number, more: Partial<PartResult> = {}): PartResult {
  const isBad = n % 7 === 0;
  return {
    type: "part-result",
    stand: "zhengzhou/line-1/stand-1",
    time: new Date(Date.UTC(2026, 10, 30, 11, 0, n)).toISOString(),
    serial: `77-${n}`,
    lot: `L-${Math.floor(n / 10)}`,
    bearingType: "6208-2RS",
    operator: "王芳",
    gate: isBad ? "reject" : "accept",
    judged: true,
    grades: { v: isBad ? null : "v2" },
    findings: isBad
      ? [
          {
            ...{ fault: "dent-outer", side: "a", rpm: 1800, feature: "outer_impacts" },
            ...{ value: 9.4321, limit: 4, usual: 1.2, unit: "", text: "A dent of the outer ring." },
          },
        ]
      : [],
    unusual: 0.37,
    comparedWith: 200,
    measurements: ["a", "b"].map((side) => ({
      ...{ side, rpm: 1800, low: 31.25 + n, medium: 22.5, high: 18.125, acceleration: 0.5 },
      ...{ lowPeak: 90, mediumPeak: 80, highPeak: 70 },
      anderon: { low: 4.06, medium: 2.92, high: 2.41 },
    })),
    ...more,
  };
}

/** Writes a record of results with a checkpoint at its end. @returns the name of its key. */
export function writeRecord(folder: string, results: readonly PartResult[]): string {
  const key = openSigningKey(recordFiles(folder).key);
  const log = openRecordLog(folder, "zhengzhou", key, () => "2026-11-30T12:00:00.000Z");
  log.append(
    results.map((body) => ({
      kind: "part-result",
      time: body.time,
      subject: body.serial ?? body.lot ?? body.stand,
      body: JSON.parse(JSON.stringify(body)),
    })),
  );
  log.checkpoint();
  log.close();
  return key.name;
}
