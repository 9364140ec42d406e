import { cpSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openDuckDbStore } from "@raceway/store-duckdb/duckdb-store";
import { openInfluxStore } from "@raceway/store-influxdb/influxdb-store";
import { until } from "../../running-ingest.ts";
import { drawUpRoundAccount, type RoundAccount } from "./round-account.ts";
import { drawFaults } from "./round-faults.ts";
import { actTopic, alarmTopic, indicatorsTopic, sensorAlarmTopic } from "./round-plant.ts";
import type { RoundSensor } from "./round-sensors.ts";
import { buildWorld, type RoundsOptions, type RoundWorld } from "./round-world.ts";

/** One round: seconds from the end of the last of its faults. */
export interface Round {
  readonly faults: readonly string[];
  /** The point that ran hot, under the names that it had. */
  readonly point: string;
  /** When the last of them ended, by the true clock. */
  readonly ended: string;
  /** Until of every sensor a reading measured after that end was acknowledged, and live values came of it. */
  readonly recovery: number;
  /** Until the alarm on the point that ran hot was told; 0: it was told before the end. Infinity: not in a minute. */
  readonly alarm: number;
  /** Of an alarm that was not told: what was said last of its point. */
  readonly missed: readonly string[];
}

export interface RoundsResult {
  readonly options: RoundsOptions;
  readonly rounds: readonly Round[];
  readonly account: RoundAccount;
  /** Alarms beyond the one of the machine and the one of the sensor that each round gave cause for, as they were told first. */
  readonly alarmsWithoutCause: Opened;
  /** All of them, in the order in which they were told. */
  readonly opened: Opened;
  /** What Raceway said of itself, by title, how often. */
  readonly ofItself: Readonly<Record<string, number>>;
}

const WAIT_MS = 60_000;

/** Does so many rounds of faults drawn at random to one world, and draws up what became of everything. */
export async function runRounds(
  options: RoundsOptions,
  tell: (round: Round, n: number) => void = () => undefined,
): Promise<RoundsResult> {
  await using stack = new AsyncDisposableStack();
  const world = await buildWorld(options, stack);
  const rounds: Round[] = [];
  const causes: string[] = [];
  await recovered(world, performance.now());
  for (let n = 0; n < options.rounds; n++) {
    const round = await doRound(world, causes);
    rounds.push(round);
    if (!Number.isFinite(round.alarm)) keepJournals(world, n + 1);
    tell(round, n);
  }
  const account = await settle(world);
  const opened = world.watch.opened();
  return {
    options,
    rounds,
    account,
    opened,
    alarmsWithoutCause: withoutCause(opened, [...causes, ...world.carried]),
    ofItself: counted(opened.flatMap(({ alarm }) => (isOfItself(alarm) ? [alarm.title] : []))),
  };
}

/** Copies the journals, as a crash would leave them, to where they can be looked at afterwards. */
function keepJournals({ keep, data, alarmsData }: RoundWorld, n: number): void {
  if (keep === undefined) return;
  for (const [service, folder] of Object.entries({ ingest: data, alarms: alarmsData }))
    cpSync(folder, join(keep, `round-${n}`, service), {
      recursive: true,
      filter: (file) => !file.endsWith("filler"),
    });
}

/** One point runs hot while the faults are done, until its alarm is told and a person has it. */
async function doRound(world: RoundWorld, causes: string[]): Promise<Round> {
  const faults = drawFaults(world);
  const cause = await quietSensor(world);
  const before = cause.id();
  const struck = Promise.all(faults.map((fault) => fault.strike(world, cause)));
  await sleep(400 * world.random());
  cause.heat(true);
  await struck;
  const end = performance.now();
  const ended = new Date().toISOString();
  const alarm = told(world, cause, end);
  const recovery = await recovered(world, end);
  const seconds = await alarm;
  const missed = Number.isFinite(seconds) ? [] : world.watch.said(cause.id());
  causes.push(before, ...(before === cause.id() ? [] : [cause.id()]));
  cause.heat(false);
  const point = before === cause.id() ? before : `${before}, then ${cause.id()}`;
  const names = faults.map(({ name }) => name);
  return { faults: names, point, ended, recovery, alarm: seconds, missed };
}

/** A point without an alarm; people acknowledge those of the others until then. */
async function quietSensor(world: RoundWorld): Promise<RoundSensor> {
  let quiet: readonly RoundSensor[] = [];
  await until(
    "a point without an alarm",
    async () => {
      acknowledgeAll(world);
      quiet = world.sensors.filter(({ id }) => world.watch.open(alarmTopic(id())) === undefined);
      if (quiet.length === 0) await sleep(500);
      return quiet.length > 0;
    },
    WAIT_MS,
  );
  const drawn = quiet[Math.floor(world.random() * quiet.length)];
  if (drawn === undefined) throw new Error("no point is quiet");
  return drawn;
}

function acknowledgeAll({ sensors, watch }: RoundWorld): void {
  for (const { id } of sensors) {
    const state = watch.open(alarmTopic(id()))?.state ?? "";
    if (/unacknowledged/.test(state))
      watch.act(actTopic(id()), { act: "acknowledge", who: "anna" });
  }
}

async function told({ watch }: RoundWorld, cause: RoundSensor, end: number): Promise<number> {
  const open = () => watch.open(alarmTopic(cause.id())) !== undefined;
  return open() ? 0 : secondsUntil(open, end);
}

async function recovered({ watch, sensors }: RoundWorld, end: number): Promise<number> {
  const back = (sensor: RoundSensor) =>
    sensor.acknowledgedUpTo() > end && watch.live(indicatorsTopic(sensor.id())) > end;
  return secondsUntil(() => sensors.every(back), end);
}

async function secondsUntil(holds: () => boolean, since: number): Promise<number> {
  try {
    await until("it", holds, WAIT_MS);
    return (performance.now() - since) / 1000;
  } catch {
    return Infinity;
  }
}

/** Lets everything that was acknowledged come to its end, and looks it up. */
async function settle(world: RoundWorld): Promise<RoundAccount> {
  const { fleet, ingest, alarms, influxd, storeFile, data } = world;
  fleet.stopMeasuring();
  await until("every reading's acknowledgement", () => fleet.waiting() === 0, WAIT_MS);
  await until(
    "everything to be analysed and stored",
    async () => {
      const status = await ingest.status();
      return status?.inbox_rows === 0 && status.outbox_rows === 0;
    },
    WAIT_MS,
  );
  await alarms.stop();
  await ingest.stop();
  const store = influxd
    ? await openInfluxStore({ url: influxd.url, database: "raceway" })
    : await openDuckDbStore({ file: storeFile });
  try {
    return await drawUpRoundAccount(fleet.readings(), store, data);
  } finally {
    await store.close();
  }
}

type Opened = ReturnType<RoundWorld["watch"]["opened"]>;

const isOfItself = ({ condition }: { readonly condition: string }) => condition === "system";

function withoutCause(opened: Opened, causes: readonly string[]): Opened {
  // A jump by 55 K is also one of the sensor.
  const allowed = counted(causes.flatMap((id) => [alarmTopic(id), sensorAlarmTopic(id)]));
  return opened.filter(({ topic, alarm }) => {
    if (isOfItself(alarm)) return false;
    const left = allowed[topic] ?? 0;
    allowed[topic] = left - 1;
    return left <= 0;
  });
}

function counted(texts: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const text of texts) counts[text] = (counts[text] ?? 0) + 1;
  return counts;
}
