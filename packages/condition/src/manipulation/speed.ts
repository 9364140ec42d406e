import type { Machine, SpeedFacts } from "@raceway/model/plant";
import type { Waveform } from "@raceway/model/record";
import type { SpeedSource } from "@raceway/model/verdict";

/** Slower than this is a machine at rest, r/min: there are no lines to seek. */
const TURNING_RPM = 1;
/** What a speed that comes with the data may be off, when the plant file does not say: its reading may be a little older than the block. */
const MEASURED_TOLERANCE = 0.005;

/** A shaft speed and how sure it is. */
export interface ShaftSpeed {
  /** r/min. */
  readonly rpm: number;
  /** Largest relative error. */
  readonly tolerance: number;
  /** Whether it came with the record or is the machine's nominal one. */
  readonly source: SpeedSource;
}

/**
 * The shaft speed that a waveform or spectrum is analysed with: the record's own, else the machine's nominal speed. Undefined when neither is known or the machine
 * stands. A speed channel's latest reading is put into the record by the runner before analysis, which has no memory.
 */
export function speedOf(
  { speed }: Machine,
  { speedRpm }: Pick<Waveform, "speedRpm">,
): ShaftSpeed | undefined {
  const rpm = speedRpm ?? speed.nominalRpm;
  if (rpm === undefined || !(rpm >= TURNING_RPM)) return undefined;
  if (speedRpm === undefined) return { rpm, tolerance: speed.tolerance, source: "nominal" };
  return { rpm, tolerance: measuredTolerance(speed), source: "measured" };
}

/** Largest relative error of a speed that comes with the data. */
export function measuredTolerance({ measuredTolerance, tolerance }: SpeedFacts): number {
  return measuredTolerance ?? Math.min(tolerance, MEASURED_TOLERANCE);
}
