import type { LineSpectrum } from "@raceway/dsp/spectra/amplitude";
import { computedSpectrumOf } from "@raceway/model/computed-value";
import type { Channel, PointContext } from "@raceway/model/plant";
import type { ComputedSpectrum } from "@raceway/model/record";
import { toCanonical, unitFacts } from "@raceway/model/unit";
import { runningMedian } from "../health/lines/noise-floor.ts";
import type { Observation, OrderSpectra, Spectrum } from "../observation.ts";
import { defectLineIndicators } from "./defect-lines.ts";
import { shaftLineIndicators } from "./shaft-lines.ts";
import { spectrumView } from "./spectrum-view.ts";
import { measuredTolerance, type ShaftSpeed, speedOf } from "./speed.ts";
import { ISO_TOP, isoLow, velocityAmplitudes } from "./velocity.ts";

/** A line's power shows in this many bins' worth under Hann's window, the usual one; a peak list has each line once. */
const HANN_BINS = 1.5;
/**
 * What noise alone makes an envelope swing by, in parts of its mean, as far as a sensor shows it. The squared envelope of Gaussian noise swings by as much as its mean over the whole width of
 * its band; a spectrum up to a fifth of that width holds a third of the power, 0.6 of the swing.
 */
const SWING_OF_NOISE = 0.6;
/** Median over mean of the power of noise in one spectrum; averages of several lie between it and 1. */
const MEDIAN_OF_NOISE = Math.LN2;

/** A spectrum's amplitudes in the canonical unit, nothing said taken for nothing there. */
interface Lines extends LineSpectrum {
  readonly unit: string;
  readonly quantity: ReturnType<typeof unitFacts>["quantity"];
  readonly isPeaks: boolean;
}

/**
 * One spectrum that a sensor computed → indicators, the spectrum for people, and what the diagnosis seeks lines in. Of an envelope's spectrum the bearing's lines; of the
 * vibration's own the shaft's, and the velocity of ISO 10816-3 where it reaches far enough.
 *
 * Without a speed, or lines along orders without one, nothing is laid on an axis, and `lesser` says so.
 */
export function observeSpectrum(
  context: PointContext,
  channel: Channel,
  record: ComputedSpectrum,
): Observation {
  const { point, time, load, axis } = record;
  const speed = speedOf(context.machine, record);
  const lesser: string[] = [];
  const lines = onHertz(record, speed);
  if (speed === undefined) lesser.push("speed unknown: lines not sought");
  const isEnvelope = computedSpectrumOf(channel) === "envelope_spectrum";
  const made =
    lines === undefined
      ? undefined
      : isEnvelope
        ? ofEnvelope(lines, speed, context, lesser)
        : ofVibration(lines, speed, context);
  return {
    point,
    channel: channel.id,
    kind: "vibration",
    time,
    duration: lines === undefined ? 0 : 1 / lines.step,
    calibrated: unitFacts(record.unit).quantity !== "relative",
    ...(speed !== undefined && {
      speedRpm: speed.rpm,
      speedSource: speed.source,
      // Of lines along orders the sensor knew the speed at which it read them.
      speedTolerance: axis === "order" ? measuredTolerance(context.machine.speed) : speed.tolerance,
    }),
    ...(load !== undefined && { load }),
    sensorFaults: [],
    indicators: {},
    spectra: [],
    ...made,
    ...(lesser.length > 0 && { lesser }),
  };
}

/** Undefined: along orders of a shaft whose speed nobody knows. */
function onHertz(record: ComputedSpectrum, speed: ShaftSpeed | undefined): Lines | undefined {
  const { values, unit, axis, peaksOnly = false } = record;
  const hertz = axis === "Hz" ? 1 : speed && speed.rpm / 60;
  if (hertz === undefined) return undefined;
  const { canonical, quantity } = unitFacts(unit);
  const amplitudes = values.map((value) => (Number.isNaN(value) ? 0 : toCanonical(value, unit)));
  return {
    values: amplitudes,
    step: record.step * hertz,
    unit: canonical,
    quantity,
    isPeaks: peaksOnly,
  };
}

