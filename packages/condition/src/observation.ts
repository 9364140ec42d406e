import type { PointPath } from "@raceway/model/identity";
import type { Nanos } from "@raceway/model/time";
import type { ChannelKind } from "@raceway/model/unit";
import type { ClockFault, SensorFault, SpeedSource } from "@raceway/model/verdict";

/**
 * What manipulation (ISO 13374 DM) makes of one waveform or reading: numbers and spectra, nothing remembered. It crosses the border between the
 * worker threads and the stages that remember, so it is plain data (structured clone, transferable arrays).
 */
export interface Observation {
  readonly point: PointPath;
  readonly channel: string;
  readonly kind: ChannelKind;
  readonly time: Nanos;
  /** Seconds covered; 0 for a reading. */
  readonly duration: number;
  /** False when the unit is uncalibrated: absolute limits do not apply. */
  readonly calibrated: boolean;
  readonly speedRpm?: number;
  /** Largest relative error of that speed. */
  readonly speedTolerance?: number;
  /** Whether it came with the record or is the machine's nominal one. */
  readonly speedSource?: SpeedSource;
  readonly load?: number;
  /** Temperature around the machine, °C: the latest reading of the channel that the plant file declares for it. Put in before judging. */
  readonly ambient?: number;
  /** What is wrong with the record itself. Indicators of a faulty record are not judged. */
  readonly sensorFaults: readonly SensorFinding[];
  /** What is wrong with the clock of the sensor: it is judged by arrival, like any other. */
  readonly clock?: ClockFinding;
  /**
   * The times of its channel begin anew with it: they were by another clock before. It is not late, and nobody knows how much time lies between it and the one before.
   * Whoever takes it in knows, and keeps that with it.
   */
  readonly anew?: true;
  /** By indicator name (docs/indicators.md), canonical units, finite. */
  readonly indicators: Readonly<Record<string, number>>;
  readonly spectra: readonly Spectrum[];
  /** What the diagnosis rests on; absent when it was not asked for, or the defect lines cannot be sought: `lesser` then says why. */
  readonly modulation?: Modulation;
  /** In place of modulation where a sensor computed its envelope's spectrum itself. */
  readonly stretch?: OrderSpectra;
  /** Absent where the shaft's line is not known or the samples cannot be turned into velocity. */
  readonly shaftPhase?: ShaftPhase;
  /** What could not be computed and why, one sentence each ("speed unknown: lines not sought"). Never an error. */
  readonly lesser?: readonly string[];
}

/** Phase of the velocity at the shaft's frequency: says something beside that of another axis, in a block of the same beginning and length. */
export interface ShaftPhase {
  /** At the block's beginning, up to what is the same for all axes of a block. */
  readonly radians: number;
  /** Bin of the line: axes in which it is not the same line do not compare. */
  readonly bin: number;
  /** Length of what was transformed. */
  readonly seconds: number;
}

/**
 * How the vibration of several bands swells and fades: their squared envelopes as series that can be laid end to end with those of the block that follows. All views
 * share one axis of time: `values[n]` belongs to n / `rate` seconds after the block's start.
 */
export interface Modulation {
  /** Values a second. */
  readonly rate: number;
  readonly views: readonly ModulationView[];
}

/** One band, as it is or pre-whitened. */
export interface ModulationView {
  /** Names the view alike in every block of a channel, e.g. `full`, `white:quarter2`. */
  readonly name: string;
  readonly band: readonly [low: number, high: number];
  /** Squared envelope over its mean, so that blocks of different strength weigh alike; the shaft's view: the signal itself over its rms. */
  readonly values: Float32Array;
}

/** Spectra of one stretch: power of the modulation at `k × step` orders, 1 = as large as the mean. */
export interface OrderSpectra {
  /** Distance of two bins in orders of the stated shaft speed. */
  readonly step: number;
  readonly views: readonly {
    readonly name: string;
    readonly band: readonly [low: number, high: number];
    readonly values: Float32Array;
  }[];
}

export interface SensorFinding {
  readonly fault: SensorFault;
  readonly text: string;
}

/** A clock that is not believed. */
export interface ClockFinding extends SensorFinding {
  readonly fault: ClockFault;
  /** What it was off by, seconds: source time less arrival. */
  readonly offset: number;
}

/** Evenly spaced spectrum from 0 Hz: `values[k]` belongs to `k × step` Hz. */
export interface Spectrum {
  readonly name: "amplitude" | "velocity" | "envelope" | "sound";
  /** Unit of the values: amplitude (peak of a sine) for `amplitude`, `velocity`, `sound`; power for `envelope` (squared envelope). */
  readonly unit: string;
  readonly step: number;
  readonly values: Float32Array;
  /** Band in Hz from which an envelope was taken. */
  readonly band?: readonly [low: number, high: number];
}
