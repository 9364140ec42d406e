import { describe, expect, it } from "vitest";
import { block, ORDERS, struck, testContext } from "./health/test-signal.ts";
import { createManipulation } from "./manipulation/manipulation.ts";
import { createPointChain } from "./point-chain.ts";

describe("a fault that has a name", () => {
  it("stands on when the level returns to normal and its lines are still there", () => {
    const context = testContext();
    const manipulate = createManipulation(context);
    const chain = createPointChain(context);
    let index = 0;
    const play = (blocks: number, strength: number) =>
      Array.from({ length: blocks }, () => {
        index += 1;
        const samples = struck(ORDERS.bpfo, strength, 10 + 7 * index);
        return chain.process(manipulate(block(samples, 10 * index)));
      });
    play(60, 3);
    expect(play(60, 12).at(-1)?.state).toMatchObject({ parts: { anomaly: "warning" } });
    const after = play(60, 3);
    const said = after.flatMap(({ verdicts }) => verdicts);
    const normal = said.findIndex((it) => it.kind === "anomaly" && it.severity === "normal");
    expect(said[normal - 1]).toMatchObject({
      kind: "diagnosis",
      fault: "outer-race",
      time: said[normal]?.time,
    });
    expect(after.at(-1)?.state).toMatchObject({
      level: "warning",
      parts: { anomaly: "normal", diagnosis: "warning" },
    });
  });
});
