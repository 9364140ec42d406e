import type { Observation } from "@raceway/condition/observation";
import type { InboxRow } from "@raceway/journal/inbox-table";
import { parsePointPath } from "@raceway/model/identity";
import type { MachineContext } from "@raceway/model/plant";
import { type MachinePath, type MachineState, machinePathOf } from "@raceway/model/production";
import { isoOf, type Nanos, nanosOfSeconds } from "@raceway/model/time";
import { stateOf } from "@raceway/production/state/state-of-record";
import { machineStatePoint } from "@raceway/telemetry/machine-state-points";
import { decodeMachineState } from "@raceway/wire/machine-state-message";
import type { Outgoing } from "./results.ts";

/** Of a state that lasts so many rows are written before it is no longer believed, so that one may be lost. */
const ROWS_WHILE_IT_HOLDS = 3;

/** How a machine was found last. */
interface Seen {
  speedRpm?: number;
  load?: number;
  state?: MachineState;
  /** Of the row that was written last. */
  written?: Nanos;
}

export type MachineStates = ReturnType<typeof createMachineStates>;

/**
 * Makes rows of what machines do, of those whose states are measured by their speed or load: one whenever the state changes, and a few while it lasts. What it remembers only
 * saves rows: a state is that of its moment, so begun anew it writes one more and says the same.
 */
export function createMachineStates(machines: ReadonlyMap<MachinePath, MachineContext>) {
  const seen = new Map<MachinePath, Seen>();

  return {
    machines,
    /** Adds the state that a record shows its machine in. */
    addMeasured(out: Outgoing, observation: Observation): void {
      const path = machinePathOf(parsePointPath(observation.point));
      const production = machines.get(path)?.machine.production;
      if (production === undefined || production.states === "messages") return;
      const own = seen.get(path) ?? {};
      seen.set(path, own);
      const measured = operationOf(observation);
      Object.assign(own, measured);
      if (measured[production.states === "speed" ? "speedRpm" : "load"] === undefined) return;
      const state = stateOf(production, own);
      if (state === undefined) return;
      const { time } = observation;
      const every = nanosOfSeconds(production.silentAfter / ROWS_WHILE_IT_HOLDS);
      const isDue = own.written === undefined || time / every !== own.written / every;
      if (state === own.state && !isDue) return;
      own.state = state;
      own.written = time;
      out.rows.push(machineStatePoint(path, time, { state }));
    },
  };
}

/** What a record says of how its machine runs; a nominal speed says nothing. */
function operationOf({ indicators, speedRpm, speedSource, load }: Observation) {
  const speed = indicators["speed"] ?? (speedSource === "measured" ? speedRpm : undefined);
  const loaded = indicators["load"] ?? load;
  return {
    ...(speed !== undefined && { speedRpm: speed }),
    ...(loaded !== undefined && { load: loaded }),
  };
}

/** Adds what was told of a machine: its row, and where a person told it an entry of the record. */
export function addToldState(out: Outgoing, { point, payload, time }: InboxRow): void {
  const decoded = decodeMachineState(payload);
  if (!decoded.ok) return;
  const { time: _, of, state, planned, cause, pieces, rejected, who } = decoded.body;
  const report = {
    ...(state !== undefined && { state }),
    ...(planned !== undefined && { planned }),
    ...(cause !== undefined && { cause }),
    ...(pieces !== undefined && { pieces }),
    ...(rejected !== undefined && { rejected }),
    ...(who !== undefined && { who }),
  };
  out.rows.push(machineStatePoint(point, of ?? time, report));
  if (who === undefined) return;
  const stop = of === undefined ? {} : { of: isoOf(of) };
  out.happenings.push({
    kind: "downtime",
    time: isoOf(time),
    subject: point,
    body: { ...report, ...stop },
  });
}
