import { type Alarm, type AlarmAct, DEFAULT_ALARM_RULES } from "@raceway/model/alarm";
import { isoOf } from "@raceway/model/time";
import type { Verdict } from "@raceway/model/verdict";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AlarmEvent, type Outcome, step as stepIn } from "./alarm.ts";
import { LIFE_CYCLE_INPUTS, type LifeCycleInput, nextState } from "./life-cycle.ts";
import { type AlarmIdentity, type AlarmMemory, NORMAL, stateOf } from "./memory.ts";

const IDENTITY: AlarmIdentity = {
  id: "l1.g1.spindle.machine",
  point: "plant/l1/g1/spindle",
  condition: "machine",
  where: { line: "Line 1", machine: "Grinder 1", point: "Spindle" },
};

/** Source time of the n-th verdict. */
function time(n: number): string {
  return isoOf(1_800_000_000_000_000_000n + BigInt(n) * 1_000_000_000n);
}

function anomaly(n: number, severity: "normal" | "warning" | "alarm", persistent = true): Verdict {
  return {
    type: "verdict",
    kind: "anomaly",
    point: IDENTITY.point,
    time: time(n),
    persistent,
    severity,
    score: severity === "normal" ? 0.2 : 1.4,
    evidence: [
      {
        channel: "x",
        indicator: "velocity_rms",
        value: 7,
        unit: "mm/s",
        model: "limit",
        text: "velocity 7 mm/s is over 4.5 mm/s",
      },
    ],
  };
}

function diagnosis(n: number, fault: "outer-race" | "unnamed", persistent = true): Verdict {
  return {
    type: "verdict",
    kind: "diagnosis",
    point: IDENTITY.point,
    channel: "x",
    time: time(n),
    persistent,
    fault,
    confidence: 0.9,
    lines: [],
    hypotheses: [],
    text: `lines of ${fault}`,
  };
}

function sensor(n: number, channel: string, fault: "flat-line" | "none"): Verdict {
  return {
    type: "verdict",
    kind: "sensor",
    point: IDENTITY.point,
    channel,
    time: time(n),
    persistent: true,
    fault,
    text: `${channel}: ${fault}`,
  };
}

const act = (kind: AlarmAct["act"], extra: Partial<AlarmAct> = {}): AlarmEvent => ({
  type: "act",
  act: { act: kind, who: "ann", ...extra },
});

const step = (memory: AlarmMemory, identity: AlarmIdentity, event: AlarmEvent): Outcome =>
  stepIn(memory, identity, event, { now: time(500), rules: DEFAULT_ALARM_RULES });

function run(...events: (Verdict | AlarmEvent)[]): Outcome {
  let outcome: Outcome = { memory: NORMAL };
  for (const event of events)
    outcome = step(
      outcome.memory,
      IDENTITY,
      event.type === "verdict" && "kind" in event ? { type: "verdict", verdict: event } : event,
    );
  return outcome;
}

const alarmAfter = (...events: (Verdict | AlarmEvent)[]): Alarm | undefined =>
  run(...events).memory.alarm;

