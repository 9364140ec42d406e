import type { Breakable, SimulatedPlant } from "@raceway/console/simulated/simulated-plant";
import { pointPath } from "@raceway/model/identity";
import { type MaintenanceWork, relearns } from "@raceway/model/maintenance";
import { type Plant, type PointContext, pointsOf } from "@raceway/model/plant";
import { isoOf, type Nanos, nanosOfSeconds, secondsOf } from "@raceway/model/time";
import { type Damage, mended, takenBack } from "@raceway/simulator/mending";
import type { PlantedFault, PlantedSensorFault, Scenario } from "@raceway/simulator/scenario";
import { decodeMaintenance } from "@raceway/wire/maintenance-message";
import { parseTopic, topicFilter } from "@raceway/wire/topic";
import mqtt from "mqtt";
import type { OwnLogin } from "../start/own-login.ts";
import { startSimulatorThread } from "../start/simulator-thread.ts";
import type { PlantClock } from "./plant-clock.ts";
import { type Remembered, remember } from "./remembered.ts";
import type { StoreGate } from "./store-gate.ts";

export interface SimulatedPlantParts {
  readonly plant: Plant;
  readonly scenario: Scenario;
  readonly seed: number;
  /** Where it stands. */
  readonly from: Remembered;
  /** Stands until {@link startSimulatedPlant} lets it run. */
  readonly clock: PlantClock;
  readonly store: StoreGate;
  /** Where its state is kept. */
  readonly file: string;
  readonly onFailure: (reason: string) => void;
}

/** Seconds of the plant in a second of the wall. */
const RATES = [60, 300, 1200, 3600] as const;
export const FIRST_RATE = 1200;
const REMEMBER_MS = 5000;
/** How often it is looked whether everybody keeps up with the clock, milliseconds. */
const KEEP_UP_MS = 200;
/** Age of the oldest message that is not yet analysed up to which analysis keeps up, seconds of the wall. */
const KEPT_UP_SECONDS = 0.5;
const HOUR = 3600;
const DAY = 24 * HOUR;

/** What can be broken at a point with a bearing, and at any. */
const OF_BEARING = ["outer-race", "inner-race", "rolling-element", "cage", "lubrication"] as const;
const OF_SHAFT = ["imbalance"] as const;

/** How fast it gets worse once it is broken: seen the same day, and plain to everybody after some. Dry bearings do not last a week. */
const GROWTH: Readonly<
  Partial<Record<Breakable, Pick<PlantedFault, "growthSeconds" | "bend" | "to">>>
> = {
  // Drier still, and metal strikes metal: what is named then is no longer its cause.
  lubrication: { growthSeconds: DAY, bend: 0, to: 0.6 },
  imbalance: { growthSeconds: 2 * DAY, bend: 0 },
};
const USUAL_GROWTH = { growthSeconds: 3 * DAY, bend: 1 };

/**
 * Lets a simulated plant run: its sensors publish, work that is told of is really done to it, and whoever looks at it may stop and hurry its time and break things.
 * What it has come to is kept in a file, so that it can go on.
 *
 * @returns what the console shows and asks of it; `begin` connects it to the broker.
 */
export function simulatedPlant(parts: SimulatedPlantParts) {
  const { plant, scenario, seed, from, clock, store } = parts;
  const points = pointsOf(plant);
  const listeners: (() => void)[] = [];
  let damage: Damage = fitting(from.damage, points);
  let running: { readonly stop: () => Promise<void>; readonly order: Order } | undefined;
  /** When the latest work that can be taken back was done at a point, seconds after the start. */
  const worked = new Map<string, number>();
  const now = () => secondsOf(clock.now() - from.start);
  const timeOf = (seconds: number): Nanos => from.start + nanosOfSeconds(seconds);

  function keep(): void {
    remember(parts.file, { ...from, time: clock.now(), damage });
  }

  function setDamage(next: Damage): void {
    damage = next;
    running?.order({ type: "damage", damage });
    keep();
  }

  function told(point: string, work: MaintenanceWork): void {
    const undone = worked.get(point);
    if (work !== "taken-back") {
      if (relearns(work)) worked.set(point, now());
      setDamage(mended(damage, point, work, now()));
    } else if (undone !== undefined) {
      worked.delete(point);
      setDamage(takenBack(damage, point, undone));
    }
  }

  const shown: SimulatedPlant = {
    view: () => ({
      time: isoOf(clock.now()),
      rate: clock.run().rate,
      rates: RATES,
      store: store.away() ? "away" : "there",
      choices: [...points.values()].map(({ point }) => ({
        point: point.path,
        faults: choicesAt(points.get(point.path)),
      })),
      broken: brokenAt(damage, now()).map(({ seconds, ...broken }) => ({
        ...broken,
        since: isoOf(timeOf(seconds)),
      })),
    }),
    setRate(rate) {
      if (rate !== 0 && !RATES.some((known) => known === rate))
        throw new RangeError(`rate ${rate}: 0 (stopped) or one of ${RATES.join(", ")} is right`);
      setRate(rate);
    },
    breakAt(point, fault) {
      const choices = choicesAt(points.get(point));
      if (!choices.includes(fault))
        throw new RangeError(
          choices.length === 0
            ? `the plant has no point ${point}`
            : `${fault} at ${point}: ${choices.join(", ")} can be broken there`,
        );
      if (brokenAt(damage, now()).some((known) => known.point === point && known.fault === fault))
        return;
      setDamage(broken(damage, points.get(point), fault, now()));
    },
    setStore(reach) {
      store.setAway(reach === "away");
      for (const tell of listeners) tell();
    },
    onChange: (changed) => void listeners.push(changed),
  };

  function setRate(rate: number): void {
    clock.setRate(rate);
    running?.order({ type: "clock", clock: clock.run() });
    keep();
    for (const tell of listeners) tell();
  }

  return {
    shown,
    /**
     * Its sensors publish to the broker from now on. Its time waits for them and for the analysis: on a busy machine a plant that is hurried would else be found
     * silent.
     *
     * @param lag age of the oldest message that is not yet analysed, seconds of the wall.
     */
    begin(broker: { readonly url: string } & OwnLogin, lag: () => number): void {
      clock.setRate(FIRST_RATE);
      clock.goOn();
      const { start } = from;
      const changed = { ...scenario, ...damage };
      const work = { plant, scenario: changed, seed, start, from: from.time, clock: clock.run() };
      const thread = startSimulatorThread({ ...work, ...broker }, parts.onFailure);
      const client = hearWork(broker, plant, told);
      const keepUp = (): void => {
        const sent = thread.waitsUntil();
        if (sent === undefined || sent < clock.now() || lag() > KEPT_UP_SECONDS) return;
        clock.goOn();
        thread.order({ type: "clock", clock: clock.run() });
      };
      const timers = [setInterval(keep, REMEMBER_MS), setInterval(keepUp, KEEP_UP_MS)];
      running = {
        order: thread.order,
        async stop() {
          for (const timer of timers) clearInterval(timer);
          await Promise.all([client.endAsync(), thread.close()]);
          keep();
        },
      };
    },
    async close(): Promise<void> {
      await running?.stop();
    },
  };
}

