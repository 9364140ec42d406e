import { describe, expect, it } from "vitest";
import { type Defect, examine } from "./examine.ts";
import { readRegressions } from "./regression.ts";
import { fuzz, tasksOf } from "./run-fuzz.ts";
import type { Target } from "./target.ts";
import { TARGETS, targetNamed } from "./targets.ts";

/** The nightly run (`npm run fuzz`) has a million inputs and a new seed each time; here the same ones each time. */
const INPUTS = 20_000;
const SEED = 20_261_122;

const told = (defects: readonly Defect[]) =>
  defects.map(
    ({ kind, message, input }) =>
      `${kind}: ${message.slice(0, 300)} (base64 ${Buffer.from(input).toString("base64").slice(0, 2000)})`,
  );

describe("every decoder", () => {
  it(`survives ${INPUTS} mutated inputs: no error of others, no hang, no memory kept, no prototype changed`, async () => {
    const seen: string[] = [];
    for await (const { target, defects, outcomes } of fuzz(tasksOf(INPUTS, SEED))) {
      expect(told(defects), target).toEqual([]);
      expect(outcomes, `${target} is reached`).toBeGreaterThan(2);
      seen.push(target);
    }
    expect(seen).toEqual(TARGETS.map(({ name }) => name));
  }, 300_000);

  it.each(TARGETS.map((target) => [target.name, target] as const))(
    "%s takes its well-formed seeds",
    async (_, target) => {
      for (const seed of target.seeds)
        expect(await examine(target, seed)).toEqual(expect.any(String));
    },
  );
});

describe("an input that a decoder once failed on", () => {
  it.each(readRegressions().map((each) => [each.file, each] as const))("%s", async (_, each) => {
    const outcome = await examine(targetNamed(each.target), each.input);
    expect(typeof outcome === "string" ? [] : told([outcome]), each.was).toEqual([]);
  });
});

describe("the fuzzer itself", () => {
  const target = (run: Target["run"]): Target => ({
    name: "made up",
    seeds: [new Uint8Array(4)],
    dictionary: [],
    run,
  });
  const input = Uint8Array.of(1, 2, 3);

  it("sees errors, slowness, greed and changed prototypes", async () => {
    const fails = async (run: Target["run"]) => {
      const outcome = await examine(target(run), input);
      return typeof outcome === "string" ? outcome : outcome.kind;
    };
    expect(await fails(() => "fine")).toBe("fine");
    expect(
      await fails(() => {
        throw new RangeError("x");
      }),
    ).toBe("error");
    expect(
      await fails(() => {
        const begun = process.threadCpuUsage();
        while (process.threadCpuUsage(begun).user < 120_000);
        return "slow";
      }),
    ).toBe("hang");
    let kept: Uint8Array | undefined;
    expect(
      await fails(() => {
        kept = new Uint8Array(80 * 1024 * 1024);
        return "greedy";
      }),
    ).toBe("memory");
    expect(kept?.length).toBeGreaterThan(0);
    expect(
      await fails(() => {
        Reflect.set(Object.prototype, "polluted", 1);
        return "polluted";
      }),
    ).toBe("pollution");
    Reflect.deleteProperty(Object.prototype, "polluted");
  });
});