type Made = Pick<Observation, "indicators" | "spectra" | "stretch">;

function ofEnvelope(
  lines: Lines,
  speed: ShaftSpeed | undefined,
  { point: { bearing } }: PointContext,
  lesser: string[],
): Made {
  const swing = rmsOf(lines);
  const squares = lines.values.map((amplitude) => amplitude ** 2);
  const top = lines.step * lines.values.length;
  const spectra: Spectrum[] = [
    spectrumView("envelope", `(${lines.unit})²`, squares, lines.step, top),
  ];
  if (bearing === undefined) lesser.push("no bearing declared: lines not sought");
  if (!(swing > 0)) lesser.push("a spectrum of nothing: lines not sought");
  const indicators: Record<string, number> = { envelope_rms: swing };
  if (speed === undefined || bearing === undefined || !(swing > 0)) return { indicators, spectra };
  const shaftHz = speed.rpm / 60;
  if (!lines.isPeaks)
    // There the amplitudes are of the squared envelope, here of the envelope itself.
    for (const [name, value] of Object.entries(defectLineIndicators(lines, shaftHz, bearing)))
      indicators[name] = name.startsWith("envelope_") ? value ** 2 : value;
  return { indicators, spectra, stretch: stretchOf(aboveFloor(lines), shaftHz) };
}

/** Of a peak list everything else lies lower than the lowest peak: taken for half of it. */
function aboveFloor(lines: Lines): Lines {
  if (!lines.isPeaks) return lines;
  let lowest = Number.POSITIVE_INFINITY;
  for (const value of lines.values) if (value > 0) lowest = Math.min(lowest, value);
  return { ...lines, values: lines.values.map((value) => Math.max(value, lowest / 2)) };
}

/**
 * On an axis of orders, each amplitude in parts of the mean that the sensor does not tell: that of the noise, by how much it swings, and at least half of the tallest line, for no rhythm of
 * blows swings below nothing.
 */
function stretchOf({ values, step }: Lines, shaftHz: number): OrderSpectra {
  const power = Float64Array.from(values, (value) => value ** 2);
  const floor = runningMedian(power).reduce((sum, value) => sum + value, 0) / MEDIAN_OF_NOISE;
  const tallest = values.reduce((most, value) => Math.max(most, value), 0);
  const mean = Math.sqrt(floor / 2 / HANN_BINS) / SWING_OF_NOISE + tallest / 2;
  return {
    step: step / shaftHz,
    views: [
      {
        name: "full",
        band: [0, step * values.length],
        values: Float32Array.from(power, (square) => square / mean ** 2),
      },
    ],
  };
}

/** Root mean square of what the lines make together, without the mean. */
function rmsOf({ values, isPeaks }: Lines): number {
  let square = 0;
  for (let k = 1; k < values.length; k++) square += (values[k] ?? 0) ** 2;
  return Math.sqrt(square / 2 / (isPeaks ? 1 : HANN_BINS));
}

function ofVibration(lines: Lines, speed: ShaftSpeed | undefined, { machine }: PointContext): Made {
  const top = lines.step * lines.values.length;
  const spectra = [spectrumView("amplitude", lines.unit, lines.values, lines.step, top)];
  const velocity = velocityAmplitudes(lines.quantity, lines);
  if (velocity === undefined) return { indicators: {}, spectra };
  const shaftHz = speed === undefined ? undefined : speed.rpm / 60;
  const low = Math.ceil(isoLow(speed) / lines.step);
  const whole = !lines.isPeaks && top >= ISO_TOP && low >= 2;
  const within = velocity.values.map((value, k) =>
    k >= low && k * lines.step <= ISO_TOP ? value : 0,
  );
  return {
    spectra,
    indicators: {
      ...(whole && { velocity_rms: rmsOf({ ...lines, values: within }) }),
      ...shaftLineIndicators(velocity, shaftHz, speed?.tolerance ?? 0, machine.lineFrequencyHz),
    },
  };
}
