import { DISTURBANCES, type SyntheticMachine, syntheticCase } from "../synthetic.ts";
import type { RigRecord, Truth } from "./rig-record.ts";

/** Seeds of the machines that judge; those below {@link JUDGING} are for choosing constants. */
const JUDGING = 900_000;
const EACH = 12;
const FAULTS = ["outer-race", "inner-race", "rolling-element", "healthy"] as const;

function recordOf(machine: SyntheticMachine, category: string): RigRecord {
  const drawn = syntheticCase(machine);
  const truth = machine.fault === "healthy" ? "sound" : (machine.fault as Truth);
  return {
    rig: "made-up",
    category,
    name: drawn.name,
    truth,
    plate: { rpm: drawn.speedRpm, bearing: { designation: "drawn", orders: drawn.orders } },
    signals: () => ({ sampleRate: drawn.sampleRate, axes: [drawn.samples] }),
  };
}

/** Machines that nobody has: as drawn by the generator of single-axis machines. */
export function madeUpRecords(): RigRecord[] {
  return FAULTS.flatMap((fault) =>
    Array.from({ length: EACH }, (_, i) => {
      const disturbances = [DISTURBANCES[i % (DISTURBANCES.length - 1)] ?? "noise"];
      const seed = JUDGING + 31 * i;
      return recordOf(
        { seed, fault, disturbances, snrDb: -6, seconds: 5 },
        `single axis, ${fault}`,
      );
    }),
  );
}