type Order = ReturnType<typeof startSimulatorThread>["order"];

/** Work is told like any other message; the plant hears of it as ingest does. */
function hearWork(
  { url, ...login }: { readonly url: string } & OwnLogin,
  { site }: Plant,
  told: (point: string, work: MaintenanceWork) => void,
) {
  const client = mqtt.connect(url, { ...login, clientId: `raceway-simulated-${process.pid}` });
  client.on("connect", () => client.subscribe(topicFilter("maintenance", { site }), { qos: 1 }));
  client.on("error", () => {});
  client.on("message", (text, payload) => {
    const topic = parseTopic(text);
    if (topic?.class !== "maintenance") return;
    const event = decodeMaintenance(payload);
    if (event.ok) told(pointPath(topic), event.body.work);
  });
  return client;
}

function choicesAt(place: PointContext | undefined): readonly Breakable[] {
  if (place === undefined) return [];
  const { bearing, channels } = place.point;
  const shakes = channels.some(({ kind }) => kind === "vibration");
  return [
    ...(shakes && bearing !== undefined ? OF_BEARING : []),
    ...(shakes ? OF_SHAFT : []),
    ...(channels.length > 0 ? (["sensor-dead"] as const) : []),
  ];
}

/** The first channel of a point is the one whose sensor dies. */
function broken(
  { faults, sensorFaults }: Damage,
  place: PointContext | undefined,
  fault: Breakable,
  seconds: number,
): Damage {
  const [channel] = place?.point.channels ?? [];
  if (place === undefined || channel === undefined) return { faults, sensorFaults };
  const point = place.point.path;
  if (fault === "sensor-dead") {
    const dead = { point, channel: channel.id, fault: "silence", fromSeconds: seconds } as const;
    return { faults, sensorFaults: [...sensorFaults, dead] };
  }
  const growth = GROWTH[fault] ?? USUAL_GROWTH;
  return {
    faults: [...faults, { at: point, fault, onsetSeconds: seconds, ...growth }],
    sensorFaults,
  };
}

/** What is broken at a moment, and since when, seconds after the start. */
function brokenAt({ faults, sensorFaults }: Damage, seconds: number) {
  const ofMachine = faults
    .filter(
      (fault) =>
        fault.onsetSeconds <= seconds && (fault.untilSeconds ?? Number.POSITIVE_INFINITY) > seconds,
    )
    .map(({ at, fault, onsetSeconds }) => ({
      point: at,
      fault: fault as Breakable,
      seconds: onsetSeconds,
    }));
  const ofSensor = sensorFaults
    .filter((fault) => fault.fromSeconds + (fault.forSeconds ?? Number.POSITIVE_INFINITY) > seconds)
    .map(({ point, fromSeconds }) => ({
      point,
      fault: "sensor-dead" as Breakable,
      seconds: fromSeconds,
    }));
  return [...ofMachine, ...ofSensor];
}

/** Without what another plant file lacks by now. */
function fitting(damage: Damage, points: ReadonlyMap<string, PointContext>): Damage {
  const isThere = (fault: PlantedFault | PlantedSensorFault): boolean =>
    "at" in fault
      ? points.has(fault.at)
      : points.get(fault.point)?.point.channels.some(({ id }) => id === fault.channel) === true;
  return {
    faults: damage.faults.filter(isThere),
    sensorFaults: damage.sensorFaults.filter(isThere),
  };
}
