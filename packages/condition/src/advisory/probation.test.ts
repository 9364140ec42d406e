import type { PointContext } from "@raceway/model/plant";
import type { Verdict } from "@raceway/model/verdict";
import { beforeAll, describe, expect, it } from "vitest";
import { block, noise, ORDERS, struck, testContext } from "../health/test-signal.ts";
import { createManipulation } from "../manipulation/manipulation.ts";
import type { Observation } from "../observation.ts";
import { createPointChain } from "../point-chain.ts";

/** With a limit that the damage passes. */
const CONTEXT: PointContext = (() => {
  const context = testContext();
  const limits = [{ indicator: "rms", warning: 0.8, alarm: 1 }];
  const channels = context.point.channels.map((channel) => ({ ...channel, limits }));
  return { ...context, point: { ...context.point, channels } };
})();
const manipulate = createManipulation(CONTEXT);
const SECOND = 1_000_000_000n;
const DAY = 86_400n * SECOND;

/** One block a second; `strength` undefined: a bearing without damage. */
function blocks(from: number, count: number, strength?: number): readonly Observation[] {
  return Array.from({ length: count }, (_, i) => {
    const samples =
      strength === undefined
        ? noise(12_000, 3 + from + i)
        : struck(ORDERS.bpfo, strength, 10 + 7 * (from + i));
    return manipulate({ ...block(samples, 0), time: BigInt(from + i) * SECOND });
  });
}

const HEALTHY = 40;
const SICK = 40;
let life: readonly Observation[];
let sickAgain: readonly Observation[];
let sound: readonly Observation[];
let slight: readonly Observation[];

/** A bearing that spalled until it was said to be replaced. */
function replaced() {
  const chain = createPointChain(CONTEXT);
  const states = life.map((each) => chain.process(each).state);
  chain.relearn("bearing-replaced", 1000n * SECOND);
  return { chain, before: states.at(-1) };
}

const told = (verdicts: readonly Verdict[], kind: Verdict["kind"]) =>
  verdicts.filter((verdict) => verdict.kind === kind);

describe("a fault that stood when work was told", () => {
  beforeAll(() => {
    life = [...blocks(0, HEALTHY), ...blocks(HEALTHY, SICK, 16)];
    const next = HEALTHY + SICK;
    sickAgain = blocks(next, 25, 16);
    sound = blocks(next, 40);
    slight = blocks(next, 25, 2);
  }, 60_000);

  it("is still there when its lines are as tall as before: as severe, no healthier, and never learnt as normal", () => {
    const { chain, before } = replaced();
    expect(before).toMatchObject({ level: "alarm", parts: { diagnosis: "warning" } });
    const judged = sickAgain.map((each) => chain.process(each));
    const verdicts = judged.flatMap((each) => each.verdicts);
    expect(told(verdicts, "diagnosis").at(-1)).toMatchObject({
      fault: "outer-race",
      persistent: true,
      text: expect.stringMatching(/^still there after the bearing was replaced: /),
    });
    const { state } = judged.at(-1) ?? {};
    expect(state).toMatchObject({ level: "alarm", severity: "alarm", learned: { have: 0 } });
    expect(state?.health).toBeLessThanOrEqual(before?.health ?? 0);
  });

  it("is gone when the new bearing shows nothing of it, which then is learnt", () => {
    const { chain } = replaced();
    const states = sound.map((each) => chain.process(each).state);
    expect(states.every(({ level }) => level === "normal")).toBe(true);
    expect(states[11]?.learned?.have).toBe(0);
    expect(states.at(-1)?.learning).toBe(false);
  });

  it("is another one when its lines are far lower: a warning of its own", () => {
    const { chain } = replaced();
    const verdicts = slight.flatMap((each) => chain.process(each).verdicts);
    expect(verdicts.filter((v) => "text" in v && v.text.startsWith("still there"))).toEqual([]);
  });

  it("is watched on when the state is cut and restored anywhere", () => {
    const { chain } = replaced();
    const whole = sickAgain.flatMap((each) => chain.process(each).verdicts);
    const first = replaced().chain;
    const resumed = createPointChain(CONTEXT);
    const verdicts = sickAgain.slice(0, 5).flatMap((each) => first.process(each).verdicts);
    resumed.restore(structuredClone(first.snapshot()));
    verdicts.push(...sickAgain.slice(5).flatMap((each) => resumed.process(each).verdicts));
    expect(verdicts).toEqual(whole);
  }, 30_000);

  it("stands again when the work was told by mistake and is taken back within a day, once", () => {
    const { chain, before } = replaced();
    for (const each of sound.slice(0, 3)) chain.process(each);
    const again = chain.takeBack(1000n * SECOND + DAY) ?? [];
    expect(again.map(({ kind }) => kind)).toContain("anomaly");
    expect(told(again, "diagnosis")).toMatchObject([{ fault: "outer-race", persistent: true }]);
    expect(chain.state()?.level).toBe(before?.level);
    expect(chain.takeBack(1000n * SECOND + DAY)).toBeUndefined();
  });

  it("cannot be brought back after a day", () => {
    expect(replaced().chain.takeBack(1001n * SECOND + DAY)).toBeUndefined();
  });
});

describe("health", () => {
  it("is never better than the level that is shown: a named fault that lasts caps it", () => {
    const chain = createPointChain(CONTEXT);
    const states = life.map((each) => chain.process(each).state);
    for (const { level, health } of states) {
      if (level === "warning") expect(health).toBeLessThanOrEqual(80);
      if (level === "alarm") expect(health).toBeLessThanOrEqual(60);
    }
    expect(states.map(({ level }) => level)).toContain("alarm");
  });
});
