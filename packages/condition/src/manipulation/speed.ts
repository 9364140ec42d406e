import type { Machine } from "@raceway/model/plant";
import type { Waveform } from "@raceway/model/record";

/** Slower than this is a machine at rest, r/min: there are no lines to seek. */
const TURNING_RPM = 1;

/**
 * The shaft speed that a waveform is analysed with: the record's own, else the machine's nominal speed. Undefined when neither is known or the machine
 * stands. A speed channel's latest reading is put into the record by the runner before analysis, which has no memory.
 */
export function speedOf(machine: Machine, waveform: Waveform): number | undefined {
  const speed = waveform.speedRpm ?? machine.speed.nominalRpm;
  return speed !== undefined && speed >= TURNING_RPM ? speed : undefined;
}
