import type { DeadLetter } from "../live/live-messages.ts";

/** What a payload began with, whole or cut. */
export interface Sample {
  readonly payload: Uint8Array;
  /** Bytes of the whole. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly heard: number;
}

/** One topic that messages come on and that nothing in the plant file names. */
export interface Stranger {
  readonly topic: string;
  readonly code: string;
  readonly reason: string;
  readonly sender?: string;
  /** Messages set aside since the console began to listen; of a sender that has many, some are counted by the gateway only. */
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly first: number;
  readonly last: number;
  /** Newest first. */
  readonly samples: readonly Sample[];
}

const CODES: ReadonlySet<string> = new Set([
  "unknown-topic",
  "unknown-point",
  "unknown-channel",
  "unknown-device",
]);
const MOST_TOPICS = 300;
const MOST_SAMPLES = 3;

export type Strangers = ReturnType<typeof createStrangers>;

/** Keeps what arrives and fits nothing, by topic: the latest that were heard of, bounded. */
export function createStrangers() {
  const known = new Map<string, Stranger>();

  return {
    /** @param now milliseconds. */
    note(letter: DeadLetter, now: number): void {
      const { topic, code, reason, sender } = letter;
      if (!CODES.has(code)) return;
      const before = known.get(topic);
      const sample = sampleOf(letter, now);
      known.delete(topic);
      known.set(topic, {
        topic,
        code,
        reason,
        ...(sender !== undefined && { sender }),
        count: (before?.count ?? 0) + 1,
        first: before?.first ?? now,
        last: now,
        samples: [...(sample ? [sample] : []), ...(before?.samples ?? [])].slice(0, MOST_SAMPLES),
      });
      for (const oldest of known.keys()) {
        if (known.size <= MOST_TOPICS) break;
        known.delete(oldest);
      }
    },
    /** The latest first. */
    all: (): readonly Stranger[] => [...known.values()].toReversed(),
    get: (topic: string): Stranger | undefined => known.get(topic),
    /** It has a place now; whatever still has none comes again. */
    forget: (topic: string): void => void known.delete(topic),
  };
}

function sampleOf({ head, head64, size }: DeadLetter, heard: number): Sample | undefined {
  if (head === undefined && head64 === undefined) return undefined;
  const payload = head === undefined ? Buffer.from(head64 ?? "", "base64") : Buffer.from(head);
  return { payload, size: size ?? payload.length, heard };
}
