import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Journal } from "./journal.ts";
import { memoryJournal, waveform } from "./testing.ts";

/** The journal as one would draw it on a board. */
interface Board {
  seen: Set<bigint>;
  inbox: { id: number; time: bigint }[];
  read: number;
  nextId: number;
  outbox: { id: number; body: string }[];
  nextOut: number;
  cursors: Record<"store" | "mqtt", number>;
  duplicates: number;
}

type Step = fc.AsyncCommand<Board, Journal>;

function admit(times: bigint[]): Step {
  return {
    check: () => true,
    toString: () => `admit ${times}`,
    async run(board, journal) {
      const expected = times.map((time) => {
        if (board.seen.has(time)) {
          board.duplicates += 1;
          return { stored: "dead-letter" };
        }
        board.seen.add(time);
        const id = board.nextId++;
        board.inbox.push({ id, time });
        return { stored: "inbox", id };
      });
      const admitted = await Promise.all(times.map((time) => journal.inbox.admit(waveform(time))));
      expect(admitted).toMatchObject(expected);
    },
  };
}

function analyse(limit: number, failing: boolean): Step {
  return {
    check: () => true,
    toString: () => `analyse ${limit}${failing ? " and fail" : ""}`,
    async run(board, journal) {
      const rows = journal.inbox.read(limit, 1e9);
      const expected = board.inbox.filter(({ id }) => id > board.read).slice(0, limit);
      expect(rows.map(({ id, time }) => ({ id, time }))).toEqual(expected);
      const last = rows.at(-1);
      if (last === undefined) return;
      board.read = last.id;
      const outbox = rows.map(({ time }) => ({ kind: "telemetry", body: String(time) }));
      if (failing) {
        const broken = [...outbox, { kind: "telemetry", body: undefined as unknown as string }];
        expect(() => journal.commitResults({ outbox: broken, upTo: last.id })).toThrow();
        journal.inbox.rewind();
        board.read = 0;
        return;
      }
      journal.commitResults({ outbox, upTo: last.id });
      board.inbox = board.inbox.filter(({ id }) => id > last.id);
      for (const { body } of outbox) board.outbox.push({ id: board.nextOut++, body });
    },
  };
}

function drain(name: "store" | "mqtt", limit: number, advance: boolean): Step {
  return {
    check: () => true,
    toString: () => `${name} drains ${limit}${advance ? "" : " and fails"}`,
    async run(board, journal) {
      const rows = journal.outbox.read(name, limit);
      const expected = board.outbox.filter(({ id }) => id > board.cursors[name]).slice(0, limit);
      expect(rows.map(({ id, body }) => ({ id, body }))).toEqual(expected);
      const last = rows.at(-1);
      if (last === undefined || !advance) return;
      journal.outbox.advance(name, last.id);
      board.cursors[name] = last.id;
      const passed = Math.min(board.cursors.store, board.cursors.mqtt);
      board.outbox = board.outbox.filter(({ id }) => id > passed);
    },
  };
}

const drains = fc.constantFrom("store" as const, "mqtt" as const);
const steps = [
  fc.array(fc.bigInt({ min: 0n, max: 60n }), { maxLength: 6 }).map(admit),
  fc.tuple(fc.integer({ min: 1, max: 5 }), fc.boolean()).map(([n, fails]) => analyse(n, fails)),
  fc.tuple(drains, fc.integer({ min: 1, max: 5 }), fc.boolean()).map((args) => drain(...args)),
];

describe("the journal", () => {
  it("behaves like the board it is drawn on", async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands(steps, { maxCommands: 40 }), async (commands) => {
        const real = memoryJournal({ drains: { store: {}, mqtt: {} } });
        const model: Board = {
          seen: new Set(),
          inbox: [],
          read: 0,
          nextId: 1,
          outbox: [],
          nextOut: 1,
          cursors: { store: 0, mqtt: 0 },
          duplicates: 0,
        };
        await fc.asyncModelRun(() => ({ model, real }), commands);
        const { inbox, outbox, deadLetters } = real.stats();
        const waiting = (name: "store" | "mqtt") =>
          model.outbox.filter(({ id }) => id > model.cursors[name]).length;
        expect({ inbox, outbox, deadLetters }).toMatchObject({
          inbox: { rows: model.inbox.length },
          outbox: {
            rows: model.outbox.length,
            drains: { store: { rows: waiting("store") }, mqtt: { rows: waiting("mqtt") } },
          },
          deadLetters: { rows: model.duplicates },
        });
        real.close();
      }),
      { numRuns: 60 },
    );
  }, 30_000);
});
