import type { Fault, SensorFault } from "@raceway/model/verdict";

interface FaultWords {
  /** What is wrong, for people. */
  readonly title: string;
  readonly advice: string;
}

/** Machine faults in words. The advice is the first thing to do, not a maintenance plan. */
const MACHINE: Readonly<Record<Fault, FaultWords>> = {
  "outer-race": {
    title: "Damage on the outer race",
    advice:
      "Plan a bearing change. Until then listen and measure every shift; look at the housing seat and at the lubricant for metal.",
  },
  "inner-race": {
    title: "Damage on the inner race",
    advice:
      "Plan a bearing change soon: inner race damage is loaded on every turn. Check the shaft seat and the fit when it is open.",
  },
  "rolling-element": {
    title: "Damage on a rolling element",
    advice:
      "Plan a bearing change. Look at the lubricant for metal and at both races when it is open.",
  },
  cage: {
    title: "Cage damage",
    advice:
      "Check lubrication now and change the bearing at the next stop: a broken cage locks a bearing without much warning.",
  },
  imbalance: {
    title: "Imbalance",
    advice: "Clean the rotor, wheel or fixture, look for lost weights and dress or balance it.",
  },
  misalignment: {
    title: "Misalignment",
    advice: "Check coupling and soft foot, then align when the machine is at working temperature.",
  },
  looseness: {
    title: "Looseness",
    advice: "Check foundation bolts, bearing caps and fits, and tighten to the given torque.",
  },
  lubrication: {
    title: "Poor lubrication",
    advice:
      "Check lubricant supply, amount and condition. Relubricate by the machine's plan and watch whether the level falls.",
  },
  electrical: {
    title: "Electrical fault of the drive",
    advice: "Have an electrician check phase currents, air gap and the drive.",
  },
  unnamed: {
    title: "Unusual behaviour",
    advice:
      "Look and listen at the machine: what changed (tool, batch, speed, lubricant)? Watch the trend and inspect if it goes on rising.",
  },
};

const SENSOR: Readonly<Record<SensorFault, FaultWords>> = {
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

/** Words for a fault of the machine. */
export function machineWords(fault: Fault): FaultWords {
  return MACHINE[fault];
}

/** Words for a fault of a sensor. */
export function sensorWords(fault: SensorFault): FaultWords {
  return SENSOR[fault];
}
