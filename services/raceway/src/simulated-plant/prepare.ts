import { join } from "node:path";
import type { Plant } from "@raceway/model/plant";
import { type Nanos, nanosOfSeconds } from "@raceway/model/time";
import { type Clock, systemClock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import type { TelemetryStore } from "@raceway/ports/telemetry-store";
import { sickPoint } from "@raceway/simulator/demo-scenario";
import { asSimulated, plantStory, storyBegins } from "@raceway/simulator/plant-story";
import { earlierLives } from "./earlier-lives.ts";
import { createPlantClock, type PlantClock } from "./plant-clock.ts";
import { playHistory } from "./play-history.ts";
import { type Remembered, remember } from "./remembered.ts";
import { simulatedPlant } from "./simulated-plant.ts";
import { storeGate } from "./store-gate.ts";

export interface PrepareOptions {
  /** As the plant file has it. */
  readonly plant: Plant;
  /** Of its own: nothing else is kept there. */
  readonly directory: string;
  /** Where it was left; absent: it is begun, with a past. */
  readonly left?: Remembered;
  /** Days of that past. */
  readonly historyDays: number;
  readonly store: TelemetryStore;
  /** Is told what share of the past has been played. */
  readonly onProgress: (share: number) => void;
  readonly clock?: Clock;
  readonly log: Log;
}

/** The same plant gives the same records whenever it is looked at. */
const SEED = 1;
const DAY = 86_400;
/** Where a plant's state is kept in its directory. */
export const STATE_FILE = "plant.json";

export type PreparedPlant = Awaited<ReturnType<typeof prepareSimulatedPlant>>;

/**
 * Brings a simulated plant to the moment at which somebody begins to look at it: by playing its past into the stores, or by going on where it was left. Its clock
 * stands until it is begun.
 *
 * @throws Error when the past cannot be stored.
 */
export async function prepareSimulatedPlant(options: PrepareOptions) {
  const { directory, log, left } = options;
  const plant = simulatedForm(options.plant);
  const store = storeGate(options.store);
  const now = (options.clock ?? systemClock).now();
  const from = left ?? (await begin(plant, storyBegins(plant, now), options));
  const clock = createPlantClock(from.time, 0);
  const simulated = simulatedPlant({
    plant,
    scenario: plantStory(plant, daysOf(from)),
    seed: SEED,
    from,
    clock,
    store,
    file: join(directory, STATE_FILE),
    onFailure: (reason) => log.error({ reason }, "the simulated plant stands still"),
  });
  return { clock, store, time: from.time, ...simulated };
}

/** A plant as it is simulated, and as its services see it: with the lives that it remembers from before its past begins. */
export function simulatedForm(plant: Plant): Plant {
  const { bearing } = sickPoint(plant).point;
  const known = plant.finishedLives ?? [];
  const before = bearing === undefined ? [] : earlierLives(bearing.designation);
  return { ...asSimulated(plant), finishedLives: [...known, ...before] };
}

/** Plays the past, and remembers where it has come to. */
async function begin(plant: Plant, begun: Nanos, options: PrepareOptions): Promise<Remembered> {
  const { directory, historyDays, store, onProgress, log } = options;
  const start = begun - nanosOfSeconds(historyDays * DAY);
  const damage = await playHistory({
    plant,
    scenario: plantStory(plant, historyDays),
    seed: SEED,
    start,
    end: begun,
    store,
    journalPath: join(directory, "ingest.sqlite"),
    alarmsPath: join(directory, "alarms.sqlite"),
    onProgress,
    log,
  });
  const remembered = { start, time: begun, begun, damage };
  remember(join(directory, STATE_FILE), remembered);
  return remembered;
}

function daysOf({ start, begun }: Remembered): number {
  return Number((begun - start) / nanosOfSeconds(DAY));
}

/** What a service of a simulated plant is started with in place of the machine's clock: for ingest and the gateway, the alarms, and the console. */
export function clocksOf(clock: PlantClock) {
  return {
    clock,
    host: { clock: systemClock, shown: clock.shown },
    /** Network and threads take their milliseconds, which are minutes at a hurried plant: no clock there is wrong. */
    clockToleranceSeconds: DAY,
  };
}
