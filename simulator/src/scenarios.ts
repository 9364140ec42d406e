import { type Plant, pointsOf } from "@raceway/model/plant";
import { FAULTS, SIGNAL_FAULTS } from "@raceway/model/verdict";
import { demoSampling, demoScenario } from "./demo-scenario.ts";
import type { PlantedFault, PlantedSensorFault, Scenario } from "./scenario.ts";
import type { SimulatedFault } from "./severity.ts";

/** Scenarios that fit any plant, by name. */
export const SCENARIOS: Readonly<Record<string, (plant: Plant) => Scenario>> = {
  demo: demoScenario,
  healthy: healthyScenario,
  faults: everyFaultScenario,
  sensors: sensorFaultScenario,
};

/** Nothing breaks: whatever is reported is a false alarm. */
export function healthyScenario(plant: Plant): Scenario {
  return { name: "healthy: nothing breaks", sampling: demoSampling(plant) };
}

/** Seconds of health, and from one fault's onset to the next. */
const FIRST_ONSET = 40;
const ONSET_EVERY = 10;
const GROWTH_SECONDS = 120;

/** Every point gets a fault, each another one in turn, so that all can be seen side by side. Points without a bearing get none of a bearing. */
export function everyFaultScenario(plant: Plant): Scenario {
  const faults = FAULTS.filter((fault): fault is SimulatedFault => fault !== "unnamed");
  const ofShaft: readonly SimulatedFault[] = ["imbalance", "misalignment", "looseness"];
  const planted = [...pointsOf(plant).values()].map(({ point }, k): PlantedFault => {
    const choice = point.bearing === undefined ? ofShaft : faults;
    return {
      at: point.path,
      fault: choice[k % choice.length] ?? "imbalance",
      onsetSeconds: FIRST_ONSET + ONSET_EVERY * k,
      growthSeconds: GROWTH_SECONDS,
    };
  });
  return {
    name: "faults: another fault on every point",
    sampling: demoSampling(plant),
    faults: planted,
    thermalSeconds: 60,
  };
}

/** Machines are healthy, but every channel's sensor fails for a while, each in another way: nothing may be read as a machine's fault. */
export function sensorFaultScenario(plant: Plant): Scenario {
  const channels = [...pointsOf(plant).values()].flatMap(({ point }) =>
    point.channels.map((channel) => ({ point: point.path, channel: channel.id })),
  );
  const sensorFaults = channels.map(
    (channel, k): PlantedSensorFault => ({
      ...channel,
      fault: SIGNAL_FAULTS[k % SIGNAL_FAULTS.length] ?? "silence",
      fromSeconds: FIRST_ONSET + ONSET_EVERY * k,
      forSeconds: 60,
    }),
  );
  return {
    name: "sensors: every sensor fails for a minute",
    sampling: demoSampling(plant),
    sensorFaults,
  };
}
