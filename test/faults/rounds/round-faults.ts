import { writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { askReload } from "@raceway/plant/file/reload-request";
import { revisionOf } from "@raceway/plant/file/revision";
import { until } from "../../running-ingest.ts";
import { LIES, type Lie } from "./lying-proxy.ts";
import { alarmTopic, type RoundPoint, roundPlantText } from "./round-plant.ts";
import type { RoundSensor } from "./round-sensors.ts";
import type { RoundWorld } from "./round-world.ts";

export interface RoundFault {
  /** As in the table. */
  readonly name: string;
  /** Two of one kind are not drawn together. */
  readonly kind: string;
  readonly possible?: (world: RoundWorld) => boolean;
  /** Does the fault and ends it, with the sensor in whose point something happens meanwhile; resolves at its end. */
  strike(world: RoundWorld, cause: RoundSensor): Promise<void>;
}

const HOUR_MS = 3_600_000;
const MOST_HOURS = 40 * 24;
/** Longer than the alarms and ingest need to notice. */
const span = ({ random }: RoundWorld) => 500 + 2500 * random();

const KILLS: readonly RoundFault[] = (["ingest", "alarms"] as const).map((service) => ({
  name: `kill -9 of ${service}`,
  kind: `kill ${service}`,
  async strike(world) {
    await world[service].kill();
    await sleep(500 * world.random());
    world[service].start();
  },
}));

const FULL_DISKS: readonly RoundFault[] = (["ingest", "alarms"] as const).map((service) => ({
  name: `disk of ${service} full`,
  kind: `disk ${service}`,
  possible: ({ disks }) => disks !== undefined,
  async strike(world) {
    const disk = world.disks?.[service];
    disk?.fill();
    await sleep(span(world) / 2);
    disk?.fill();
    await sleep(span(world) / 2);
    disk?.free();
  },
}));

/** By an hour to 40 days, ahead or behind; a third of them set it right again. It stays so until the next one, over kills too. */
const CLOCKS: readonly RoundFault[] = (["ingest", "alarms"] as const).map((service) => ({
  name: `clock of ${service} set`,
  kind: `clock ${service}`,
  async strike(world) {
    const { random } = world;
    const hours = MOST_HOURS ** random() * (random() < 0.5 ? -1 : 1);
    const off = random() < 1 / 3 ? 0 : Math.round(hours * HOUR_MS);
    world[`${service}Clock`].set(world[service], off);
    await sleep(span(world));
  },
}));

const away: RoundFault = {
  name: "store away",
  kind: "store",
  possible: ({ proxy }) => proxy !== undefined,
  async strike(world) {
    world.proxy?.set("away");
    await sleep(span(world));
    world.proxy?.set("true");
  },
};

const LYING: readonly RoundFault[] = (Object.keys(LIES) as Lie[]).map((lie) => ({
  name: `store: ${lie}`,
  kind: "store",
  possible: ({ proxy }) => proxy !== undefined,
  async strike(world) {
    world.proxy?.set(lie);
    await sleep(span(world));
    world.proxy?.set("true");
  },
}));

const FEWEST_POINTS = 6;
const MOST_POINTS = 12;
let named = 0;
const freshId = () => `n${named++}`;

function change(
  name: string,
  of: (world: RoundWorld, cause: RoundSensor) => Promise<void>,
  possible?: RoundFault["possible"],
): RoundFault {
  return { name: `plant: ${name}`, kind: "plant", strike: of, ...(possible && { possible }) };
}

const PLANT_CHANGES: readonly RoundFault[] = [
  change("a point renamed", async (world, cause) => {
    const { sensors, random } = world;
    const sensor = random() < 0.5 ? cause : sensors[Math.floor(random() * sensors.length)];
    if (sensor === undefined) return;
    const [was, id] = [sensor.id(), freshId()];
    if (sensor !== cause && world.watch.open(alarmTopic(was)) !== undefined) world.carried.push(id);
    await putInForce(
      world,
      sensors.map((each) => (each === sensor ? { id, was } : { id: each.id() })),
    );
    sensor.rename(id);
  }),
  change(
    "a point taken out",
    async (world, cause) => {
      const others = world.sensors.filter((each) => each !== cause);
      const sensor = others[Math.floor(world.random() * others.length)];
      if (sensor === undefined) return;
      const left = world.sensors.filter((each) => each !== sensor);
      await putInForce(
        world,
        left.map((each) => ({ id: each.id() })),
      );
      world.sensors.splice(world.sensors.indexOf(sensor), 1);
      // It measures on a little: somebody has to go there and switch it off.
      await sleep(200);
      sensor.stopMeasuring();
    },
    ({ sensors }) => sensors.length > FEWEST_POINTS,
  ),
  change(
    "a point more",
    async (world) => {
      const id = freshId();
      await putInForce(world, [...world.sensors.map((each) => ({ id: each.id() })), { id }]);
      world.sensors.push(world.fleet.add(id));
    },
    ({ sensors }) => sensors.length < MOST_POINTS,
  ),
];

/** By a start after kill -9, or read again while all run. */
async function putInForce(world: RoundWorld, points: readonly RoundPoint[]): Promise<void> {
  const { plantFile, ingest, alarms, random } = world;
  const text = roundPlantText(points);
  writeFileSync(plantFile, text);
  if (random() < 0.5) {
    await Promise.all([ingest.kill(), alarms.kill()]);
    ingest.start();
    alarms.start();
  } else await reload(world, revisionOf(text));
}

const RELOAD_MS = 3000;
const RELOADS = 10;

/** Once more where it was refused, say for want of room; a start takes the file too. @throws Error when it never counts */
async function reload({ plantFile, ingest }: RoundWorld, revision: string): Promise<void> {
  for (let n = 0; n < RELOADS; n++) {
    askReload(plantFile, { revision, at: new Date().toISOString(), who: "engineer" });
    const counts = await until(
      "the plant file to count",
      async () => (await ingest.status())?.plantFile.revision === revision,
      RELOAD_MS,
    ).then(
      () => true,
      () => false,
    );
    if (counts) return;
  }
  throw new Error(`the plant file of revision ${revision} never counted`);
}

export const ROUND_FAULTS: readonly RoundFault[] = [
  ...KILLS,
  ...FULL_DISKS,
  ...CLOCKS,
  ...PLANT_CHANGES,
  away,
  ...LYING,
];

/** One fault or two, of different kinds and of those that can be done here. */
export function drawFaults(world: RoundWorld): readonly RoundFault[] {
  const { random } = world;
  const first = drawn(ROUND_FAULTS, world);
  if (random() < 0.5) return [first];
  return [
    first,
    drawn(
      ROUND_FAULTS.filter(({ kind }) => kind !== first.kind),
      world,
    ),
  ];
}

function drawn(faults: readonly RoundFault[], world: RoundWorld): RoundFault {
  const all = faults.filter(({ possible }) => possible?.(world) ?? true);
  const kinds = [...new Set(all.map(({ kind }) => kind.split(" ")[0]))];
  const kind = kinds[Math.floor(world.random() * kinds.length)];
  const alike = all.filter((fault) => fault.kind.split(" ")[0] === kind);
  const fault = alike[Math.floor(world.random() * alike.length)];
  if (fault === undefined) throw new Error("no fault can be done here");
  return fault;
}
