import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createPlantAnalysis } from "@raceway/condition/plant-analysis";
import { createObserver } from "@raceway/ingest/analysis/manipulation-worker";
import { stateIn } from "@raceway/journal/model-state";
import type { TelemetryStore } from "@raceway/ports/telemetry-store";
import { payloadOf, plantUnderLoad, pointId, timeOf } from "./plant-under-load.ts";

/** What became of the waveforms that the sensors sent. */
export interface Account {
  /** Acknowledged to a sensor. */
  readonly acknowledged: number;
  /** Of these, those of which the store holds the result. */
  readonly stored: number;
  /** Taken over by Raceway (acknowledged by it), and without a result in the store. */
  readonly lost: number;
  /** Rows of the store that nobody sent, and points whose models have not seen each waveform once, in order. */
  readonly doubled: number;
  /** Acknowledged to a sensor by a foreign broker, and never given to Raceway. */
  readonly lostByBroker: number;
}

export interface AccountOptions {
  readonly store: TelemetryStore;
  /** Folders of the ingests' journals; they must have ended. */
  readonly folders: readonly string[];
  /** Waveforms that each sensor had acknowledged. */
  readonly counts: readonly number[];
  readonly start: number;
  /** Whether the models are compared with those of an undisturbed analysis. Not so where one of them had to begin anew. */
  readonly compareModels: boolean;
  /** Whether the door was Raceway's own, so that what sensors had acknowledged is what Raceway took over. */
  readonly allTaken: boolean;
}

/** Compares what was sent with what is in the store, and the models with those of an analysis that nothing disturbed. */
export async function drawUpAccount(options: AccountOptions): Promise<Account> {
  const { store, folders, counts, start } = options;
  const seen = folders.map((folder) => seenIn(join(folder, "ingest.sqlite")));
  const account = { acknowledged: 0, stored: 0, lost: 0, doubled: 0, lostByBroker: 0 };
  const states = options.compareModels
    ? statesIn(join(folders[0] ?? "", "ingest.sqlite"))
    : undefined;
  for (const [sensor, count] of counts.entries()) {
    const sent = Array.from({ length: count }, (_, index) => timeOf(start, index));
    const indicators = await timesOf(store, "indicator", sensor);
    const held = new Set(indicators);
    // A journal remembers some thousand source times a channel; what has a result was taken over too.
    const taken = new Set(
      options.allTaken
        ? sent
        : [...held, ...seen.flatMap((points) => points.get(path(sensor)) ?? [])],
    );
    const known = new Set(sent);
    account.acknowledged += count;
    account.stored += sent.filter((time) => held.has(time)).length;
    account.lost += sent.filter((time) => taken.has(time) && !held.has(time)).length;
    account.lostByBroker += sent.filter((time) => !taken.has(time) && !held.has(time)).length;
    account.doubled += indicators.length - [...held].filter((time) => known.has(time)).length;
    if (states === undefined) continue;
    const found = comparable(states.get(path(sensor)) ?? "");
    if (found !== comparable(expectedState(options, sensor, taken))) account.doubled += 1;
  }
  return account;
}

const path = (sensor: number) => `works/l/m/${pointId(sensor)}`;

async function timesOf(store: TelemetryStore, measurement: string, sensor: number) {
  const rows = await store.series({
    measurement,
    fields: ["rms"],
    tags: { point: pointId(sensor) },
    from: 0n,
    to: 2n ** 62n,
    limit: 1_000_000,
  });
  return rows.map(({ time }) => Number(time / 1_000_000n));
}

/** Source times that a journal has taken over, milliseconds, by point. A file that was set aside counts with the one that followed it. */
function seenIn(file: string): ReadonlyMap<string, readonly number[]> {
  const db = new DatabaseSync(file);
  const rows = db
    .prepare(
      "SELECT point, time / 1000000 AS ms FROM seen JOIN channel_format ON channel_format.id = channel_id",
    )
    .all();
  db.close();
  const points = new Map<string, number[]>();
  for (const row of rows) {
    const point = String(row["point"]);
    const times = points.get(point) ?? [];
    points.set(point, times);
    times.push(Number(row["ms"]));
  }
  return points;
}

function statesIn(file: string): ReadonlyMap<string, string> {
  const db = new DatabaseSync(file);
  const rows = db.prepare("SELECT key, state FROM model_state").all();
  db.close();
  return new Map(rows.map((row) => [String(row["key"]), JSON.stringify(stateIn(row))]));
}

/** A state without the moment from which silence is counted: where ingest looks for silence before a sensor's first waveform, it is the wall clock's. */
function comparable(state: string): string {
  return state.replace(/"started":("\d+"|null)/, '"started":null');
}

/** What a point's models remember when they have seen every waveform taken over once, in order. */
function expectedState(
  { counts, start }: AccountOptions,
  sensor: number,
  taken: ReadonlySet<number>,
): string {
  const plant = plantUnderLoad(counts.length);
  const observe = createObserver(plant);
  const analysis = createPlantAnalysis(plant);
  for (let index = 0; index < (counts[sensor] ?? 0); index++) {
    const ms = timeOf(start, index);
    if (!taken.has(ms)) continue;
    analysis.judge(
      observe({
        kind: "message",
        class: "waveform",
        point: path(sensor),
        channel: "vib",
        time: BigInt(ms) * 1_000_000n,
        payload: payloadOf(sensor, ms),
      }),
    );
  }
  return JSON.stringify(analysis.snapshot(path(sensor)));
}
