import { findBearing } from "@raceway/bearings/catalogue";
import type { Channel, Machine, MeasurementPoint, Plant } from "@raceway/model/plant";
import type { OperatingPlan } from "@raceway/simulator/operation";
import type { PlantedFault, Scenario } from "@raceway/simulator/scenario";
import type { SimulatedFault } from "@raceway/simulator/severity";

const DAY = 86_400;
const BEARINGS = ["6205", "6206", "6208", "6309"] as const;
const SPEEDS = [1470, 1800, 2950, 3600] as const;
/** What measures the temperature around all machines. */
const AMBIENT = { point: "works/line-1/hall/hall", channel: "air" };
const HOT_SPELLS = [
  { fromSeconds: 6 * DAY, forSeconds: 4 * DAY, kelvins: 14 },
  { fromSeconds: 22 * DAY, forSeconds: 3 * DAY, kelvins: 18 },
];
/** The faults that are seeded, in turn. */
const SEEDED: readonly SimulatedFault[] = [
  "outer-race",
  "inner-race",
  "rolling-element",
  "lubrication",
  "imbalance",
  "looseness",
];

export interface MonthOptions {
  readonly points: number;
  readonly days: number;
  /** Seconds between blocks of a vibration channel. */
  readonly every: number;
  readonly samples: number;
  readonly faults: number;
}

/**
 * A plant of two-point machines through a month: a third of them on two shifts, a third on changing speeds, a third day and night with a swinging load; every
 * point with vibration and temperature, and one thermometer in the hall, where two spells are hot. Faults begin after the tenth day, one a point, and grow for ten days.
 */
export function simulatedMonth(options: MonthOptions): { plant: Plant; scenario: Scenario } {
  const machines = Array.from({ length: Math.ceil(options.points / 2) }, (_, k) => machineOf(k));
  const hall: MeasurementPoint = {
    path: AMBIENT.point,
    id: "hall",
    name: "hall",
    channels: [channel(AMBIENT.channel, "temperature")],
  };
  const thermometer: Machine = { ...machineOf(0), id: "hall", name: "hall", points: [hall] };
  const plant: Plant = {
    site: "works",
    name: "works",
    trace: {},
    lines: [{ id: "line-1", name: "line 1", machines: [...machines, thermometer] }],
  };
  const plans = machines.map((machine, k): [string, OperatingPlan] => [
    `works/line-1/${machine.id}`,
    planOf(k, options.days),
  ]);
  const points = machines.flatMap((machine) => machine.points).slice(0, options.points);
  const step = Math.max(1, Math.floor(points.length / Math.max(options.faults, 1)));
  const faults = Array.from(
    { length: options.faults },
    (_, k): PlantedFault => ({
      at: points[(k * step) % points.length]?.path ?? "",
      fault: SEEDED[k % SEEDED.length] ?? "outer-race",
      onsetSeconds: (10 + (k % 6)) * DAY,
      growthSeconds: 10 * DAY,
    }),
  );
  const scenario: Scenario = {
    name: "a month",
    sampling: {
      vibrationEverySeconds: options.every,
      soundEverySeconds: options.every,
      readingEverySeconds: options.every,
      samples: options.samples,
      sampleRate: 12_800,
    },
    machines: Object.fromEntries(plans),
    faults,
    hotSpells: HOT_SPELLS,
  };
  return { plant, scenario };
}

function planOf(k: number, days: number): OperatingPlan {
  if (k % 3 === 0) return { shiftHours: [6, 22], load: 0.5, loadSwing: 0.15, cycleSeconds: 3700 };
  if (k % 3 === 1) {
    const steps = Array.from({ length: days * 2 }, (_, i) => ({
      fromSeconds: i * (DAY / 2) + 3600 * (k % 5),
      factor: [1, 0.8, 1, 0.6, 0.9][(i * (k + 2)) % 5] ?? 1,
    }));
    return { speedSteps: steps };
  }
  return { load: 0.6, loadSwing: 0.3, cycleSeconds: 5 * 3600 + 911 * k };
}

function channel(id: string, kind: Channel["kind"]): Channel {
  return { id, name: id, kind, silentAfter: 3 * DAY, limits: [] };
}

function machineOf(k: number): Machine {
  const designation = BEARINGS[k % BEARINGS.length] ?? "6205";
  const row = findBearing(designation);
  if (row === undefined) throw new RangeError(`the catalogue has no ${designation}`);
  const id = `machine-${k + 1}`;
  const points = ["drive-end", "free-end"].map(
    (end): MeasurementPoint => ({
      path: `works/line-1/${id}/${end}`,
      id: end,
      name: end,
      bearing: {
        designation,
        orders: row.orders,
        tolerance: row.tolerance,
        source: row.source,
        rotating: "inner",
      },
      channels: [channel("vib", "vibration"), channel("temp", "temperature")],
    }),
  );
  return {
    id,
    name: id,
    speed: { nominalRpm: SPEEDS[k % SPEEDS.length] ?? 1800, tolerance: 0.02 },
    loadUnit: "%",
    ambient: AMBIENT,
    lineFrequencyHz: 50,
    points,
  };
}
