import type { PointPath } from "./identity.ts";
import type { Nanos } from "./time.ts";
import type { Unit } from "./unit.ts";

/** One evenly sampled block of one channel. */
export interface Waveform {
  readonly type: "waveform";
  readonly point: PointPath;
  readonly channel: string;
  /** Time of the first sample by the source's clock. */
  readonly time: Nanos;
  /** Samples per second, > 0. */
  readonly sampleRate: number;
  readonly unit: Unit;
  /** Values in `unit`, scale already applied; at least one; all finite. */
  readonly samples: Float64Array;
  /** Shaft speed during the block, r/min, when the sensor knows it. */
  readonly speedRpm?: number;
  /** Load during the block in the unit that the plant file declares for the machine. */
  readonly load?: number;
}

/** One number of one channel. */
export interface Reading {
  readonly type: "reading";
  readonly point: PointPath;
  readonly channel: string;
  readonly time: Nanos;
  readonly unit: Unit;
  readonly value: number;
}

/** What the lines of a spectrum stand along: frequencies, or multiples of the shaft's speed. */
export type SpectrumAxis = "Hz" | "order";

/** A spectrum that a sensor computed itself: amplitudes of its lines. */
export interface ComputedSpectrum {
  readonly type: "sensor-spectrum";
  readonly point: PointPath;
  readonly channel: string;
  readonly time: Nanos;
  readonly unit: Unit;
  readonly axis: SpectrumAxis;
  /** Distance of two lines on the axis, > 0. */
  readonly step: number;
  /** In `unit`, one at every `k × step`; NaN where nothing is said: below the first line. */
  readonly values: Float64Array;
  /** Only the tallest lines are known, a peak list: NaN stands for what is lower than all of them. */
  readonly peaksOnly?: true;
  /** Shaft speed, r/min, when the sensor knows it. */
  readonly speedRpm?: number;
  /** Load in the unit that the plant file declares for the machine. */
  readonly load?: number;
}

/** What a sensor measures without computing anything. */
export type MeasuredRecord = Waveform | Reading;

/** What sensors deliver and traces hold. */
export type SensorRecord = MeasuredRecord | ComputedSpectrum;
