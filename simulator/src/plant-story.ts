import { type Line, type Plant, type PointContext, pointsOf } from "@raceway/model/plant";
import { standsOf as standsIn } from "@raceway/model/test-stand";
import { NANOS_PER_SECOND, type Nanos } from "@raceway/model/time";
import { DAYS, type Day, momentOf, offsetMinutes, type WeeklyPeriod } from "@raceway/model/week";
import { sickPoint } from "./demo-scenario.ts";
import type { OperatingPlan } from "./operation.ts";
import { machinePath, type PlantedFault, type Sampling, type Scenario } from "./scenario.ts";
import type { SimulatedStand } from "./test-stand/simulate-stand.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;
/** The past that a plant begins with. */
export const HISTORY_DAYS = 30;
/** Wall-clock time at which the past ends: a Tuesday morning, with the shift at work and the weekend far enough away. */
const BEGINS: { readonly day: Day; readonly hour: number } = { day: "tue", hour: 8 };
/** Between two blocks of a channel, s: a fault is seen hours after it shows. */
const EVERY_SECONDS = 1800;
/** Before that, of the past, one in two: a month is judged in half a minute. */
const SPARSE = { every: 2, endsDaysBefore: 5 } as const;
/** A third of a second at 25.6 kHz, and longer on slow machines: fewer turns tell no fault of a bearing from chance. */
const SAMPLES = 8192;
const LEAST_TURNS = 10.4;

/** A fault that the past brings, told by how long before its end. */
interface Past extends Omit<PlantedFault, "at" | "onsetSeconds"> {
  readonly daysBefore: number;
}

/** The outer ring of the sick bearing began to spall on Sunday evening, which nothing shows yet; without a repair it is used up after the next Sunday. */
const SPALL: Past = { fault: "outer-race", daysBefore: 1.6, growthSeconds: 16 * DAY, bend: 1.2 };
/** A fan gathers dirt on one blade, and is balanced in a planned stop. */
const DIRT: Past = { fault: "imbalance", daysBefore: 20, growthSeconds: 5 * DAY, to: 0.9, bend: 2 };

/** Finished bearings: from so many days before the end of the past on, one each twenty minutes in which their line works. */
const PARTS = { daysBefore: 11, everySeconds: 1200, lotSize: 40, faulty: 0.03 } as const;
/** The rings of the sick machine grow louder from then on: what its bearing does, its wheel does to the raceway. */
const WEAR = { daysBefore: 1.2, growthSeconds: 0.8 * DAY, band: "high", factor: 1.5 } as const;

/** Warm days in the past: nothing may be made of them. */
const HOT = { daysBefore: 9, forDays: 4, kelvins: 7 };

/**
 * What happens on a plant before and after somebody looks at it: shifts, weekends, warm days, a machine that was put right in a planned stop, and a bearing that
 * has just begun to spall.
 *
 * @param historyDays days between the scenario's start and the moment at which somebody begins to look
 * @throws RangeError when no point of the plant has both a bearing and a vibration channel.
 */
export function plantStory(plant: Plant, historyDays: number = HISTORY_DAYS): Scenario {
  const sick = sickPoint(plant);
  const dirty = dirtyPoint(plant, sick);
  const before = (days: number) => Math.max(0, (historyDays - days) * DAY);
  const past = ({ daysBefore, ...fault }: Past, at: string): readonly PlantedFault[] =>
    daysBefore > historyDays ? [] : [{ ...fault, at, onsetSeconds: before(daysBefore) }];
  return {
    name: `a month at ${plant.name}`,
    sampling: {
      ...storySampling(plant),
      sparse: { every: SPARSE.every, untilSeconds: before(SPARSE.endsDaysBefore) },
    },
    machines: shiftsOf(plant),
    faults: [
      ...past(SPALL, sick.point.path),
      ...(dirty === undefined ? [] : past(DIRT, dirty.point.path)),
    ],
    sensorFaults: [],
    stands: storyStands(plant, sick, before),
    hotSpells: [
      { fromSeconds: before(HOT.daysBefore), forSeconds: HOT.forDays * DAY, kelvins: HOT.kelvins },
    ],
  };
}

