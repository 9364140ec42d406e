import { basename } from "node:path";
import type { ChannelKind, Unit } from "@raceway/model/unit";
import { guessKind, kindInName } from "../channel-kind.ts";
import { plausibleRate } from "../sample-rate.ts";
import { columnLook } from "../tables/column-look.ts";
import type { MatValue } from "./mat-value.ts";

/** What a MAT-file's variables were taken for. */
export interface MatRecord {
  /** Whose layout it is. */
  readonly publisher: string;
  readonly channels: readonly MatChannel[];
  /** The channels' names are whatever somebody called the variables. */
  readonly namedByUser?: true;
  /** r/min. */
  readonly speedRpm?: number;
  /** What was chosen among several readings, for a person. */
  readonly note?: string;
}

export interface MatChannel {
  readonly name: string;
  readonly kind?: ChannelKind;
  /** What it looks like, for a person. */
  readonly looks?: string;
  readonly unit?: Unit;
  /** Hz. */
  readonly sampleRate?: number;
  readonly samples: Float64Array;
}

type Variables = ReadonlyMap<string, MatValue>;

/** Shorter vectors are settings, not recordings. */
export const SHORTEST_RECORDING = 1000;
/** A matrix with more channels than this is something else. */
const MOST_CHANNELS = 64;

/** The channels of a MAT-file: the first publisher's layout that fits, or every long vector under its own name. */
export function matRecord(
  file: string,
  variables: Variables,
  records?: Records,
): MatRecord | undefined {
  return (
    cwru(file, variables) ??
    mfpt(variables) ??
    paderborn(variables) ??
    longVectors(variables, records)
  );
}

/** What of a matrix is a record of its own, when it is none of channels. */
type Records = "rows" | "columns";

const CWRU_CHANNEL = /^X(\d+)_(DE|FE|BA)_time$/;

/**
 * Case Western Reserve University: `X105_DE_time`, `X105_FE_time`, `X105_BA_time` in g and `X105RPM`. Some files hold another record too, or only:
 * the record with the number that ends the file name is taken, else the first. 12 or 48 kHz, which the file does not say.
 */
function cwru(file: string, variables: Variables): MatRecord | undefined {
  const numbers = [
    ...new Set([...variables.keys()].flatMap((key) => CWRU_CHANNEL.exec(key)?.[1] ?? [])),
  ];
  const [first] = numbers;
  if (first === undefined) return undefined;
  const wanted = basename(file).match(/\d+/g)?.at(-1);
  const number = numbers.find((each) => Number(each) === Number(wanted)) ?? first;
  const channels: MatChannel[] = [];
  for (const name of ["DE", "FE", "BA"]) {
    const value = variables.get(`X${number}_${name}_time`);
    if (value?.type === "numeric")
      channels.push({ name, kind: "vibration", unit: "g", samples: value.values });
  }
  const speedRpm = positiveScalar(variables.get(`X${number}RPM`));
  const others = numbers.filter((each) => each !== number);
  const note =
    others.length > 0
      ? `record X${number} taken, X${others.join(", X")} left`
      : Number(number) === Number(wanted)
        ? undefined
        : `holds record X${number}`;
  return {
    publisher: "CWRU Bearing Data Center",
    channels,
    ...(speedRpm !== undefined && { speedRpm }),
    ...(note !== undefined && { note }),
  };
}

/** Society for Machinery Failure Prevention Technology: struct `bearing` with `gs` in g, `sr` in Hz, `rate` (shaft, Hz), `load` (lb). */
function mfpt(variables: Variables): MatRecord | undefined {
  const bearing = variables.get("bearing");
  const fields = bearing?.type === "struct" ? bearing.elements[0] : undefined;
  const gs = fields?.get("gs");
  if (fields === undefined || gs?.type !== "numeric") return undefined;
  const sampleRate = plausibleRate(positiveScalar(fields.get("sr")));
  const rate = positiveScalar(fields.get("rate"));
  return {
    publisher: "MFPT",
    channels: [
      {
        name: "gs",
        kind: "vibration",
        unit: "g",
        ...(sampleRate !== undefined && { sampleRate }),
        samples: gs.values,
      },
    ],
    ...(rate !== undefined && { speedRpm: rate * 60 }),
  };
}

