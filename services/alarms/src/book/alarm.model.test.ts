import { DEFAULT_ALARM_RULES, isCovered } from "@raceway/model/alarm";
import { isoOf, nanosOfSeconds } from "@raceway/model/time";
import type { Verdict } from "@raceway/model/verdict";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newsOf } from "../notify/news.ts";
import { anomaly, diagnosis, prognosis, START } from "../testing.ts";
import { type AlarmEvent, step } from "./alarm.ts";
import { isActive, LIFE_CYCLE_INPUTS, LIFE_STATES, nextState } from "./life-cycle.ts";
import { type AlarmMemory, type Circumstances, calls, NORMAL, stateOf } from "./memory.ts";

const IDENTITY = {
  id: "l1.m1.q1.machine",
  point: "p/l1/m1/q1",
  condition: "machine",
  where: { line: "Line 1", machine: "Grinder 1", point: "Spindle 1" },
} as const;

/** Something that happens some seconds after the last thing. */
interface Happening {
  readonly after: number;
  readonly stopped: boolean;
  readonly event: (time: string) => AlarmEvent;
}

const verdictEvent = (say: (time: string) => Verdict) => (time: string) =>
  ({ type: "verdict", verdict: say(time) }) as const;

const persistent = fc.boolean();
const event: fc.Arbitrary<Happening["event"]> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom("normal" as const, "warning" as const, "alarm" as const), persistent)
      .map(([severity, held]) =>
        verdictEvent((time) => anomaly(severity, { time, persistent: held })),
      ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom("outer-race" as const, "unnamed" as const), persistent)
      .map(([fault, held]) => verdictEvent((time) => diagnosis(fault, { time, persistent: held }))),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(undefined, 3600, 10_000_000)
      .map((rul) => verdictEvent((time) => prognosis(rul, { time }))),
  },
  {
    weight: 4,
    arbitrary: fc
      .record({
        act: fc.constantFrom(
          "acknowledge" as const,
          "acknowledge" as const,
          "comment" as const,
          "reset" as const,
          "shelve" as const,
          "unshelve" as const,
          "take-out-of-service" as const,
          "return-to-service" as const,
        ),
        minutes: fc.integer({ min: 1, max: 120 }),
      })
      .map(({ act, minutes }) => () => {
        const who = { who: "ann", comment: "because" };
        return {
          type: "act" as const,
          act: act === "shelve" ? { act, ...who, minutes } : { act, ...who },
        };
      }),
  },
  { weight: 2, arbitrary: fc.constant(() => ({ type: "time" as const })) },
);

const happening: fc.Arbitrary<Happening> = fc.record({
  after: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 60, max: 4000 })),
  stopped: fc.oneof(
    { weight: 4, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
  event,
});

interface Walked {
  readonly before: AlarmMemory;
  readonly after: AlarmMemory;
  readonly event: AlarmEvent;
  readonly circumstances: Circumstances;
}

function walk(happenings: readonly Happening[], latch: boolean, look: (step: Walked) => void) {
  const rules = { ...DEFAULT_ALARM_RULES, latch };
  let memory = NORMAL;
  let seconds = 0;
  for (const { after: pause, stopped, event: make } of happenings) {
    seconds += pause;
    const now = isoOf(START + nanosOfSeconds(seconds));
    const circumstances: Circumstances = {
      now,
      rules,
      ...(stopped && { stop: { reason: "machine-stopped" as const } }),
    };
    const before = memory;
    const happened = make(now);
    memory = step(before, IDENTITY, happened, circumstances).memory;
    look({ before, after: memory, event: happened, circumstances });
  }
}

const edgeOf = ({ before, after }: Walked) => `${stateOf(before)} → ${stateOf(after)}`;

/** Whether the standard's diagram has an edge; what nobody ever saw may vanish. */
function isLawful({ before, after }: Walked): boolean {
  const from = stateOf(before);
  const to = stateOf(after);
  const unseen = before.seen === undefined && to === "normal";
  return from === to || unseen || LIFE_CYCLE_INPUTS.some((input) => nextState(from, input) === to);
}