/** What the test stands measure: two lots of the first type for one of any other, with rings of the sick machine and of a supplier's. */
function storyStands(
  plant: Plant,
  { line, machine }: PointContext,
  before: (days: number) => number,
): readonly SimulatedStand[] {
  const [first, ...others] = (plant.bearingTypes ?? []).filter(
    ({ bearing }) => bearing !== undefined,
  );
  if (first === undefined) return [];
  const types = others.length === 0 ? [first] : others.flatMap((other) => [first, first, other]);
  const sick = `${line.id}/${machine.id}`;
  return [...standsIn(plant).values()].map(({ line: own, stand }) => ({
    stand,
    types,
    everySeconds: PARTS.everySeconds,
    fromSeconds: before(PARTS.daysBefore),
    rests: standsOf(own, plant.lines.indexOf(own) % 2 === 1),
    production: {
      seed: stand.path,
      lotSize: PARTS.lotSize,
      faulty: PARTS.faulty,
      machines: { "outer-ring": [sick, "ring-shop/grinder-2"] },
      wear: {
        piece: "outer-ring",
        machine: sick,
        band: WEAR.band,
        fromSeconds: before(WEAR.daysBefore),
        overSeconds: WEAR.growthSeconds,
        factor: WEAR.factor,
      },
    },
  }));
}

/** When the past of a simulated plant ends: the latest Tuesday, 08:00 by its clock on the wall. */
export function storyBegins(plant: Plant, now: Nanos): Nanos {
  const timeZone = plant.lines[0]?.timeZone ?? "UTC";
  const minutes = Number(now / (60n * NANOS_PER_SECOND)) + offsetMinutes(now, timeZone);
  const today = Math.floor(minutes / 1440);
  for (let day = today; ; day--) {
    // 1970-01-01 was a Thursday.
    if (DAYS[(day + 3) % 7] !== BEGINS.day) continue;
    const begins = momentOf(day * 1440 + 60 * BEGINS.hour, timeZone);
    if (begins <= now) return begins;
  }
}

/** The plant as its simulated sensors are: what rests between two blocks is not silent. */
export function asSimulated(plant: Plant): Plant {
  const silentAfter = 8 * storySampling(plant).vibrationEverySeconds;
  return {
    ...plant,
    lines: plant.lines.map((line) => ({
      ...line,
      machines: line.machines.map((machine) => ({
        ...machine,
        points: machine.points.map((point) => ({
          ...point,
          channels: point.channels.map((channel) => ({
            ...channel,
            silentAfter: Math.max(channel.silentAfter, silentAfter),
          })),
        })),
      })),
    })),
  };
}

/** Channels that send blocks on a plant whose month is judged in half a minute. */
const USUAL_CHANNELS = 10;

function storySampling(plant: Plant): Sampling {
  const channels = [...pointsOf(plant).values()].flatMap(({ point }) => point.channels);
  const blocks = channels.filter(({ kind }) => kind === "vibration" || kind === "sound").length;
  const every = EVERY_SECONDS * Math.max(1, blocks / USUAL_CHANNELS);
  return {
    vibrationEverySeconds: every,
    soundEverySeconds: 2 * every,
    readingEverySeconds: every,
    samples: SAMPLES,
    leastTurns: LEAST_TURNS,
    sampleRate: 25_600,
  };
}

/** The first line and those that serve it work in three shifts, every second one in two; all rest on Sunday. */
function shiftsOf(plant: Plant): Readonly<Record<string, OperatingPlan>> {
  return Object.fromEntries(
    plant.lines.flatMap((line, k) => {
      const stands = standsOf(line, k % 2 === 1);
      return line.machines.map((machine) => [machinePath(plant, line.id, machine), { stands }]);
    }),
  );
}

function standsOf(line: Line, rests: boolean): readonly WeeklyPeriod[] {
  const timeZone = line.timeZone ?? "UTC";
  const sunday: WeeklyPeriod = { days: ["sun"], from: "06:00", to: "22:00", timeZone };
  const nights: WeeklyPeriod = { days: DAYS, from: "22:00", to: "06:00", timeZone };
  const { plannedStops = [] } = line;
  return [...(plannedStops.length > 0 ? plannedStops : [sunday]), ...(rests ? [nights] : [])];
}

/** A machine that turns and is neither sick nor on its line: a fan where there is one. */
function dirtyPoint(plant: Plant, sick: PointContext): PointContext | undefined {
  const able = [...pointsOf(plant).values()].filter(
    ({ line, point }) =>
      line !== sick.line &&
      point.channels.some(({ kind, testStand }) => kind === "vibration" && testStand !== true),
  );
  return able.find(({ machine }) => /fan/i.test(`${machine.id} ${machine.name}`)) ?? able[0];
}