/** Paderborn's channels by the publisher's description; the accelerometer's values are left without a unit, as the files do. */
const PADERBORN: Readonly<Record<string, Omit<MatChannel, "name" | "samples">>> = {
  force: { kind: "load", unit: "N", sampleRate: 4000 },
  phase_current_1: { kind: "load", unit: "A", sampleRate: 64_000 },
  phase_current_2: { kind: "load", unit: "A", sampleRate: 64_000 },
  speed: { kind: "speed", unit: "r/min", sampleRate: 4000 },
  temp_2_bearing_module: { kind: "temperature", unit: "degC", sampleRate: 1 },
  torque: { kind: "load", sampleRate: 4000 },
  vibration_1: { kind: "vibration", sampleRate: 64_000 },
};

/**
 * Paderborn University, KAt-DataCenter: one struct whose `Y(k)` has `Name`, `Data` and `Raster`; `X(k)` has the times of each raster, which decide its
 * rate where they are there.
 */
function paderborn(variables: Variables): MatRecord | undefined {
  for (const value of variables.values()) {
    const fields = value.type === "struct" ? value.elements[0] : undefined;
    const y = fields?.get("Y");
    const x = fields?.get("X");
    if (y?.type !== "struct" || y.elements[0]?.has("Data") !== true) continue;
    const rates = rasterRates(x);
    const channels: MatChannel[] = [];
    let speedRpm: number | undefined;
    for (const series of y.elements) {
      const name = series.get("Name");
      const data = series.get("Data");
      const raster = series.get("Raster");
      if (name?.type !== "text" || data?.type !== "numeric" || data.values.length === 0) continue;
      const known = PADERBORN[name.text] ?? { kind: guessKind(name.text) };
      const sampleRate = raster?.type === "text" ? rates.get(raster.text) : undefined;
      if (name.text === "speed") speedRpm = mean(data.values);
      channels.push({
        name: name.text,
        ...known,
        ...(sampleRate !== undefined && { sampleRate }),
        samples: data.values,
      });
    }
    if (channels.length > 0)
      return {
        publisher: "Paderborn University",
        channels,
        ...(speedRpm !== undefined && speedRpm > 0 && { speedRpm }),
      };
  }
  return undefined;
}

/** Samples per second of each raster, from its times. */
function rasterRates(x: MatValue | undefined): ReadonlyMap<string, number> {
  const rates = new Map<string, number>();
  if (x?.type !== "struct") return rates;
  for (const axis of x.elements) {
    const raster = axis.get("Raster");
    const times = axis.get("Data");
    if (raster?.type !== "text" || times?.type !== "numeric") continue;
    const rate = rateOfTimes(times.values);
    if (rate !== undefined) rates.set(raster.text, rate);
  }
  return rates;
}

/** Every numeric vector of more than a thousand samples by its name, a matrix as `name:0`, `name:1`…; inside structs as `outer.inner`. */
function longVectors(variables: Variables, records?: Records): MatRecord | undefined {
  const found = [...numericArrays(variables, "", 0)];
  const times = found.find(
    ({ name, value }) => /(^|\.)(t|time|timestamps?)$/i.test(name) && isVector(value.dims),
  );
  const declared = found.find(({ name }) =>
    /(^|\.)(fs|sr|sample_?rate|sampling_?(rate|frequency|freq))$/i.test(name),
  );
  const step = positiveScalar(found.find(({ name }) => /(^|\.)(dt|increment)$/i.test(name))?.value);
  const sampleRate =
    plausibleRate(positiveScalar(declared?.value)) ??
    (times && rateOfTimes(times.value.values)) ??
    plausibleRate(step === undefined ? undefined : Number((1 / step).toPrecision(9)));
  // An array that is alone in its file is the recording, however short.
  const shortest = found.length === 1 ? FEWEST_ALONE : SHORTEST_RECORDING;
  const channels: MatChannel[] = [];
  for (const { name, value } of found) {
    if (sampleRate !== undefined && name === times?.name) continue;
    const kind = kindInName(name);
    for (const { suffix, samples, note } of channelsIn(value, records, shortest))
      channels.push({
        name: name + suffix,
        ...(kind && { kind }),
        looks: note ?? columnLook(samples.subarray(0, LOOKED_AT)).text,
        ...(sampleRate !== undefined && { sampleRate }),
        samples,
      });
  }
  return channels.length === 0 ? undefined : { publisher: "MAT-file", channels, namedByUser: true };
}

type NumericArray = Extract<MatValue, { type: "numeric" }>;

function* numericArrays(
  variables: Variables,
  prefix: string,
  depth: number,
): Generator<{ readonly name: string; readonly value: NumericArray }> {
  for (const [key, value] of variables) {
    const name = prefix + key;
    if (value.type === "numeric") yield { name, value };
    else if (value.type === "struct" && depth < 4)
      for (const [index, fields] of value.elements.entries()) {
        const inner = value.elements.length > 1 ? `${name}:${index}.` : `${name}.`;
        yield* numericArrays(fields, inner, depth + 1);
      }
    else if (value.type === "cell" && depth < 4)
      yield* numericArrays(
        new Map(value.cells.map((cell, index) => [`${key}:${index}`, cell])),
        prefix,
        depth + 1,
      );
  }
}

