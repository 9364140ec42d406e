import { indicatorOf } from "@raceway/condition/manipulation/reading";
import {
  COMPUTED_VALUES,
  computedSpectrumOf,
  computedValueOf,
  isWaveformChannel,
} from "@raceway/model/computed-value";
import { parsePointPath } from "@raceway/model/identity";
import { type Channel, type Plant, type PointContext, pointsOf } from "@raceway/model/plant";
import type { Reading } from "@raceway/model/record";
import type { Nanos } from "@raceway/model/time";
import { type Unit, unitFacts } from "@raceway/model/unit";
import { unitNamed } from "@raceway/model/unit-name";
import type { SeriesRow, TelemetryStore } from "@raceway/ports/telemetry-store";

/** What a store remembers of a plant's channels, to be judged again. */
export interface StoredReadings {
  readonly describe: string;
  /** A line for each channel: what there is of it, or why there is nothing. */
  readonly said: readonly string[];
  readonly count: number;
  /** In order of time. */
  readonly records: readonly Reading[];
}

/** Rows at a time. */
const ROWS_AT_ONCE = 10_000;
/** Nanoseconds since 1970 in 64 bits end here. */
const LATEST: Nanos = 9_223_372_036_854_775_807n;
const PLAIN_UNITS: Readonly<Partial<Record<Channel["kind"], Unit>>> = {
  temperature: "degC",
  speed: "r/min",
};

/**
 * Trends out of a store, as readings: temperature, speed, load and values that sensors compute, as they were measured. Waveforms are in no store, and what
 * was computed of them is not judged again: their channels are said to be left out.
 *
 * @throws StoreUnavailable
 */
export async function storedReadings(store: TelemetryStore, plant: Plant): Promise<StoredReadings> {
  const said: string[] = [];
  const records: Reading[] = [];
  for (const context of pointsOf(plant).values())
    for (const channel of context.point.channels) {
      const found = await readingsOf(store, context, channel);
      const path = `${context.point.path}/${channel.id}`;
      said.push(
        typeof found === "string" ? `${path}: ${found}` : `${path}: ${found.length} readings`,
      );
      // One by one: a year of readings is more than a call takes arguments.
      if (typeof found !== "string") for (const reading of found) records.push(reading);
    }
  records.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  return { describe: `Trends of ${store.name}`, said, count: records.length, records };
}

async function readingsOf(
  store: TelemetryStore,
  { point }: PointContext,
  channel: Channel,
): Promise<readonly Reading[] | string> {
  if (isWaveformChannel(channel)) return "left out: a store has no waveforms";
  if (computedSpectrumOf(channel) !== undefined)
    return "left out: a store has no spectra line by line";
  const unit = storedUnit(channel);
  if (unit === undefined) return "left out: give it a `unit`";
  const field = indicatorOf(channel, unitFacts(unit).quantity);
  const tags = { ...parsePointPath(point.path), channel: channel.id };
  const rows = await allRows(store, { field, tags });
  return rows.flatMap(({ time, fields }) => {
    const value = fields[field];
    return typeof value === "number"
      ? [{ type: "reading" as const, point: point.path, channel: channel.id, time, unit, value }]
      : [];
  });
}

/** The unit that a store keeps a channel's values in. */
function storedUnit(channel: Channel): Unit | undefined {
  const { unit, kind } = channel;
  if (unit !== undefined) return unitNamed(unitFacts(unit).canonical);
  const computed = computedValueOf(channel);
  if (computed === undefined) return PLAIN_UNITS[kind];
  return COMPUTED_VALUES[computed].some((quantity) => quantity === "number") ? "1" : undefined;
}

/** Every row of a series in order of time: the newest first, as many as a store gives at a time. */
async function allRows(
  store: TelemetryStore,
  { field, tags }: { readonly field: string; readonly tags: Readonly<Record<string, string>> },
): Promise<readonly SeriesRow[]> {
  const parts: (readonly SeriesRow[])[] = [];
  for (let to = LATEST; ; ) {
    const rows = await store.series({
      ...{ measurement: "indicator", fields: [field], tags },
      ...{ from: 0n, to, limit: ROWS_AT_ONCE },
    });
    parts.push(rows);
    const [first] = rows;
    if (first === undefined || rows.length < ROWS_AT_ONCE) return parts.toReversed().flat();
    to = first.time;
  }
}
