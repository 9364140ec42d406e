import type { TelemetryPoint } from "@raceway/model/telemetry";
import { openInfluxStore } from "@raceway/store-influxdb/influxdb-store";
import { SPECTRUM_BANDS } from "@raceway/telemetry/spectrum-bands";
import { ask } from "./grafana-queries.ts";
import type { Influxd } from "./influxd.ts";

export interface Layout {
  readonly layout: string;
  readonly series: number;
  readonly writeMs: number;
  readonly heatmapMs: number;
}

const CHANNELS = 10;
const MINUTES = 720;

/**
 * The two ways to keep a spectrum in InfluxDB, tried side by side: one row with a field a band, or a row a band with a tag. Half a day of ten channels at a
 * spectrum a minute, and the heat map of one channel.
 */
export async function spectrumLayouts(influxd: Influxd): Promise<readonly Layout[]> {
  return [
    await tried(influxd, "a field a band", fieldRows, fieldQuery),
    await tried(influxd, "a row a band, tag `band`", tagRows, tagQuery),
  ];
}

type Rows = (channel: string, minute: number) => readonly TelemetryPoint[];

async function tried(influxd: Influxd, layout: string, rows: Rows, query: string): Promise<Layout> {
  const database = layout.replaceAll(/\W+/g, "_");
  const store = openInfluxStore({ url: influxd.url, database });
  const started = performance.now();
  for (let minute = 0; minute < MINUTES; minute += 20) {
    const some: TelemetryPoint[] = [];
    for (let k = minute; k < minute + 20; k++)
      for (let channel = 0; channel < CHANNELS; channel++) some.push(...rows(`c${channel}`, k));
    await store.write(some);
  }
  const writeMs = performance.now() - started;
  await store.close();
  const times: number[] = [];
  for (let k = 0; k < 5; k++) times.push((await ask(influxd.url, database, query)).ms);
  const shown = await ask(influxd.url, database, "SHOW SERIES EXACT CARDINALITY");
  const series = Number(shown.tables[0]?.values[0]?.[0] ?? Number.NaN);
  return { layout, series, writeMs, heatmapMs: times.sort((a, b) => a - b)[2] ?? Number.NaN };
}

const level = (band: number, minute: number) =>
  Math.round(200 + 40 * Math.sin(band + minute / 60)) / 4;
const timeOf = (minute: number) => BigInt(minute) * 60_000_000_000n;

function fieldRows(channel: string, minute: number): readonly TelemetryPoint[] {
  const fields = Object.fromEntries(
    SPECTRUM_BANDS.map(({ field }, band) => [field, level(band, minute)]),
  );
  return [{ measurement: "spectrum", tags: { channel }, fields, time: timeOf(minute) }];
}

function tagRows(channel: string, minute: number): readonly TelemetryPoint[] {
  return SPECTRUM_BANDS.map(({ field }, band) => ({
    measurement: "spectrum",
    tags: { channel, band: field },
    fields: { level: level(band, minute) },
    time: timeOf(minute),
  }));
}

const SPAN = `"channel" = 'c1' AND time >= 0 AND time < ${MINUTES}m`;
const fieldQuery = `SELECT ${SPECTRUM_BANDS.map(({ field }) => `mean("${field}")`).join(", ")} FROM "spectrum" WHERE ${SPAN} GROUP BY time(1m) fill(none)`;
const tagQuery = `SELECT mean("level") FROM "spectrum" WHERE ${SPAN} GROUP BY time(1m), "band" fill(none)`;