interface ArrayChannel {
  readonly suffix: string;
  readonly samples: Float64Array;
  readonly note?: string;
}

/**
 * The channels of an array: its columns, or its rows when it is wider than high; with `records` its rows or columns are records of one channel instead,
 * of an array of three dimensions those of each channel (records first, or last).
 */
function channelsIn(
  array: NumericArray,
  records: Records | undefined,
  shortest: number,
): readonly ArrayChannel[] {
  const { dims } = array;
  if (dims.length === 3) return inThree(array, records);
  const [rows = 0, columns = 0] = dims;
  if (dims.length !== 2 || Math.max(rows, columns) <= shortest) return [];
  const many = Math.min(rows, columns);
  if (many === 1) return [{ suffix: "", samples: array.values }];
  if (records !== undefined) {
    const count = records === "rows" ? rows : columns;
    return Array.from({ length: count }, (_, at) => ({
      suffix: "",
      samples: lineOf(array, records === "rows" ? "row" : "column", at),
    }));
  }
  if (many > MOST_CHANNELS) return [];
  const line = rows >= columns ? "column" : "row";
  const note = `${line} of a matrix of ${rows} × ${columns}; trace.records: ${line}s reads them as records of one channel`;
  return Array.from({ length: many }, (_, channel) => {
    const samples = lineOf(array, line, channel);
    return { suffix: `:${channel}`, samples, ...(many >= FEWEST_RECORDS && { note }) };
  });
}

/** A matrix of so many lines may well be one of records. */
const FEWEST_RECORDS = 8;
const LOOKED_AT = 4096;
const FEWEST_ALONE = 15;

function lineOf({ dims, values }: NumericArray, line: "row" | "column", at: number): Float64Array {
  const [rows = 0, columns = 0] = dims;
  return line === "column"
    ? values.subarray(at * rows, (at + 1) * rows)
    : Float64Array.from({ length: columns }, (_, column) => values[column * rows + at] ?? 0);
}

/** An array of records × channels × samples, or with records last; only when that is said. */
function inThree(
  { dims, values }: NumericArray,
  records: Records | undefined,
): readonly ArrayChannel[] {
  const [a = 0, b = 0, c = 0] = dims;
  if (records === undefined || values.length <= SHORTEST_RECORDING) return [];
  const recordAxis = records === "rows" ? 0 : 2;
  const others = [0, 1, 2].filter((axis) => axis !== recordAxis);
  const [sampleAxis = 0, channelAxis = 1] = others.toSorted(
    (x, y) => (dims[y] ?? 0) - (dims[x] ?? 0),
  );
  const strides = [1, a, a * b];
  const [count, channels, samples] = [recordAxis, channelAxis, sampleAxis].map(
    (axis) => dims[axis] ?? 0,
  );
  if (c < 1 || (channels ?? 0) > MOST_CHANNELS) return [];
  return Array.from({ length: count ?? 0 }, (_, record) =>
    Array.from({ length: channels ?? 0 }, (_channel, channel) => ({
      suffix: (channels ?? 0) === 1 ? "" : `:${channel}`,
      samples: Float64Array.from(
        { length: samples ?? 0 },
        (_sample, sample) =>
          values[
            record * (strides[recordAxis] ?? 0) +
              channel * (strides[channelAxis] ?? 0) +
              sample * (strides[sampleAxis] ?? 0)
          ] ?? 0,
      ),
    })),
  ).flat();
}

function isVector(dims: readonly number[]): boolean {
  return dims.length === 2 && Math.min(...dims) === 1 && Math.max(...dims) > SHORTEST_RECORDING;
}

/** Samples per second of evenly spaced times in seconds; undefined when they do not rise. */
function rateOfTimes(times: Float64Array): number | undefined {
  const [first = 0] = times;
  const span = (times.at(-1) ?? 0) - first;
  if (times.length < 2 || !(span > 0) || !Number.isFinite(span)) return undefined;
  return plausibleRate(Number(((times.length - 1) / span).toPrecision(6)));
}

function positiveScalar(value: MatValue | undefined): number | undefined {
  const scalar =
    value?.type === "numeric" && value.values.length === 1 ? value.values[0] : undefined;
  return scalar !== undefined && scalar > 0 && Number.isFinite(scalar) ? scalar : undefined;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
