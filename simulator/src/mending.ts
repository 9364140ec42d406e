import type { MaintenanceWork } from "@raceway/model/maintenance";
import type { PlantedFault, PlantedSensorFault, Scenario } from "./scenario.ts";
import type { SimulatedFault } from "./severity.ts";

const OF_BEARING = ["outer-race", "inner-race", "rolling-element", "cage", "lubrication"] as const;

/** What work puts right on a machine; what it does not is there as before. */
const MENDS: Readonly<Record<MaintenanceWork, readonly SimulatedFault[]>> = {
  "bearing-replaced": OF_BEARING,
  "machine-rebuilt": [...OF_BEARING, "imbalance", "misalignment", "looseness", "electrical"],
  balanced: ["imbalance"],
  aligned: ["misalignment"],
  lubricated: ["lubrication"],
  "sensor-replaced": [],
  inspected: [],
  "taken-back": [],
};

/** The work that puts a fault right. */
export function workAgainst(fault: SimulatedFault): MaintenanceWork {
  if (fault === "lubrication") return "lubricated";
  const found = (["balanced", "aligned", "bearing-replaced"] as const).find((work) =>
    MENDS[work].includes(fault),
  );
  return found ?? "machine-rebuilt";
}

/** Faults and faulty sensors of a scenario; what is no more stays in it with its end. */
export type Damage = Required<Pick<Scenario, "faults" | "sensorFaults">>;

/**
 * What is damaged after work at a point: a fault that the work puts right ends with it.
 *
 * @param seconds after the scenario's start
 */
export function mended(
  { faults, sensorFaults }: Damage,
  point: string,
  work: MaintenanceWork,
  seconds: number,
): Damage {
  const ends = (fault: PlantedFault): boolean =>
    (fault.at === point || point.startsWith(`${fault.at}/`)) &&
    MENDS[work].includes(fault.fault) &&
    fault.onsetSeconds <= seconds &&
    (fault.untilSeconds ?? Number.POSITIVE_INFINITY) > seconds;
  const isBroken = (fault: PlantedSensorFault): boolean =>
    work === "sensor-replaced" &&
    fault.point === point &&
    fault.fromSeconds + (fault.forSeconds ?? Number.POSITIVE_INFINITY) > seconds;
  return {
    faults: faults.map((fault) => (ends(fault) ? { ...fault, untilSeconds: seconds } : fault)),
    sensorFaults: sensorFaults.map((fault) =>
      isBroken(fault) ? { ...fault, forSeconds: Math.max(0, seconds - fault.fromSeconds) } : fault,
    ),
  };
}

/** As if the work done at a point at a moment had not been. @param seconds after the scenario's start, as {@link mended} was told */
export function takenBack(
  { faults, sensorFaults }: Damage,
  point: string,
  seconds: number,
): Damage {
  const isHere = (at: string): boolean => at === point || point.startsWith(`${at}/`);
  return {
    faults: faults.map((fault) => {
      if (fault.untilSeconds !== seconds || !isHere(fault.at)) return fault;
      const { untilSeconds: _, ...again } = fault;
      return again;
    }),
    sensorFaults: sensorFaults.map((fault) => {
      const ended = fault.fromSeconds + (fault.forSeconds ?? Number.POSITIVE_INFINITY);
      if (fault.point !== point || Math.abs(ended - seconds) > 1e-6) return fault;
      const { forSeconds: _, ...again } = fault;
      return again;
    }),
  };
}
