import { basename } from "node:path";
import { nanosOfSeconds } from "@raceway/model/time";
import { DEFAULT_START, type Recording } from "../recording.ts";
import { headLines } from "../tables/table-style.ts";
import { tableTrace } from "../tables/table-trace.ts";
import type { Trace } from "../trace.ts";

/** Names of XJTU-SY's files: the minute of the life. */
export const XJTU_FILE = /^\d+\.csv$/i;

/** Whether a file begins with XJTU-SY's header. */
export function isXjtu(head: Uint8Array): boolean {
  return /^"?Horizontal_vibration_signals/i.test(headLines(head)[0] ?? "");
}

/**
 * Lives of bearings of Xi'an Jiaotong University and Sumyoung (Wang et al., IEEE Trans. Reliability 69, 2020): `1.csv`, `2.csv`…, one a minute, of
 * 32 768 rows of horizontal and vertical acceleration in g at 25.6 kHz. A number that is missing leaves its minute empty.
 */
export function xjtuTrace(recording: Recording): Trace | Promise<Trace> {
  const { layout } = recording;
  const { start = DEFAULT_START, interval = 60 } = layout;
  const numberOf = (file: string) => Number.parseInt(basename(file), 10) || 0;
  const first = numberOf(recording.files[0] ?? "");
  return tableTrace(recording, {
    format: "xjtu",
    title: "XJTU-SY",
    columns: ["horizontal", "vertical"],
    kind: "vibration",
    unit: "g",
    sampleRate: 25_600,
    timeOf: (file) => start + nanosOfSeconds((numberOf(file) - first) * interval),
  });
}
