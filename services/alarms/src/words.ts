import type { Fault, SensorFault } from "@raceway/model/verdict";

const MACHINE: Readonly<Record<Fault, string>> = {
  "outer-race": "Damage on the outer race",
  "inner-race": "Damage on the inner race",
  "rolling-element": "Damage on a rolling element",
  cage: "Cage damage",
  imbalance: "Imbalance",
  misalignment: "Misalignment",
  looseness: "Looseness",
  lubrication: "Poor lubrication",
  electrical: "Electrical fault of the drive",
  unnamed: "Unusual behaviour",
};

interface SensorWords {
  readonly title: string;
  readonly advice: string;
}

const SENSOR: Readonly<Record<SensorFault, SensorWords>> = {
  "flat-line": {
    title: "Sensor without signal",
    advice: "Check cable and plug first, then the sensor's supply, then change the sensor.",
  },
  clipping: {
    title: "Sensor overdriven",
    advice:
      "Check the mounting and the measuring range: the signal is larger than the sensor can report.",
  },
  "drop-out": {
    title: "Sensor signal with gaps",
    advice: "Check plug, cable and strain relief for a loose contact.",
  },
  stuck: {
    title: "Sensor value stuck",
    advice:
      "Check whether the sensor still touches its place, then its transmitter; change it if it stays.",
  },
  "out-of-range": {
    title: "Sensor value out of its range",
    advice:
      "Check for a broken wire or a short circuit, and that the declared unit and range are right.",
  },
  "impossible-jump": {
    title: "Sensor value jumped",
    advice: "Check plug and cable for a loose contact and look for sources of interference.",
  },
  silence: {
    title: "Sensor silent",
    advice:
      "Check the sensor's supply and its network connection. The machine is not being watched here.",
  },
};

/** A fault of the machine as the title of an alarm. */
export function machineTitle(fault: Fault): string {
  return MACHINE[fault];
}

/** A fault of a sensor as the title of an alarm, and the first thing to do about it. */
export function sensorWords(fault: SensorFault): SensorWords {
  return SENSOR[fault];
}
