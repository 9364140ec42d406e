import type { ChannelKind } from "@raceway/model/unit";
import { NO_OPINION, type SensorMemory } from "./sensor-opinion.ts";
import { createTemperatureMemory } from "./temperature-memory.ts";
import { createVibrationMemory } from "./vibration-memory.ts";

/** The sensor memory that fits a channel's kind; speed and load are believed. */
export function createSensorMemory(kind: ChannelKind): SensorMemory {
  if (kind === "temperature") return createTemperatureMemory();
  if (kind === "vibration" || kind === "sound") return createVibrationMemory();
  return { check: () => NO_OPINION, snapshot: () => null, restore: () => {} };
}
