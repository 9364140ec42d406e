import { test } from "vitest";
import { createPointChain } from "./point-chain.ts";
import { repeatableNoise, SYNTHETIC_POINT, vibration } from "./synthetic-life.ts";

/** 100 blocks of one axis, without spectra: detection and prognosis alone. */
function blocks(level: (i: number) => number) {
  const noise = repeatableNoise(1);
  return Array.from({ length: 100 }, (_, i) =>
    vibration({ seconds: 10 * i, level: level(i) }, noise),
  );
}

const healthy = blocks(() => 1);
const failing = blocks((i) => (i < 50 ? 1 : Math.exp(0.02 * (i - 50))));

function live(observations: typeof healthy): void {
  const chain = createPointChain(SYNTHETIC_POINT);
  for (const observation of observations) chain.process(observation);
}

/** Lives a second; 100 observations each. */
test("a point's chain over 100 observations", async ({ bench }) => {
  await bench.compare(
    bench("healthy", () => live(healthy)),
    bench("failing, with forecasts", () => live(failing)),
    { time: 200 },
  );
});
