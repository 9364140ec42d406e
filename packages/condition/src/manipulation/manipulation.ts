import { fftjs } from "@raceway/dsp/transform/fftjs";
import type { TransformEngine } from "@raceway/dsp/transform/transform";
import type { PointContext } from "@raceway/model/plant";
import { channelOf } from "@raceway/model/plant";
import type { SensorRecord } from "@raceway/model/record";
import type { Observation } from "../observation.ts";
import { observeSpectrum } from "./computed-spectrum.ts";
import { observeReading } from "./reading.ts";
import { observeSound } from "./sound.ts";
import { observeVibration } from "./vibration.ts";

export interface ManipulationOptions {
  /** Maker of the transforms. @default fftjs, the reference in double precision */
  readonly engine?: TransformEngine;
  /** Whether the diagnosis also looks into the band that the kurtogram chooses: docs/accuracy/diagnosis.md compares. @default false */
  readonly kurtogram?: boolean;
}

/**
 * Turns the records of one measurement point into observations. Pure: the same record gives the same observation in any thread.
 *
 * @param lines whether the material of the diagnosis is made, which is most of the work. @default true
 */
export type Manipulation = (record: SensorRecord, lines?: boolean) => Observation;

/**
 * ISO 13374's data manipulation of one measurement point.
 *
 * @throws RangeError (from the returned function) for a record of a channel that the point does not have.
 */
export function createManipulation(
  context: PointContext,
  options: ManipulationOptions = {},
): Manipulation {
  const { engine = fftjs, kurtogram = false } = options;
  return (record, lines = true) => {
    const channel = channelOf(context.point, record.channel);
    if (channel === undefined) {
      const known = context.point.channels.map(({ id }) => id).join(", ");
      throw new RangeError(
        `${record.point} has no channel "${record.channel}": ${known || "none"} are declared`,
      );
    }
    if (record.type === "reading") return observeReading(channel, record);
    if (record.type === "sensor-spectrum") return observeSpectrum(context, channel, record);
    if (channel.kind === "vibration")
      return observeVibration(context, channel, record, { engine, kurtogram, lines });
    if (channel.kind === "sound")
      return observeSound(context, channel, record, { engine, kurtogram: false, lines });
    const { samples, ...rest } = record;
    return observeReading(channel, { ...rest, type: "reading", value: mean(samples) });
  };
}

/** Slow quantities that come in blocks (a row of temperatures) are read as their mean. */
function mean(samples: Float64Array): number {
  let sum = 0;
  for (const value of samples) sum += value;
  return sum / samples.length;
}
