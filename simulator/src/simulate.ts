import { type Plant, pointsOf, producingMachines } from "@raceway/model/plant";
import type { MeasuredRecord } from "@raceway/model/record";
import type { Nanos } from "@raceway/model/time";
import { machineReports } from "./controllers/machine-reports.ts";
import { simulateControllers } from "./controllers/simulate-controllers.ts";
import { evenPace, type Pace, sleepUntil, turnsOf } from "./pace.ts";
import { openSensorNode, type SensorLogin, type SensorNode } from "./publisher.ts";
import type { Scenario } from "./scenario.ts";
import { type Span, simulatedRecords } from "./simulated-records.ts";
import { partSlots } from "./test-stand/part-slots.ts";
import { simulateStand } from "./test-stand/simulate-stand.ts";

export interface SimulationOptions extends SensorLogin {
  readonly plant: Plant;
  readonly scenario: Scenario;
  /** Default 1. */
  readonly seed?: number;
  /** Source seconds in a second of the wall clock; Infinity: as fast as the broker acknowledges. Default 1. */
  readonly speed?: number;
  /** When records are due instead, where time may be stopped or hurried meanwhile. */
  readonly pace?: Pace;
  /** Source time at which the scenario begins. */
  readonly start: Nanos;
  /** Records begin at or after it: the rest of a scenario. Default: its start. */
  readonly from?: Nanos;
  /** Source time at which it ends. Default: never. */
  readonly end?: Nanos;
  readonly signal?: AbortSignal;
  /** Called after every acknowledgement. */
  readonly onPublished?: (record: MeasuredRecord) => void;
  /** Called when all that is due has been sent, with the source time at which more will be. */
  readonly onWaiting?: (until: Nanos) => void;
}

export interface SimulationReport {
  /** Records acknowledged by the broker. */
  readonly published: number;
}

/** Unacknowledged records of one node before the simulator waits: what a small sensor can hold. */
const MOST_IN_FLIGHT = 8;
const FOREVER: Nanos = 2n ** 63n - 1n;

/**
 * Runs a scenario against a broker: one MQTT client a measurement point, each record sent when its last sample is measured (by the scaled clock),
 * never more than a few unacknowledged. When the broker is away, nodes wait and then catch up with the records' own times.
 *
 * @returns when the scenario ends or `signal` aborts, after the nodes have said goodbye.
 * @throws Error when the scenario does not fit the plant or the first connect fails.
 */
export async function simulate(options: SimulationOptions): Promise<SimulationReport> {
  const { plant, scenario, seed = 1, start, from = start, end = FOREVER, signal } = options;
  const pace = options.pace ?? evenPace(start, options.speed ?? 1);
  const nodes = await openNodes(plant, options);
  const span = { seed, start, from, end };
  const turns = turnsOf(pace, signal);
  const others = [
    ...(scenario.stands ?? []).map((stand) =>
      simulateStand(stand, partSlots(stand, span), start, options, turns),
    ),
    ...controllersOf(plant, scenario, span).map((reports) =>
      simulateControllers(reports, options, turns),
    ),
  ];
  const windows = new Map([...nodes.keys()].map((path) => [path, new Set<Promise<void>>()]));
  const stopped = turns.ended;
  let published = 0;
  try {
    for (const record of simulatedRecords(plant, scenario, span)) {
      const due = endOf(record);
      if (pace.waitMs(due) > 0) options.onWaiting?.(due);
      await sleepUntil(due, pace, signal);
      if (signal?.aborted) break;
      const node = nodes.get(record.point);
      const window = windows.get(record.point);
      if (node === undefined || window === undefined) continue;
      while (window.size >= MOST_IN_FLIGHT && !signal?.aborted)
        await Promise.race([...window, stopped]);
      const sent: Promise<void> = node
        .publish(record)
        .then(() => {
          published += 1;
          options.onPublished?.(record);
        })
        // Rejects only when the node is closed under it: then nobody waits any more.
        .catch(() => {})
        .finally(() => window.delete(sent));
      window.add(sent);
    }
    const rest = [...windows.values()].flatMap((window) => [...window]);
    if (!signal?.aborted) await Promise.race([Promise.all(rest), stopped]);
    await Promise.race([Promise.all(others), stopped]);
  } finally {
    await Promise.all([...nodes.values()].map((node) => node.close()));
  }
  return { published };
}

/** What the controllers tell, where any tells something: whoever tells nothing needs no connection. */
function controllersOf(plant: Plant, scenario: Scenario, span: Span) {
  const tells = [...producingMachines(plant).values()].some(
    ({ machine }) => machine.production?.states === "messages",
  );
  return tells ? [machineReports(plant, scenario, span)] : [];
}

async function openNodes(plant: Plant, login: SensorLogin): Promise<Map<string, SensorNode>> {
  const opened = await Promise.allSettled(
    [...pointsOf(plant).keys()].map(
      async (path) => [path, await openSensorNode(path, login)] as const,
    ),
  );
  const nodes = new Map(
    opened.flatMap((result) => (result.status === "fulfilled" ? [result.value] : [])),
  );
  const failed = opened.find((result) => result.status === "rejected");
  if (failed === undefined) return nodes;
  await Promise.all([...nodes.values()].map((node) => node.close()));
  throw failed.reason;
}

/** When the last sample is measured: a block cannot be sent before. */
function endOf(record: MeasuredRecord): Nanos {
  if (record.type === "reading") return record.time;
  return record.time + BigInt(Math.round((1e9 * record.samples.length) / record.sampleRate));
}
