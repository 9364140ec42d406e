import { describe, expect, it } from "vitest";
import { createPointChain } from "../point-chain.ts";
import { repeatableNoise, SYNTHETIC_POINT, vibration } from "../synthetic-life.ts";
import { createFleet } from "./fleet.ts";

/** A chain that has lived through a bearing's life up to a level. */
function lived(end: number, fleet = createFleet()) {
  const noise = repeatableNoise(1);
  const chain = createPointChain(SYNTHETIC_POINT, { fleet });
  for (let i = 0; i < 300; i++) {
    const level = end ** Math.max(0, (i - 150) / 150);
    chain.process(vibration({ seconds: 10 * i, level }, noise));
  }
  return chain;
}

const livesOf = (chain: ReturnType<typeof lived>) =>
  (chain.snapshot() as unknown as { prognosis: { lives: number[][] } }).prognosis.lives;

describe("a bearing's finished life", () => {
  it("is remembered when the bearing is replaced at its end", () => {
    const chain = lived(6);
    chain.relearn("bearing-replaced");
    expect(livesOf(chain)).toHaveLength(1);
    expect(livesOf(chain)[0]?.at(-1)).toBeCloseTo(Math.log(6), 0);
  });
  it("teaches nothing about the end when it was cut short, or when something else was done", () => {
    const short = lived(2.5);
    short.relearn("bearing-replaced");
    expect(livesOf(short)).toEqual([]);
    const balanced = lived(6);
    balanced.relearn("balanced");
    expect(livesOf(balanced)).toEqual([]);
  });
  it("is told to the fleet, and again after a restart", () => {
    const told: number[] = [];
    const fleet = createFleet();
    const listening = {
      ...fleet,
      tell: (point: string, kind: string, lives: readonly (readonly number[])[]) => {
        told.push(lives.length);
        fleet.tell(point, kind, lives);
      },
    };
    const chain = lived(6, listening);
    chain.relearn("bearing-replaced");
    expect(told).toEqual([1]);
    const restarted = createPointChain(SYNTHETIC_POINT, { fleet: listening });
    restarted.restore(JSON.parse(JSON.stringify(chain.snapshot())));
    expect(told).toEqual([1, 1]);
    expect(restarted.snapshot()).toEqual(chain.snapshot());
  });
});
