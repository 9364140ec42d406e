import type { PointPath } from "@raceway/model/identity";
import type { Nanos } from "@raceway/model/time";
import type { ChannelKind } from "@raceway/model/unit";
import type { SensorFault } from "@raceway/model/verdict";

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
  readonly load?: number;
  /** What is wrong with the record itself. Indicators of a faulty record are not judged. */
  readonly sensorFaults: readonly SensorFinding[];
  /** By indicator name (docs/indicators.md), canonical units, finite. */
  readonly indicators: Readonly<Record<string, number>>;
  readonly spectra: readonly Spectrum[];
}

export interface SensorFinding {
  readonly fault: SensorFault;
  readonly text: string;
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
