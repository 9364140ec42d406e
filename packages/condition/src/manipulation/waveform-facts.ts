import type { Channel, PointContext } from "@raceway/model/plant";
import type { Waveform } from "@raceway/model/record";
import type { Observation } from "../observation.ts";
import { type CanonicalSamples, canonicalFullScale } from "./canonical.ts";
import { waveformFaults } from "./sensor-quality.ts";
import { speedOf } from "./speed.ts";

/** What every waveform's observation says whatever it measures: where and when it is from, in which state of the machine, and what is wrong with it. */
export function waveformFacts(
  { machine }: PointContext,
  channel: Channel,
  waveform: Waveform,
  signal: CanonicalSamples,
): Omit<Observation, "kind" | "indicators" | "spectra"> {
  const { point, time, sampleRate, samples, load, unit } = waveform;
  // A machine that stands has no lines to seek, but that it stands is known.
  const speed = speedOf(machine, waveform);
  const speedRpm = speed?.rpm ?? waveform.speedRpm;
  return {
    point,
    channel: channel.id,
    time,
    duration: samples.length / sampleRate,
    calibrated: signal.calibrated,
    ...(speedRpm === undefined ? {} : { speedRpm }),
    ...(speed === undefined ? {} : { speedTolerance: speed.tolerance, speedSource: speed.source }),
    ...(load === undefined ? {} : { load }),
    sensorFaults: waveformFaults(signal.samples, canonicalFullScale(channel.fullScale, unit)),
  };
}
