import { type Machine, type Plant, pointsOf } from "@raceway/model/plant";
import type { SignalFault } from "@raceway/model/verdict";
import type { OperatingPlan } from "./operation.ts";
import { type Growth, type Severities, type SimulatedFault, severityAt } from "./severity.ts";
import type { SimulatedStand } from "./test-stand/simulate-stand.ts";

/** What happens on a simulated plant. Plain data: it can be kept as JSON or YAML. */
export interface Scenario {
  readonly name: string;
  /** How often and how much each channel is measured. */
  readonly sampling: Sampling;
  /** By `site/line/machine`; machines without a plan run day and night. */
  readonly machines?: Readonly<Record<string, OperatingPlan>>;
  readonly faults?: readonly PlantedFault[];
  readonly sensorFaults?: readonly PlantedSensorFault[];
  /** Test stands and what is made on their lines. Absent: no part is tested. */
  readonly stands?: readonly SimulatedStand[];
  /** Days on which the hall is warmer than usual. */
  readonly hotSpells?: readonly HotSpell[];
  /** Thermal time constant of every housing, s. Default 1200. */
  readonly thermalSeconds?: number;
}

export interface Sampling {
  /** Seconds between the blocks of one vibration channel. */
  readonly vibrationEverySeconds: number;
  /** Seconds between the blocks (or levels) of one sound channel. */
  readonly soundEverySeconds: number;
  /** Seconds between the readings of every other channel. */
  readonly readingEverySeconds: number;
  /** Samples in a block; more on machines that turn slowly, where {@link leastTurns} says so. */
  readonly samples: number;
  /** Turns of the shaft that a block holds at least: it is doubled until it does. Default: none. */
  readonly leastTurns?: number;
  /** At the beginning only every so many-th turn of each channel is measured: a long past costs less. */
  readonly sparse?: { readonly untilSeconds: number; readonly every: number };
  /** Hz, of channels that declare none. Default 25 600. */
  readonly sampleRate?: number;
}

/** Warms the hall over its usual course, most in the middle of the spell. */
export interface HotSpell {
  /** Seconds after the scenario's start. */
  readonly fromSeconds: number;
  readonly forSeconds: number;
  /** At most, K. */
  readonly kelvins: number;
}

/** A machine fault and its course. */
export interface PlantedFault extends Growth {
  /** `site/line/machine/point`, or `site/line/machine` for all its points. */
  readonly at: string;
  readonly fault: SimulatedFault;
}

/** A fault of one sensor. */
export interface PlantedSensorFault {
  /** `site/line/machine/point`. */
  readonly point: string;
  readonly channel: string;
  readonly fault: SignalFault;
  /** Seconds after the scenario's start. */
  readonly fromSeconds: number;
  /** How long, s. Default: for ever. */
  readonly forSeconds?: number;
}

/** How far every fault of a point has come. */
export function severitiesAt(scenario: Scenario, point: string, seconds: number): Severities {
  const severities: Partial<Record<SimulatedFault, number>> = {};
  for (const planted of scenario.faults ?? []) {
    if (planted.at !== point && !point.startsWith(`${planted.at}/`)) continue;
    const severity = severityAt(planted, seconds);
    if (severity > 0)
      severities[planted.fault] = Math.max(severities[planted.fault] ?? 0, severity);
  }
  return severities;
}

/** The sensor fault of a channel at a moment, if any. */
export function sensorFaultAt(
  scenario: Scenario,
  point: string,
  channel: string,
  seconds: number,
): SignalFault | undefined {
  return scenario.sensorFaults?.find(
    (planted) =>
      planted.point === point &&
      planted.channel === channel &&
      seconds >= planted.fromSeconds &&
      seconds < planted.fromSeconds + (planted.forSeconds ?? Number.POSITIVE_INFINITY),
  )?.fault;
}

/** Whatever in a scenario does not fit the plant or cannot be, all together, one sentence each. */
export function scenarioComplaints(plant: Plant, scenario: Scenario): readonly string[] {
  const points = pointsOf(plant);
  const machines = [...points.values()].map(({ line, machine }) =>
    machinePath(plant, line.id, machine),
  );
  const places = [...points.keys(), ...machines];
  const known = [...points.keys()].join(", ");
  const complaints: string[] = [];
  for (const at of Object.keys(scenario.machines ?? {}))
    if (!machines.includes(at))
      complaints.push(
        `machines: found "${at}"; the plant has ${[...new Set(machines)].join(", ")}`,
      );
  for (const { at, fault } of scenario.faults ?? [])
    if (!places.includes(at))
      complaints.push(`faults: found ${fault} at "${at}"; the plant's points are ${known}`);
  for (const { point, channel } of scenario.sensorFaults ?? []) {
    const channels = points.get(point)?.point.channels.map(({ id }) => id);
    if (channels === undefined)
      complaints.push(`sensorFaults: found point "${point}"; the plant's points are ${known}`);
    else if (!channels.includes(channel))
      complaints.push(
        `sensorFaults: found channel "${channel}"; ${point} has ${channels.join(", ")}`,
      );
  }
  const { sparse: _, ...sampling } = scenario.sampling;
  for (const [name, value] of Object.entries(sampling))
    if (!(value > 0) || !Number.isFinite(value))
      complaints.push(`sampling.${name}: found ${value}; must be above 0`);
  if (!Number.isInteger(sampling.samples))
    complaints.push(`sampling.samples: found ${sampling.samples}; must be whole`);
  return complaints;
}

/** `site/line/machine`. */
export function machinePath(plant: Plant, line: string, machine: Pick<Machine, "id">): string {
  return `${plant.site}/${line}/${machine.id}`;
}
