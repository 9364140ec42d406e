import { computedValueOf } from "@raceway/model/computed-value";
import type { Channel } from "@raceway/model/plant";
import type { Reading } from "@raceway/model/record";
import { toCanonical, unitFacts } from "@raceway/model/unit";
import type { Observation } from "../observation.ts";
import { temperatureFaults } from "./sensor-quality.ts";

/**
 * One reading → one indicator, named after the kind of the channel: `temperature`, `speed`, `load`; `velocity_rms`, `rms` or `level_a` for sensors that
 * deliver finished vibration or sound values.
 */
export function observeReading(channel: Channel, reading: Reading): Observation {
  const value = toCanonical(reading.value, reading.unit);
  const { quantity } = unitFacts(reading.unit);
  const finite = Number.isFinite(value);
  return {
    point: reading.point,
    channel: channel.id,
    kind: channel.kind,
    time: reading.time,
    duration: 0,
    calibrated: quantity !== "relative",
    sensorFaults: !finite
      ? [{ fault: "out-of-range", text: `${reading.value} is no number` }]
      : channel.kind === "temperature"
        ? temperatureFaults(value)
        : [],
    indicators: finite ? { [indicatorOf(channel, quantity)]: value } : {},
    spectra: [],
  };
}

/** Which indicator the readings of a channel are. */
export function indicatorOf(channel: Channel, quantity: string): string {
  if (channel.kind === "vibration")
    return computedValueOf(channel) ?? (quantity === "velocity" ? "velocity_rms" : "rms");
  if (channel.kind === "sound") return quantity === "level" ? "level_a" : "rms";
  return channel.kind;
}
