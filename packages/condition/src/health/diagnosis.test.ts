import type { Waveform } from "@raceway/model/record";
import type { DiagnosisVerdict } from "@raceway/model/verdict";
import { describe, expect, it } from "vitest";
import { createManipulation } from "../manipulation/manipulation.ts";
import { createDiagnosis } from "./diagnosis.ts";
import { block, noise, ORDERS, struck, testContext } from "./test-signal.ts";

const manipulate = createManipulation(testContext());

function run(blocks: readonly Waveform[], diagnosis = createDiagnosis(testContext())) {
  return blocks.flatMap((one) => diagnosis.process(manipulate(one)));
}

const faulty = (order: number, count: number) =>
  Array.from({ length: count }, (_, i) => block(struck(order, 3, 10 + 7 * i), i));
const healthy = (count: number) =>
  Array.from({ length: count }, (_, i) => block(noise(12_000, 3 + i), i));

describe("diagnosis", () => {
  it.each([
    ["outer-race", ORDERS.bpfo * 0.995],
    ["inner-race", ORDERS.bpfi * 1.004],
    ["rolling-element", 2 * ORDERS.bsf],
  ])(
    "names %s from one block, and calls it persistent when it has held for three",
    (fault, order) => {
      const verdicts = run(faulty(order, 4));
      expect(verdicts.map((v) => [v.fault, v.persistent])).toEqual([
        [fault, false],
        [fault, true],
      ]);
      const [first] = verdicts;
      expect(first?.confidence).toBeGreaterThan(0.7);
      expect(verdicts.map(({ text }) => text.endsWith("; on this record alone"))).toEqual([
        true,
        false,
      ]);
      expect(first?.lines[0]).toMatchObject({ snrDb: expect.any(Number) });
      expect(Math.abs((first?.lines[0]?.foundHz ?? 0) / (order * 30) - 1)).toBeLessThan(0.02);
    },
  );

  it("names what single knocks a hundred times as strong in power would hide", () => {
    const knocked = faulty(ORDERS.bpfo, 4).map((one, i) => {
      const samples = one.samples.slice();
      for (const at of [1500 + 310 * i, 4700 - 230 * i, 9100 + 170 * i])
        for (let n = 0; n < 60; n++)
          samples[at + n] = (samples[at + n] ?? 0) + 40 * Math.exp(-0.075 * n) * Math.sin(1.62 * n);
      return { ...one, samples };
    });
    expect(run(knocked).at(-1)).toMatchObject({ fault: "outer-race", persistent: true });
  });

  it("says once that there is no evidence in noise, and nothing more", () => {
    const verdicts = run(healthy(6));
    expect(verdicts).toHaveLength(1);
    expect(verdicts[0]).toMatchObject({
      fault: "unnamed",
      persistent: false,
      text: "no fault evidence",
    });
  });

  it("names nothing when the impacts come at an order that is not the bearing's", () => {
    for (const order of [2.9, 4.35, 6.3, 7.8])
      expect(run(faulty(order, 3)).at(-1)?.fault, `order ${order}`).toBe("unnamed");
  });

  it("keeps a persistent name through single blocks that say otherwise", () => {
    const blocks = [...faulty(ORDERS.bpfo, 4), ...healthy(1)].map((one, i) => ({
      ...one,
      time: BigInt(i) * 1_000_000_000n,
    }));
    expect(run(blocks).at(-1)).toMatchObject({ fault: "outer-race", persistent: true });
  });

  it("says why it cannot judge: speed unknown, record too short", () => {
    const context = testContext();
    const { nominalRpm: _, ...speed } = context.machine.speed;
    const blind = { ...context, machine: { ...context.machine, speed } };
    const observe = createManipulation(blind);
    const [verdict] = createDiagnosis(blind).process(observe(block(noise(12_000, 1), 0)));
    expect(verdict?.text).toBe("speed unknown: lines not sought");
    const [short] = run([block(noise(1200, 1), 0)]);
    expect(short).toMatchObject({
      fault: "unnamed",
      text: expect.stringContaining("3.0 shaft turns"),
    });
  });

  it("does not judge records of a faulty sensor", () => {
    expect(run([block(new Float64Array(12_000), 0)])).toEqual([]);
  });

  it("goes on from a snapshot as if never cut, wherever it is cut", { timeout: 30_000 }, () => {
    const blocks = [...healthy(2), ...faulty(ORDERS.bpfi, 5), ...healthy(4)].map((one, i) => ({
      ...one,
      time: BigInt(i) * 1_000_000_000n,
    }));
    const whole = run(blocks);
    expect(whole.length).toBeGreaterThan(1);
    for (const cut of [1, 4, 8]) {
      const first = createDiagnosis(testContext());
      const verdicts: DiagnosisVerdict[] = run(blocks.slice(0, cut), first);
      const state = structuredClone(first.snapshot());
      const second = createDiagnosis(testContext());
      second.restore(state);
      verdicts.push(...run(blocks.slice(cut), second));
      expect(verdicts).toEqual(whole);
    }
  });

  it("takes the evidence of several channels together", () => {
    const context = testContext(["x", "y"]);
    const observe = createManipulation(context);
    const diagnosis = createDiagnosis(context);
    const verdicts = [0, 1, 2].flatMap((i) => [
      ...diagnosis.process(observe(block(noise(12_000, 90 + i), i, { channel: "x" }))),
      ...diagnosis.process(observe(block(struck(ORDERS.bpfo, 3, 50 + i), i, { channel: "y" }))),
    ]);
    expect(verdicts.at(-1)).toMatchObject({ fault: "outer-race", persistent: true, channel: "y" });
  });
});
