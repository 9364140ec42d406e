import type { PartResult } from "@raceway/model/part";
import type { Plant } from "@raceway/model/plant";
import { type StandContext, type StandPath, standPath, standsOf } from "@raceway/model/test-stand";
import { nanosOfIso } from "@raceway/model/time";
import { decodePartResult } from "@raceway/wire/part-message";
import type { Topic } from "@raceway/wire/topic";
import type { Emit } from "../live/emit.ts";
import { take } from "../live/live-messages.ts";
import { decodeStandSummary, type StandSummary } from "./stand-summary.ts";

/** Results that are kept of a stand for its page. */
const KEPT = 100;

/** A stand with what is known of it, newest result first. */
export interface StandNow {
  readonly context: StandContext;
  readonly summary?: StandSummary;
  readonly results: readonly PartResult[];
}

/** Whose answer a sorter waits for. */
export interface AwaitedPart {
  readonly stand: StandPath;
  /** Any part's of the stand without one. */
  readonly serial?: string;
  /** Time of the last answer that the sorter has: those up to it are not for this part. Absent: only what is heard from now on counts. */
  readonly after?: string;
}

interface Waiter extends AwaitedPart {
  readonly answer: (result: PartResult) => void;
}

/** The test stands of a plant as heard on MQTT, bounded by the plant file. */
export function createLiveStands(first: Plant, emit: Emit) {
  let stands = standsOf(first);
  const summaries = new Map<StandPath, StandSummary>();
  const results = new Map<StandPath, readonly PartResult[]>();
  const waiters = new Set<Waiter>();

  function note(result: PartResult): void {
    const known = results.get(result.stand) ?? [];
    // Of the retained summary it may be here already.
    if (known.some(({ time }) => time === result.time)) return;
    const newer = [result, ...known].sort((a, b) => (isLater(a.time, b.time) ? -1 : 1));
    results.set(result.stand, newer.slice(0, KEPT));
  }

  return {
    know(plant: Plant): void {
      stands = standsOf(plant);
    },
    /** Takes a stand's message. @returns why it was passed over, for the log. */
    take(
      topic: Extract<Topic, { readonly class: "part-result" | "stand" }>,
      payload: Uint8Array,
    ): string | undefined {
      const path = standPath(topic);
      if (!stands.has(path)) return undefined;
      if (topic.class === "stand")
        return take(decodeStandSummary(payload), (summary) => {
          summaries.set(path, summary);
          if (summary.latest !== undefined) note(summary.latest);
          emit("stand", { path });
        });
      return take(decodePartResult(payload), (heard) => {
        const result = heard as PartResult;
        note(result);
        for (const waiter of [...waiters]) if (isFor(result, waiter)) waiter.answer(result);
        emit("stand", { path });
      });
    },
    /** Every stand in the plant file's order. */
    all: (): readonly StandNow[] => [...stands.keys()].flatMap((path) => now(path) ?? []),
    get: now,
    /**
     * The answer for a part, as soon as it is there.
     *
     * @returns undefined when none came in time: nothing is known of the part then.
     */
    async awaitResult(part: AwaitedPart, waitMs: number): Promise<PartResult | undefined> {
      const { after } = part;
      // The oldest that is newer than the one before: answers are taken in turn.
      const known =
        after === undefined
          ? undefined
          : results.get(part.stand)?.findLast((result) => isFor(result, part));
      if (known !== undefined) return known;
      return new Promise((resolve) => {
        const end = (result?: PartResult) => {
          clearTimeout(timer);
          waiters.delete(waiter);
          resolve(result);
        };
        const waiter: Waiter = { ...part, answer: end };
        const timer = setTimeout(end, waitMs);
        waiters.add(waiter);
      });
    },
    /** Sorters that wait now. */
    waiting: () => waiters.size,
  };

  function now(path: StandPath): StandNow | undefined {
    const context = stands.get(path);
    if (context === undefined) return undefined;
    const summary = summaries.get(path);
    return { context, ...(summary !== undefined && { summary }), results: results.get(path) ?? [] };
  }
}

function isFor(result: PartResult, { stand, serial, after }: AwaitedPart): boolean {
  if (result.stand !== stand) return false;
  // Of a message that could not be read nobody knows which part it was: it may have been this one, and must not pass.
  const isItsOwn = serial === undefined || result.serial === serial;
  if (!isItsOwn && !(result.serial === undefined && result.gate !== "accept")) return false;
  return after === undefined || isLater(result.time, after);
}

/** Results of one batch are nanoseconds apart. */
function isLater(time: string, than: string): boolean {
  return (nanosOfIso(time) ?? 0n) > (nanosOfIso(than) ?? 0n);
}
