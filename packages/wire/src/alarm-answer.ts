import type { Alarm } from "@raceway/model/alarm";
import type { OccurrencePage } from "@raceway/model/alarm-occurrence";
import type { HandoverPage } from "@raceway/model/handover";
import type { PushDevice } from "@raceway/model/push-subscription";
import type { Verdict } from "@raceway/model/verdict";
import { z } from "zod";
import { alarmSchema, askId } from "./alarm-message.ts";
import { journalLine } from "./alarm-report.ts";
import { REPORT_BOUNDS } from "./bounds.ts";
import { type Decoded, decodeMessage } from "./codec.ts";
import { handoverAnswer } from "./handover-ask.ts";
import { historyAnswer } from "./history-ask.ts";
import { pushAnswer } from "./push-ask.ts";
import { verdictSchema } from "./verdict-message.ts";

/** Most lines of the journal in one answer: some 300 kB with the verdicts of a point that has many channels. */
export const MOST_JOURNAL_LINES = 50;

/** Asks for a part of an alarm's journal, newest first, under `raceway/v1/alarm-ask/…`. */
export const alarmAsk = z.strictObject({
  ask: askId,
  offset: z.int().min(0),
  limit: z.int().min(1).max(MOST_JOURNAL_LINES),
});
export type AlarmAsk = z.output<typeof alarmAsk>;

/** A line with what led to it. */
export const journalLineInFull = journalLine.extend({
  verdict: verdictSchema.exactOptional().describe("What `raceway` acted on."),
});

/** The alarm service's answer to an act or a question, under `raceway/v1/alarm-answer/<site>`. */
export const alarmAnswer = z.object({
  ask: askId,
  refused: z.string().exactOptional(),
  alarm: alarmSchema.nullable().exactOptional(),
  journal: z.object({ total: z.int().min(0), lines: z.array(journalLineInFull) }).exactOptional(),
  history: historyAnswer.exactOptional(),
  handover: handoverAnswer.exactOptional(),
  push: pushAnswer.exactOptional(),
});

export type JournalLine = Omit<z.output<typeof journalLineInFull>, "verdict"> & {
  readonly verdict?: Verdict;
};

export interface AlarmAnswer {
  readonly ask: string;
  /** Why an act was not carried out. */
  readonly refused?: string;
  /** After the act; null: it is not open. */
  readonly alarm?: Alarm | null;
  readonly journal?: { readonly total: number; readonly lines: readonly JournalLine[] };
  readonly history?: OccurrencePage;
  readonly handover?: HandoverPage;
  readonly push?: { readonly publicKey: string; readonly devices: readonly PushDevice[] };
}

/** Decodes and checks a question. Never throws. */
export function decodeAlarmAsk(payload: Uint8Array): Decoded<AlarmAsk> {
  return decodeMessage(payload, alarmAsk);
}

/** Decodes and checks an answer. Never throws. */
export function decodeAlarmAnswer(payload: Uint8Array): Decoded<AlarmAnswer> {
  const message = decodeMessage(payload, alarmAnswer, REPORT_BOUNDS);
  // The schemas' optional fields may be `undefined`, but what was decoded from JSON has them or has them not.
  return message.ok ? { ok: true, body: message.body as AlarmAnswer } : message;
}
