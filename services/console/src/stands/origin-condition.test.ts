import type { Drift } from "@raceway/inspection/control/drift-watch";
import { parsePlant } from "@raceway/plant/plant-file";
import { jsonBytes } from "@raceway/wire/codec";
import { expect, test } from "vitest";
import { createLiveState } from "../live/live-state.ts";
import { seenLiveState } from "../live/seen-live-state.ts";
import { withCondition } from "./origin-condition.ts";

const PLANT = parsePlant(
  `
site: s
lines:
  - id: l
    machines:
      - id: g3
        name: Grinder G3
        points:
          - { id: wheel, channels: [{ id: vib, kind: vibration }] }
          - { id: spindle, name: Spindle, channels: [{ id: vib, kind: vibration }] }
`,
  "plant.yaml",
  () => [],
);
const DRIFT: Drift = {
  ...{ type: "t", side: "a", rpm: 1800, band: "high", direction: "up", deviations: 1, factor: 1.2 },
  since: { time: "2026-06-02T08:00:00.000Z" },
  origin: { piece: "outer-ring", machine: "l/g3", parts: 20, beyondOthers: 1.5 },
};

function liveWithFault() {
  const live = createLiveState(
    PLANT,
    () => {},
    () => 0,
  );
  const verdict = {
    ...{ type: "verdict", point: "s/l/g3/spindle", time: "2026-06-02T09:00:00.000Z" },
    ...{ persistent: true, kind: "diagnosis", fault: "outer-race", confidence: 0.9 },
    ...{ lines: [], hypotheses: [], text: "Outer race." },
  };
  live.receive("raceway/v1/verdict/s/l/g3/spindle/diagnosis", jsonBytes(verdict));
  return live;
}

test("a drift stands beside the worst point of the machine that it was traced to", () => {
  const { condition } = withCondition(liveWithFault(), DRIFT);
  expect(condition).toMatchObject({
    point: "s/l/g3/spindle",
    where: { machine: "Grinder G3", point: "Spindle" },
    level: "warning",
    cause: { fault: "outer-race" },
  });
});

test("without a machine of this plant that it was traced to, it stands alone", () => {
  const live = liveWithFault();
  const { origin, ...untraced } = DRIFT;
  expect(withCondition(live, untraced)).toEqual(untraced);
  const elsewhere = { ...DRIFT, origin: { ...origin, machine: "ring-shop/grinder-2" } } as Drift;
  expect(withCondition(live, elsewhere)).toEqual(elsewhere);
});

test("who may not see the machine's line is not told how it is", () => {
  expect(
    withCondition(
      seenLiveState(liveWithFault(), () => false),
      DRIFT,
    ),
  ).toEqual(DRIFT);
});
