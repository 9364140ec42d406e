import { openJournal } from "@raceway/journal/journal";
import type { OutboxRow } from "@raceway/journal/outbox";
import type { Clock } from "@raceway/ports/clock";
import { silentLog } from "@raceway/ports/log";
import { afterEach, describe, expect, it } from "vitest";
import { createDrain } from "./drain.ts";

const GATHER_MS = 50;
const MOST_MS = 1000;
const AT_ONCE = 4;

/** A clock that stands still until it is moved. */
function handClock() {
  let now = 0;
  let timers: { readonly due: number; readonly callback: () => void }[] = [];
  const clock: Clock = {
    now: () => BigInt(now) * 1_000_000n,
    after(milliseconds, callback) {
      const timer = { due: now + milliseconds, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
  };
  return {
    clock,
    async pass(milliseconds: number) {
      now += milliseconds;
      const due = timers.filter((timer) => timer.due <= now);
      timers = timers.filter((timer) => timer.due > now);
      for (const { callback } of due) callback();
      await settled();
    },
  };
}

/** Everything that waits for nothing but its turn has had it. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function setUp(receive: (bodies: readonly string[]) => unknown = () => {}) {
  const { clock, pass } = handClock();
  const journal = openJournal({
    path: ":memory:",
    durability: "process",
    drains: { store: {} },
    clock,
  });
  const taken: string[][] = [];
  const drain = createDrain({
    journal,
    name: "store",
    rowsAtOnce: AT_ONCE,
    gatherMs: [GATHER_MS, MOST_MS],
    take: (rows: readonly OutboxRow[]) => {
      const bodies = rows.map(({ body }) => String(body));
      return Promise.resolve()
        .then(() => receive(bodies))
        .then(() => {
          taken.push(bodies);
        });
    },
    clock,
    seconds: () => Number(clock.now()) / 1e9,
    log: silentLog,
    onBroken: (error) => {
      throw error;
    },
  });
  drain.start();
  closing = async () => {
    await drain.stop();
    journal.close();
  };
  return {
    taken,
    drain,
    pass,
    async add(...bodies: readonly string[]) {
      for (const body of bodies) journal.commitResults({ outbox: [{ kind: "telemetry", body }] });
      await settled();
    },
    waiting: () => journal.stats().outbox.rows,
  };
}

let closing: (() => Promise<void>) | undefined;
afterEach(() => closing?.());

describe("a drain", () => {
  it("leaves a receiver alone for four times as long as a write took, a second at most", async () => {
    let written = () => {};
    const { taken, pass, add } = setUp(() => new Promise<void>((resolve) => (written = resolve)));
    const write = async (afterMs: number, tookMs: number) => {
      await add("x");
      await pass(afterMs);
      await pass(tookMs);
      written();
      await settled();
    };
    await write(GATHER_MS, 40);
    await write(GATHER_MS, 40);
    // Still gathering: 4 × 40 ms have not passed.
    expect(taken).toHaveLength(1);
    await pass(70);
    await pass(600);
    written();
    await settled();
    expect(taken).toHaveLength(2);
    await write(MOST_MS - 1, 0);
    expect(taken).toHaveLength(2);
    await write(1, 0);
    expect(taken).toHaveLength(3);
  });

  it("writes what comes within a moment together, and nothing waits longer", async () => {
    const { taken, pass, add } = setUp();
    await add("a");
    await pass(GATHER_MS - 1);
    await add("b");
    expect(taken).toEqual([]);
    await pass(1);
    expect(taken).toEqual([["a", "b"]]);
    await add("c");
    await pass(GATHER_MS);
    expect(taken).toEqual([["a", "b"], ["c"]]);
  });

  it("writes a backlog in full batches without waiting, in order", async () => {
    const { taken, pass, add, drain } = setUp((bodies) => {
      if (away) throw new Error(`away: ${bodies.length}`);
    });
    let away = true;
    await add("a");
    await pass(GATHER_MS);
    expect(drain.waitingFor()).toBe("away: 1");
    await add(..."bcdefghij");
    away = false;
    await pass(1000);
    expect(taken).toEqual(["abcd", "efgh"].map((batch) => [...batch]));
    await pass(GATHER_MS);
    expect(taken.at(-1)).toEqual(["i", "j"]);
    expect(drain.waitingFor()).toBeUndefined();
  });

  it("leaves in the journal what waits for others when it is stopped", async () => {
    const { taken, add, drain, waiting } = setUp();
    await add("a");
    await drain.stop();
    expect(taken).toEqual([]);
    expect(waiting()).toBe(1);
  });
});
