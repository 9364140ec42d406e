import { Buffer, isUtf8 } from "node:buffer";
import { isCorruption, isStorageFault } from "@raceway/journal/database";
import { type Admission, type Arrival, JournalFull } from "@raceway/journal/inbox";
import type { Journal } from "@raceway/journal/journal";
import { type Plant, pointsOf, producingMachines } from "@raceway/model/plant";
import { standsOf } from "@raceway/model/test-stand";
import { isoOf } from "@raceway/model/time";
import type { Message, Source } from "@raceway/ports/source";
import { jsonBytes } from "@raceway/wire/codec";
import type { Rejection } from "@raceway/wire/rejection";
import type { HostClock } from "../clocks/host-clock.ts";
import { dateAtDoor } from "../clocks/source-clock.ts";
import type { SteadyTime } from "../clocks/steady-time.ts";
import { type Admitted, createAdmission } from "./admission.ts";

/** Reasons of messages that a plant file may yet give a place: the console shows them as they are. */
const STRANGE: ReadonlySet<string> = new Set([
  "unknown-topic",
  "unknown-point",
  "unknown-channel",
  "unknown-device",
]);
/** Of a payload so much is shown. */
const HEAD_BYTES = 4096;

/** The beginning of a payload: as text where it is text, else as base64. */
function headOf(payload: Uint8Array): { readonly head: string } | { readonly head64: string } {
  const head = Buffer.from(payload.subarray(0, HEAD_BYTES));
  return isUtf8(head) ? { head: head.toString("utf8") } : { head64: head.toString("base64") };
}

export interface AdmitParts {
  readonly journal: Journal;
  readonly plant: Plant;
  readonly source: Source;
  readonly time: SteadyTime;
  readonly onBroken: (error: unknown) => void;
  readonly deadLetterTopic: string;
  readonly hostClock: HostClock;
  readonly toleranceSeconds: number;
}

/** What the door calls: decides, stores, and shows what was refused. */
export function createAdmit(parts: AdmitParts) {
  const { journal, source, time, deadLetterTopic } = parts;
  let decide = admissionOf(parts.plant);
  let rejected = 0;

  function show(message: Message, code: string, reason: string): void {
    rejected += 1 + (message.keptBack ?? 0);
    const size = message.oversize ?? message.payload.length;
    const payload = jsonBytes({
      topic: message.topic,
      time: isoOf(message.receivedAt),
      code,
      reason,
      size,
      ...(message.sender !== undefined && { sender: message.sender }),
      ...(STRANGE.has(code) && headOf(message.payload)),
    });
    source.publish(deadLetterTopic, payload, { retain: false }).catch(() => {});
  }

  /** What SQLite will never take (not for want of room) is no reason for its sender to send it for ever. */
  async function store(message: Message, arrival: Arrival): Promise<Admission> {
    try {
      return await journal.inbox.admit(arrival);
    } catch (error) {
      if (error instanceof JournalFull || isStorageFault(error)) throw error;
      const reason = `storing it failed: ${String(error).slice(0, 200)}`;
      return journal.inbox.admit(refusedArrival(message, { code: "fault", reason }));
    }
  }

  return {
    rejected: () => rejected,
    /** From now on messages are checked against this plant. */
    know(changed: Plant): void {
      decide = admissionOf(changed);
    },
    async admit(arrived: Message): Promise<void> {
      // Two arrivals of one tick of the clock are two.
      const message = { ...arrived, receivedAt: time.date(arrived.receivedAt) };
      const decision = decide(message);
      if (decision.ok && decision.record === undefined) return;
      const arrival = decision.ok
        ? acceptedArrival(message, decision, parts)
        : refusedArrival(message, decision.rejection);
      try {
        const stored = await store(message, arrival);
        if (stored.stored === "dead-letter") show(message, stored.reasonCode, stored.reason);
      } catch (error) {
        if (isCorruption(error)) parts.onBroken(error);
        throw error;
      }
    },
  };
}

function admissionOf(plant: Plant) {
  return createAdmission({
    points: pointsOf(plant),
    stands: standsOf(plant),
    machines: producingMachines(plant),
  });
}

function acceptedArrival(
  message: Message,
  { record, sourceTime }: Admitted,
  { hostClock, toleranceSeconds }: Pick<AdmitParts, "hostClock" | "toleranceSeconds">,
): Arrival {
  const { topic, payload, receivedAt } = message;
  const { point, channel } = record;
  // A copy that a broker had kept tells nothing of today's clocks.
  if (sourceTime !== undefined && message.retained !== true)
    hostClock.hear(point, sourceTime, receivedAt);
  const now = hostClock.believed(receivedAt);
  return {
    kind: "accepted",
    topic,
    payload,
    receivedAt,
    now,
    point,
    channel,
    ...dateAtDoor(sourceTime, receivedAt, now, toleranceSeconds),
    ...("sampleRate" in record && { sampleRate: record.sampleRate }),
  };
}

function refusedArrival(message: Message, { code, reason }: Rejection): Arrival {
  const { topic, payload, receivedAt } = message;
  return {
    kind: "dead-letter",
    topic,
    head: payload,
    size: message.oversize ?? payload.length,
    receivedAt,
    reasonCode: code,
    reason,
  };
}
