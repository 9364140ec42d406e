import { type Bearing, type Plant, type PointContext, pointsOf } from "@raceway/model/plant";
import { standsOf } from "@raceway/model/test-stand";
import type { Sampling, Scenario } from "./scenario.ts";

/** Blocks a second of the whole plant that a small computer analyses beside everything else. */
const MOST_BLOCKS_PER_SECOND = 12;
/** Health first: a baseline needs twenty to thirty blocks. */
const HEALTHY_SECONDS = 35;
const GROWTH_SECONDS = 110;

/**
 * The scenario of `raceway start`: an outer-ring fault on one ring grinder grows from nothing to plain within two and a half minutes, and stays;
 * every other machine is healthy. Time is not scaled: what is hurried is the damage.
 *
 * @throws RangeError when no point of the plant has both a bearing and a vibration channel.
 */
export function demoScenario(plant: Plant): Scenario {
  const sick = sickPoint(plant);
  return {
    name: "demo: an outer ring grows a spall",
    sampling: demoSampling(plant),
    faults: [
      {
        at: sick.point.path,
        fault: "outer-race",
        onsetSeconds: HEALTHY_SECONDS,
        growthSeconds: GROWTH_SECONDS,
      },
    ],
    ...demoStands(plant),
    // A housing that warms in minutes, so that the temperature follows the damage within the demo.
    thermalSeconds: 60,
  };
}

/** A part every three seconds on each stand, with more of them faulty than a line could bear, so that there is something to see. */
export function demoStands(plant: Plant): Pick<Scenario, "stands"> {
  const types = (plant.bearingTypes ?? []).filter(({ bearing }) => bearing !== undefined);
  const stands = [...standsOf(plant).values()];
  if (types.length === 0 || stands.length === 0) return {};
  const grinders = pieceMachines(plant);
  return {
    stands: stands.map(({ stand }) => ({
      stand,
      types,
      everySeconds: 3 * Math.max(1, stands.length / 4),
      production: {
        seed: stand.path,
        lotSize: 60,
        faulty: 0.04,
        machines: grinders,
        ...wearOf(grinders),
      },
    })),
  };
}

/** Rings come from the plant's own grinders, where it has some. */
function pieceMachines(plant: Plant): Readonly<Record<string, readonly string[]>> {
  const grinders = plant.lines.flatMap((line) =>
    line.machines
      .filter(({ id, name }) => /grind/i.test(`${id} ${name}`))
      .map(({ id }) => `${line.id}/${id}`),
  );
  const some = (number: number) =>
    Array.from({ length: number }, (_, k) => `ring-shop/grinder-${k + 1}`);
  return {
    "outer-ring": grinders.length >= 2 ? grinders : [...grinders, ...some(2 - grinders.length)],
  };
}

/** The first grinder wears six minutes into the demo, over five. */
function wearOf(machines: Readonly<Record<string, readonly string[]>>) {
  const [machine] = machines["outer-ring"] ?? [];
  return machine === undefined
    ? {}
    : {
        wear: {
          piece: "outer-ring",
          machine,
          band: "high",
          fromSeconds: 360,
          overSeconds: 300,
          factor: 1.5,
        } as const,
      };
}

/** A second for each vibration channel, slower when the plant has too many for one small computer. */
export function demoSampling(plant: Plant): Sampling {
  const channels = [...pointsOf(plant).values()].flatMap(({ point }) => point.channels);
  const vibration = channels.filter(({ kind }) => kind === "vibration").length;
  const sound = channels.filter(({ kind }) => kind === "sound").length;
  const stretch = Math.max(1, (vibration + sound / 2) / MOST_BLOCKS_PER_SECOND);
  return {
    vibrationEverySeconds: stretch,
    soundEverySeconds: 2 * stretch,
    readingEverySeconds: 2,
    samples: 16_384,
    sampleRate: 25_600,
  };
}

/** A grinder's point whose fault can be told from everything else; failing that, of any machine; failing that, any point that can break. */
export function sickPoint(plant: Plant): PointContext {
  const able = [...pointsOf(plant).values()].filter(
    ({ point }) =>
      point.bearing !== undefined && point.channels.some(({ kind }) => kind === "vibration"),
  );
  const telling = able.filter(({ point }) => point.bearing !== undefined && tells(point.bearing));
  const grinder = (list: readonly PointContext[]) =>
    list.find(({ machine }) => /grind/i.test(`${machine.id} ${machine.name}`));
  const sick = grinder(telling) ?? telling[0] ?? grinder(able) ?? able[0];
  if (sick === undefined)
    throw new RangeError(
      `plant ${plant.site} has no point with a bearing and a vibration channel: nothing can be damaged`,
    );
  return sick;
}

/** Whether the orders are well known, and BPFO with usual slip stays clear of the shaft's harmonics: a line on both proves nothing. */
function tells({ orders, tolerance }: Bearing): boolean {
  const slipped = 0.99 * orders.bpfo;
  return tolerance <= 0.03 && Math.abs(slipped - Math.round(slipped)) > 0.15;
}
