import { beforeAll, describe, expect, it } from "vitest";
import { createManipulation } from "../manipulation/manipulation.ts";
import type { Observation } from "../observation.ts";
import { createDiagnosis } from "./diagnosis.ts";
import { block, noise, ORDERS, struck, testContext } from "./test-signal.ts";

const manipulate = createManipulation(testContext());
const SECOND = 1_000_000_000n;
/** More one-second blocks than the average remembers. */
const SETTLED = 24;

describe("a settled diagnosis of a point at which nothing changes", () => {
  const observations: Observation[] = [];
  beforeAll(() => {
    for (let i = 0; i < SETTLED + 120; i++)
      observations.push(manipulate(block(noise(12_000, 3 + (i % 40)), i)));
  });

  function settled() {
    const diagnosis = createDiagnosis(testContext());
    for (const observation of observations.slice(0, SETTLED)) diagnosis.process(observation, true);
    return diagnosis;
  }

  it("looks at one stretch in 50 s", () => {
    const diagnosis = settled();
    const seconds = observations.slice(SETTLED).flatMap((observation, i) => {
      const seeks = diagnosis.seeksLines("vib", observation.time, true);
      diagnosis.process(observation, true);
      return seeks ? [i] : [];
    });
    expect(seconds).toHaveLength(2);
    expect((seconds[1] ?? 0) - (seconds[0] ?? 0)).toBe(50);
  });

  it("needs no material for the others: what it remembers and says is the same", () => {
    const [whole, spared] = [settled(), settled()];
    for (const observation of observations.slice(SETTLED)) {
      const { modulation: _, ...bare } = observation;
      const seeks = spared.seeksLines("vib", observation.time, true);
      expect(spared.process(seeks ? observation : bare, true)).toEqual(
        whole.process(observation, true),
      );
    }
    expect(spared.snapshot()).toEqual(whole.snapshot());
  });

  it("looks at every block once something is wrong, and names what it finds", () => {
    const diagnosis = settled();
    const verdicts = Array.from({ length: 16 }, (_, i) => {
      const at = SETTLED + i;
      expect(diagnosis.seeksLines("vib", BigInt(at) * SECOND, false)).toBe(true);
      return diagnosis.process(manipulate(block(struck(ORDERS.bpfo, 3, 10 + 7 * i), at)), false);
    }).flat();
    expect(verdicts.at(-1)).toMatchObject({ fault: "outer-race", persistent: true });
  });

  it("counts a block on its way as looked at", () => {
    const diagnosis = settled();
    const last = observations[SETTLED - 1]?.time ?? 0n;
    const next = last + 50n * SECOND;
    expect(diagnosis.seeksLines("vib", next, true)).toBe(true);
    expect(diagnosis.seeksLines("vib", next + 10n * SECOND, true, next)).toBe(false);
    expect(diagnosis.seeksLines("vib", next + 50n * SECOND, true, next)).toBe(true);
  });

  it("rests on after a restart as it would have without", () => {
    const [whole, again] = [settled(), createDiagnosis(testContext())];
    again.restore(structuredClone(whole.snapshot()));
    for (const { time } of observations.slice(SETTLED))
      expect(again.seeksLines("vib", time, true)).toBe(whole.seeksLines("vib", time, true));
  });
});
