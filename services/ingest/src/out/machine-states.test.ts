import type { Observation } from "@raceway/condition/observation";
import { producingMachines } from "@raceway/model/plant";
import { parsePlant } from "@raceway/plant/plant-file";
import { expect, test } from "vitest";
import { createMachineStates } from "./machine-states.ts";
import type { Outgoing } from "./results.ts";

const PLANT = parsePlant(
  `
site: s
lines:
  - id: l
    machines:
      - id: m
        speed: { rpm: 1500 }
        production: { states: speed, silentAfter: 300 }
        points: [{ id: p, channels: [{ id: vib, kind: vibration }, { id: rpm, kind: speed }] }]
      - id: unasked
        points: [{ id: p, channels: [{ id: rpm, kind: speed }] }]
`,
  "plant.yaml",
  () => [],
);

function record(second: number, facts: Partial<Observation>, machine = "m"): Observation {
  return {
    ...{ point: `s/l/${machine}/p`, channel: "rpm", kind: "speed", duration: 0, calibrated: true },
    ...{ sensorFaults: [], indicators: {}, spectra: [] },
    time: BigInt(second) * 1_000_000_000n,
    ...facts,
  };
}

function statesOf(records: readonly Observation[]) {
  const states = createMachineStates(producingMachines(PLANT));
  const out: Outgoing = { rows: [], publications: [], happenings: [] };
  for (const each of records) states.addMeasured(out, each);
  return out.rows.map(({ time, tags, fields }) => [
    ...[Number(time / 1_000_000_000n), tags["machine"], fields["state"]],
  ]);
}

test("a change of state is a row, and what lasts is told again before it is no longer believed", () => {
  const seconds = Array.from({ length: 40 }, (_, k) => 10 * k);
  const records = seconds.map((second) =>
    record(second, { indicators: { speed: second >= 130 && second < 170 ? 0 : 1490 } }),
  );
  expect(statesOf(records)).toEqual([
    ...[
      [0, "m", 2],
      [100, "m", 2],
      [130, "m", 0],
      [170, "m", 2],
    ],
    ...[
      [200, "m", 2],
      [300, "m", 2],
    ],
  ]);
});

test("a speed that is only the nominal one says nothing, a measured one with a block does", () => {
  const block = { kind: "vibration", channel: "vib", speedRpm: 1500 } as const;
  expect(statesOf([record(0, { ...block, speedSource: "nominal" })])).toEqual([]);
  expect(statesOf([record(0, { ...block, speedSource: "measured" })])).toEqual([[0, "m", 2]]);
});

test("of a machine that the plant file does not ask about there are no rows", () => {
  expect(statesOf([record(0, { indicators: { speed: 1490 } }, "unasked")])).toEqual([]);
});
