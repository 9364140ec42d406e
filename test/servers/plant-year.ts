import { INDICATORS } from "@raceway/condition/manipulation/indicators";
import type { TelemetryPoint } from "@raceway/model/telemetry";
import { fieldsOf } from "@raceway/telemetry/fields";
import { ALL, type MEASUREMENTS, type Measurement } from "@raceway/telemetry/schema";

/** A plant's rows made up in the shape of the schema: what dashboards are tried on. */
export interface PlantYear {
  readonly points: number;
  /** End of the data, milliseconds since 1970. */
  readonly now: number;
  readonly policies: readonly {
    readonly name: string;
    readonly stepMs: number;
    readonly spanMs: number;
  }[];
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Rows as recorded for hours, minutes for days, hours for a year: a range of each that a dashboard asks of it. */
export function plantYear(points: number, now: number): PlantYear {
  return {
    points,
    now,
    policies: [
      { name: "autogen", stepMs: 10_000, spanMs: 2 * HOUR },
      { name: "minute", stepMs: 60_000, spanMs: DAY },
      { name: "hour", stepMs: HOUR, spanMs: 365 * DAY },
    ],
  };
}

const VIBRATION = INDICATORS.filter(({ kinds }) => kinds.includes("vibration")).map(
  ({ name }) => name,
);
const OTHERS = { temp: ["temperature"], mic: ["rms", "level_a", "level"] } as const;

/** Place of a point: 4 points a machine, 5 machines a line. */
export function placeOf(point: number) {
  const machine = Math.floor(point / 4);
  return {
    site: "works",
    line: `line-${Math.floor(machine / 5) + 1}`,
    machine: `machine-${machine + 1}`,
    point: `point-${(point % 4) + 1}`,
  };
}

/** The lines that so many points stand on. */
export function linesOf(points: number): readonly string[] {
  return [...new Set(Array.from({ length: points }, (_, point) => placeOf(point).line))];
}

/** All rows of one policy, a few thousand at a time. */
export function* rowsOfPolicy(
  { points, now }: PlantYear,
  { stepMs, spanMs }: PlantYear["policies"][number],
): Generator<TelemetryPoint[]> {
  const first = Math.ceil((now - spanMs) / stepMs) * stepMs;
  for (let at = first, k = 0; at <= now; at += stepMs, k++) {
    const rows: TelemetryPoint[] = [];
    // Wide rows for as far back as a month's heat map looks: a whole year of them would only take long to write.
    const wide = isWide(stepMs, k) && now - at < 31 * DAY;
    for (let point = 0; point < points; point++) rows.push(...rowsOfPoint(point, at, k, wide));
    if (wide)
      for (const line of linesOf(points))
        rows.push(row("health", { site: "works", line, machine: ALL }, allFields("health", k), at));
    rows.push(row("service", { site: "works", service: "ingest" }, allFields("service", k), at));
    yield rows;
  }
}

/** The spectra's own cadence: a row a minute, ten minutes or an hour. */
function isWide(stepMs: number, k: number): boolean {
  return stepMs >= HOUR || k % (stepMs === 10_000 ? 6 : 10) === 0;
}

function rowsOfPoint(point: number, at: number, k: number, wide: boolean): TelemetryPoint[] {
  const tags = placeOf(point);
  const wobble = Math.sin(k / 50 + point);
  const vib = { ...tags, channel: "vib" };
  const rows = [
    row("indicator", vib, values(VIBRATION, wobble, { speed_rpm: 2950, load: 40 }), at),
    row("indicator", { ...tags, channel: "temp" }, values(OTHERS.temp, wobble, {}), at),
    row(
      "state",
      tags,
      {
        severity: wobble > 0.99 ? 1 : 0,
        score: 0.5 + wobble / 3,
        health: 90 + wobble * 9,
        learning: 0,
      },
      at,
    ),
  ];
  if (point % 8 === 0)
    rows.push(row("indicator", { ...tags, channel: "mic" }, values(OTHERS.mic, wobble, {}), at));
  if (wide) {
    rows.push(row("baseline", vib, allFields("baseline", k), at));
    for (const spectrum of ["amplitude", "envelope"])
      rows.push(row("spectrum", { ...vib, spectrum }, allFields("spectrum", k), at));
  }
  // One bearing in ten is going bad: verdicts, a forecast, an alarm that people deal with.
  if (point % 10 === 0) {
    rows.push(
      row(
        "prognosis",
        tags,
        {
          rul: 1e6 - k,
          low: 5e5 - k,
          high: 2e6 - k,
          interval: 0.8,
          next_stop_risk: k / 1e6,
          basis: "trend",
        },
        at,
      ),
    );
    if (wide)
      for (const kind of ["anomaly", "diagnosis"])
        rows.push(row("verdict", { ...tags, channel: "all", kind }, allFields("verdict", k), at));
    if (k % 60 === 0) {
      rows.push(row("alarm", { ...tags, condition: "machine" }, allFields("alarm", 3), at));
      rows.push(row("maintenance", tags, allFields("maintenance", 1), at));
    }
  }
  return rows;
}

function values(names: readonly string[], wobble: number, more: Readonly<Record<string, number>>) {
  const own = names.map((name, at) => [name, (1 + at / 10) * (1.5 + wobble) + Math.random() / 10]);
  return { ...Object.fromEntries(own), ...more } as Record<string, number>;
}

function allFields(measurement: Measurement, k: number): Record<string, number | string> {
  const entries = Object.entries(fieldsOf(measurement)).map(([name, { type }], at) => [
    name,
    type === "text"
      ? "words for a person"
      : measurement === "spectrum"
        ? Math.round(160 + 80 * Math.sin(at + k / 9)) / 4
        : k,
  ]);
  return Object.fromEntries(entries) as Record<string, number | string>;
}

function row(
  measurement: keyof typeof MEASUREMENTS,
  tags: Readonly<Record<string, string>>,
  fields: Readonly<Record<string, number | string>>,
  at: number,
): TelemetryPoint {
  return { measurement, tags, fields, time: BigInt(at) * 1_000_000n };
}