describe("one alarm", () => {
  it("opens on a persistent anomaly and not on a pointwise one", () => {
    expect(alarmAfter(anomaly(1, "alarm", false))).toBeUndefined();
    expect(alarmAfter(anomaly(1, "alarm"))).toMatchObject({
      state: "unacknowledged",
      severity: "alarm",
      title: "Unusual behaviour",
      since: time(1),
      evidence: ["velocity 7 mm/s is over 4.5 mm/s"],
    });
  });

  it("is whose it was given to while it is open, also when it comes back, and needs a name", () => {
    const given = act("assign", { to: "Bo" });
    const assigned = { who: "ann", to: "Bo", at: time(500) };
    expect(alarmAfter(anomaly(1, "alarm"), given)).toMatchObject({ assigned });
    const back = [anomaly(2, "normal"), anomaly(3, "alarm")];
    expect(alarmAfter(anomaly(1, "alarm"), given, ...back)).toMatchObject({ assigned });
    expect(alarmAfter(anomaly(1, "alarm"), given, act("unassign"))).not.toHaveProperty("assigned");
    expect(run(anomaly(1, "alarm"), act("assign")).refused).toMatch(/needs a person/);
    expect(run(anomaly(1, "alarm"), act("unassign")).refused).toMatch(/nobody's/);
    expect(run(given).refused).toMatch(/not open/);
  });

  it("keeps its reasons while an anomaly is on its way out and no record speaks for it", () => {
    const waning: Verdict = { ...anomaly(2, "warning"), kind: "anomaly", evidence: [] } as Verdict;
    expect(alarmAfter(anomaly(1, "alarm"), waning)).toMatchObject({
      severity: "warning",
      evidence: ["velocity 7 mm/s is over 4.5 mm/s"],
    });
    expect(alarmAfter(waning)?.evidence).toEqual(["The latest records are as expected."]);
  });

  it("takes a diagnosis into the open alarm instead of opening a second one", () => {
    const alarm = alarmAfter(anomaly(1, "warning"), diagnosis(2, "outer-race"));
    expect(alarm).toMatchObject({
      occurrence: 1,
      fault: "outer-race",
      title: "Outer race damage",
      since: time(1),
      evidence: ["lines of outer-race", "velocity 7 mm/s is over 4.5 mm/s"],
    });
  });

  it("opens on a diagnosis alone, but not on an unnamed one", () => {
    expect(alarmAfter(diagnosis(1, "outer-race"))).toMatchObject({ severity: "warning" });
    expect(alarmAfter(diagnosis(1, "unnamed"))).toBeUndefined();
  });

  it("waits for somebody when the trouble returned to normal unseen", () => {
    const returned = [anomaly(1, "alarm"), anomaly(2, "normal")];
    expect(alarmAfter(...returned)).toMatchObject({
      state: "returned-unacknowledged",
      returned: time(2),
      title: "Unusual behaviour",
    });
    expect(alarmAfter(...returned, act("acknowledge"))).toBeUndefined();
  });

  it("closes when an acknowledged trouble returns to normal", () => {
    expect(alarmAfter(anomaly(1, "alarm"), act("acknowledge"))).toMatchObject({
      state: "acknowledged",
      acknowledged: { who: "ann", at: time(500) },
    });
    expect(
      alarmAfter(anomaly(1, "alarm"), act("acknowledge"), anomaly(2, "normal")),
    ).toBeUndefined();
  });

  it("asks again when an acknowledged warning becomes an alarm, but not when it swings", () => {
    const worse = [anomaly(1, "warning"), act("acknowledge"), anomaly(2, "alarm")];
    const asked = alarmAfter(...worse);
    expect(asked).toMatchObject({ state: "unacknowledged", severity: "alarm" });
    expect(asked).not.toHaveProperty("acknowledged");
    const swinging = [act("acknowledge"), anomaly(3, "warning"), anomaly(4, "alarm")];
    expect(alarmAfter(...worse, ...swinging)).toMatchObject({ state: "acknowledged" });
  });

  it("ends a diagnosis with the anomaly that it explained", () => {
    const memory = run(
      anomaly(1, "warning"),
      diagnosis(2, "outer-race"),
      act("acknowledge"),
      anomaly(3, "normal"),
    ).memory;
    expect(stateOf(memory)).toBe("normal");
    const stale = { type: "verdict", verdict: diagnosis(2, "outer-race") } as const;
    expect(step(memory, IDENTITY, stale).memory).toBe(memory);
  });

  it("goes on where the diagnosis is said again as the level returns to normal", () => {
    const memory = run(
      anomaly(1, "alarm"),
      diagnosis(2, "outer-race"),
      act("acknowledge"),
      diagnosis(3, "outer-race"),
      anomaly(3, "normal"),
    ).memory;
    expect(memory.alarm).toMatchObject({ state: "acknowledged", severity: "warning" });
  });

  it("ends with the latest verdict, persistent or not: it says how things stand", () => {
    expect(alarmAfter(anomaly(1, "alarm"), anomaly(9, "warning", false))).toMatchObject({
      state: "returned-unacknowledged",
    });
    expect(alarmAfter(diagnosis(1, "outer-race"), diagnosis(9, "unnamed", false))).toMatchObject({
      state: "returned-unacknowledged",
    });
  });

  it("says what to do by when", () => {
    const advice = alarmAfter(anomaly(1, "alarm"), diagnosis(2, "outer-race"))?.advice;
    expect(advice).toContain("Replace the bearing");
    expect(advice).toContain("at the next possible stop");
  });

  it("keeps a diagnosis open while the anomaly says normal again and again", () => {
    const disagreeing = [
      anomaly(1, "normal"),
      diagnosis(2, "outer-race"),
      anomaly(3, "normal"),
      anomaly(4, "normal"),
    ];
    expect(alarmAfter(...disagreeing)).toMatchObject({ state: "unacknowledged" });
  });

  it("forgets a stale retained diagnosis whichever retained verdict is read first", () => {
    const stale = diagnosis(1, "outer-race");
    expect(alarmAfter(anomaly(2, "normal"), stale)).toBeUndefined();
    expect(alarmAfter(stale, anomaly(2, "normal"))).toMatchObject({
      state: "returned-unacknowledged",
    });
  });

  it("stays open until the last faulty sensor of the point is well", () => {
    const both = [sensor(1, "x", "flat-line"), sensor(1, "temp", "flat-line")];
    expect(alarmAfter(...both)).toMatchObject({ title: "Sensor without signal: x, temp" });
    expect(alarmAfter(...both, sensor(2, "x", "none"))).toMatchObject({
      state: "unacknowledged",
      title: "Sensor without signal: temp",
    });
    expect(alarmAfter(...both, sensor(2, "x", "none"), sensor(3, "temp", "none"))).toMatchObject({
      state: "returned-unacknowledged",
    });
  });

  it("refuses an act on another occurrence or on a closed alarm, with the reason", () => {
    expect(run(act("acknowledge")).refused).toContain("not open");
    const other = run(anomaly(1, "alarm"), act("acknowledge", { occurrence: 7 }));
    expect(other.refused).toContain("occurrence 7");
    expect(stateOf(other.memory)).toBe("unacknowledged");
  });

  it("carries comments, the newest last", () => {
    const alarm = alarmAfter(
      anomaly(1, "alarm"),
      act("comment", { comment: "heard it" }),
      act("acknowledge", { comment: "on my list" }),
    );
    expect(alarm?.comments.map((comment) => comment.text)).toEqual(["heard it", "on my list"]);
  });
});

const eventArbitrary: fc.Arbitrary<AlarmEvent> = fc.oneof(
  fc
    .record({
      n: fc.nat(40),
      severity: fc.constantFrom("normal" as const, "warning" as const, "alarm" as const),
      persistent: fc.boolean(),
    })
    .map(({ n, severity, persistent }) => ({
      type: "verdict" as const,
      verdict: anomaly(n, severity, persistent),
    })),
  fc
    .record({
      n: fc.nat(40),
      fault: fc.constantFrom("outer-race" as const, "unnamed" as const),
      persistent: fc.boolean(),
    })
    .map(({ n, fault, persistent }) => ({
      type: "verdict" as const,
      verdict: diagnosis(n, fault, persistent),
    })),
  fc.constantFrom(act("acknowledge"), act("comment", { comment: "seen" })),
);

/** The input of the standard's diagram that leads from one state to another, if there is one. */
function inputBetween(before: AlarmMemory, after: AlarmMemory): LifeCycleInput | undefined {
  return LIFE_CYCLE_INPUTS.find((input) => nextState(stateOf(before), input) === stateOf(after));
}

describe("any sequence of events", () => {
  it("only ever takes edges of the standard's diagram", () => {
    fc.assert(
      fc.property(fc.array(eventArbitrary, { maxLength: 60 }), (events) => {
        let memory = NORMAL;
        for (const event of events) {
          const after = step(memory, IDENTITY, event).memory;
          if (stateOf(after) !== stateOf(memory)) expect(inputBetween(memory, after)).toBeDefined();
          memory = after;
        }
      }),
    );
  });

  it("says active exactly when a cause is active, and counts an occurrence only from normal", () => {
    fc.assert(
      fc.property(fc.array(eventArbitrary, { maxLength: 60 }), (events) => {
        let memory = NORMAL;
        for (const event of events) {
          const after = step(memory, IDENTITY, event).memory;
          const trouble = Object.keys(after.causes.active).length > 0;
          const state = stateOf(after);
          expect(state === "unacknowledged" || state === "acknowledged").toBe(trouble);
          const opened = stateOf(memory) === "normal" && after.alarm !== undefined;
          expect(after.occurrence).toBe(memory.occurrence + (opened ? 1 : 0));
          if (after.alarm !== undefined) expect(after.alarm.occurrence).toBe(after.occurrence);
          memory = after;
        }
      }),
    );
  });

  it("never closes an alarm that nobody has acknowledged", () => {
    fc.assert(
      fc.property(fc.array(eventArbitrary, { maxLength: 60 }), (events) => {
        const unattended = events.filter((event) => event.type === "verdict");
        let memory = NORMAL;
        for (const event of unattended) {
          const after = step(memory, IDENTITY, event).memory;
          if (memory.alarm !== undefined) expect(after.alarm).toBeDefined();
          memory = after;
        }
      }),
    );
  });

  it("survives its journal: a memory that went through JSON goes on the same", () => {
    fc.assert(
      fc.property(fc.array(eventArbitrary, { maxLength: 40 }), (events) => {
        let memory = NORMAL;
        let revived = NORMAL;
        for (const event of events) {
          memory = step(memory, IDENTITY, event).memory;
          revived = step(JSON.parse(JSON.stringify(revived)), IDENTITY, event).memory;
        }
        expect(revived).toEqual(memory);
      }),
    );
  });

  it("changes nothing when the last verdict of a source is heard again", () => {
    fc.assert(
      fc.property(fc.array(eventArbitrary, { maxLength: 40 }), (events) => {
        let memory = NORMAL;
        for (const event of events) {
          memory = step(memory, IDENTITY, event).memory;
          if (event.type === "verdict") expect(step(memory, IDENTITY, event).memory).toBe(memory);
        }
      }),
    );
  });
});
