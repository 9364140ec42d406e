import { refusalOf } from "@raceway/notify-webhook/answer";
import { signatureHeaders } from "@raceway/notify-webhook/signature";
import { workMessages } from "@raceway/plan/work-message";
import type { Clock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import type { Planner } from "./planner.ts";
import type { OwedWork, WorkOutbox } from "./work-outbox.ts";

export interface HandOverParts {
  readonly planner: Pick<Planner, "plan">;
  readonly outbox: WorkOutbox;
  readonly site: () => string;
  readonly url: string;
  /** Signs the messages, after Standard Webhooks. */
  readonly secret?: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** How often the plan is looked at, and how long a receiver that does not take a message is left alone: twice as long each time. */
const LOOK_MS = 60_000;
const [AGAIN_MS, LONGEST_MS] = [5000, 600_000];
const ANSWER_MS = 20_000;

/**
 * Hands the plan's work to a maintenance system: each order once it has a place, again when that changes, and that it is withdrawn. In order, and until it is taken: what
 * the receiver refuses for good is said and left.
 */
export function startHandOver({ planner, outbox, site, url, secret, clock, log }: HandOverParts) {
  const address = new URL(url);
  let fails = 0;
  let ended = false;
  let running: Promise<void> = Promise.resolve();
  /** Works that the look before found wanted; what is missing from one plan alone (this service has just begun to listen) is not withdrawn. */
  let before: ReadonlySet<string> | undefined;
  let cancel = clock.after(LOOK_MS, look);

  function look(): void {
    running = round().catch((error) => {
      log.error({ err: error }, "work is not handed over yet");
    });
    void running.then(() => {
      const wait = fails === 0 ? LOOK_MS : Math.min(LONGEST_MS, AGAIN_MS * 2 ** (fails - 1));
      if (!ended) cancel = clock.after(wait, look);
    });
  }

  async function round(): Promise<void> {
    const { view } = await planner.plan();
    const { placed, unplaced } = view.work;
    const wanted = new Set([...placed, ...unplaced].map(({ work }) => work));
    const atOnce = new Set(placed.filter(({ ownStop }) => ownStop).map(({ work }) => work));
    const gone = (work: string) => before !== undefined && !before.has(work) && !wanted.has(work);
    outbox.take(workMessages(site(), view), gone, atOnce);
    before = wanted;
    for (let owed = outbox.next(); owed !== undefined && !ended; owed = outbox.next()) {
      if (!(await deliver(owed))) return;
      outbox.done(owed.seq);
    }
  }

  /** @returns whether there is nothing left to do about it. */
  async function deliver(owed: OwedWork): Promise<boolean> {
    const refusal = await posted(owed);
    if (refusal !== undefined && !refusal.permanent) {
      fails += 1;
      // Once: it is tried for as long as it takes.
      if (fails === 1)
        log.warn(
          { host: address.host, waiting: outbox.waiting() },
          `work orders wait: ${refusal.reason}`,
        );
      return false;
    }
    if (refusal !== undefined)
      log.error(
        { host: address.host, work: owed.message.work },
        `a work order was refused for good: ${refusal.reason}`,
      );
    else if (fails > 0) log.info({ host: address.host }, "work orders are taken again");
    fails = 0;
    return true;
  }

  async function posted({ key, message }: OwedWork) {
    const body = JSON.stringify(message);
    const now = Number(clock.now() / 1_000_000n);
    try {
      const response = await fetch(address, {
        method: "POST",
        headers: {
          "content-type": "application/json; charset=utf-8",
          "idempotency-key": key,
          ...signatureHeaders(key, body, { now, ...(secret !== undefined && { secret }) }),
        },
        body,
        redirect: "manual",
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      return refusalOf("raceway", response.status, (await response.text()).slice(0, 200));
    } catch (error) {
      return { reason: error instanceof Error ? error.message : String(error), permanent: false };
    }
  }

  return {
    /** Orders that are owed. */
    waiting: outbox.waiting,
    async close(): Promise<void> {
      ended = true;
      cancel();
      await running;
      outbox.close();
    },
  };
}