function checkInvariants(walked: Walked): void {
  const { before, after, event: happened, circumstances } = walked;
  const { alarm } = after;
  const state = stateOf(after);
  const trouble = Object.values(after.causes.active).some(({ kind }) => kind !== "prognosis");
  expect(isLawful(walked), edgeOf(walked)).toBe(true);
  expect(isActive(state)).toBe(trouble);
  expect(after.occurrence - before.occurrence).toBe(
    stateOf(before) === "normal" && state !== "normal" ? 1 : 0,
  );
  if (before.seen && before.alarm !== undefined && alarm === undefined) {
    const byAct = happened.type === "act" && ["acknowledge", "reset"].includes(happened.act.act);
    expect(byAct || before.alarm.state === "acknowledged").toBe(true);
  }
  expect(alarm?.shelved).toEqual(alarm && after.shelved);
  expect(alarm?.outOfService).toEqual(alarm && after.outOfService);
  if (alarm?.suppressed !== undefined) {
    expect(circumstances.stop).toBeDefined();
    expect(after.seen).toBeUndefined();
  }
  if (after.shelved !== undefined) expect(after.shelved.until > circumstances.now).toBe(true);
  if (alarm?.latched !== undefined) {
    expect(circumstances.rules.latch && !trouble).toBe(true);
    expect(alarm.returned).toBeDefined();
  }
  expect(alarm?.escalation ?? 0).toBeLessThanOrEqual(2);
  if (alarm?.escalation !== undefined) expect(calls(after)).toBe(true);
  expect(alarm === undefined || alarm.priority !== undefined).toBe(true);
  if (alarm !== undefined) {
    expect(alarm.evidence).not.toEqual([]);
    expect(alarm.translations?.zh.evidence).toHaveLength(alarm.evidence.length);
  }
  const news = newsOf(before, after);
  if (news === "raised" || news === "escalated") expect(calls(after)).toBe(true);
  if (alarm !== undefined && isCovered(alarm)) expect(news).toBeUndefined();
  if (calls(after) && !calls(before)) expect(["raised", "escalated"]).toContain(news);
}

describe("any sequence of verdicts, acts and time", () => {
  const sequence = fc.array(happening, { minLength: 20, maxLength: 80, size: "max" });

  it("keeps the life-cycle's invariants, and walks every edge of its diagram", () => {
    const edges = new Map<string, number>();
    let steps = 0;
    fc.assert(
      fc.property(sequence, fc.boolean(), (happenings, latch) => {
        walk(happenings, latch, (walked) => {
          checkInvariants(walked);
          steps += 1;
          edges.set(edgeOf(walked), (edges.get(edgeOf(walked)) ?? 0) + 1);
        });
      }),
      { seed: 20_261_122, numRuns: 400 },
    );
    const wanted = LIFE_STATES.flatMap((from) =>
      LIFE_CYCLE_INPUTS.map((input) => nextState(from, input))
        .filter((to) => to !== from)
        .map((to) => `${from} → ${to}`),
    );
    console.info(`${steps} steps, ${edges.size} kinds of transition`, Object.fromEntries(edges));
    expect([...edges.keys()]).toEqual(expect.arrayContaining(wanted));
  }, 60_000);

  it("goes on the same from a memory that went through the journal", () => {
    fc.assert(
      fc.property(sequence, fc.boolean(), (happenings, latch) => {
        walk(happenings, latch, ({ before, after, event: happened, circumstances }) => {
          const revived: AlarmMemory = JSON.parse(JSON.stringify(before));
          expect(step(revived, IDENTITY, happened, circumstances).memory).toEqual(after);
        });
      }),
    );
  }, 60_000);

  it("changes nothing when no time has passed", () => {
    fc.assert(
      fc.property(sequence, fc.boolean(), (happenings, latch) => {
        walk(happenings, latch, ({ after, circumstances }) => {
          const again = step(after, IDENTITY, { type: "time" }, circumstances);
          expect(again.memory).toBe(after);
        });
      }),
    );
  }, 60_000);
});
