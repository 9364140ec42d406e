import { type Line, type MachineContext, stopsBetween } from "@raceway/model/plant";
import { MACHINE_STATES, type MachineState, machinePathOf } from "@raceway/model/production";
import { type Nanos, nanosOfSeconds } from "@raceway/model/time";
import type { Span } from "@raceway/model/week";
import type { SeriesRow, TelemetryStore } from "@raceway/ports/telemetry-store";
import { type StateNote, type Stretch, stretchesOf } from "@raceway/production/state/stretch";
import { MACHINE_STATE_CODE } from "@raceway/telemetry/schema";

/** Rows that are read at most, the newest: three months of a machine that tells its state every five minutes. Of what lies before them nothing is known then. */
const MOST_ROWS = 30_000;

/** Pieces that were told at one moment. */
export interface ToldPieces {
  readonly time: Nanos;
  readonly pieces: number;
  readonly rejected: number;
}

/** What the store has of a machine in a span. */
export interface MachineTimes {
  readonly stretches: readonly Stretch[];
  readonly pieces: readonly ToldPieces[];
}

/** What a machine did in a span that has been, by the store. @throws StoreUnavailable */
export async function machineTimes(
  store: Pick<TelemetryStore, "series">,
  { site, line, machine }: MachineContext,
  { start, end }: Span,
): Promise<MachineTimes> {
  const holds = nanosOfSeconds(machine.production?.silentAfter ?? 0);
  const rows = await store.series({
    measurement: "machine_state",
    fields: ["state", "planned", "cause", "pieces", "rejected"],
    tags: { site, line: line.id, machine: machine.id },
    from: start - holds,
    to: end,
    limit: MOST_ROWS,
  });
  return {
    stretches: stretchesOf(rows.map(noteOf), { from: start, to: end, holds }),
    pieces: rows.flatMap(({ time, fields }) => {
      const { pieces, rejected } = fields;
      if (typeof pieces !== "number" || time < start) return [];
      return [{ time, pieces, rejected: typeof rejected === "number" ? rejected : 0 }];
    }),
  };
}

function noteOf({ time, fields }: SeriesRow): StateNote {
  const { planned, cause } = fields;
  const state = stateOfCode(fields["state"]);
  return {
    time,
    ...(state !== undefined && { state }),
    ...(typeof cause === "string" && cause !== "" && { cause }),
    ...(typeof planned === "number" && { planned: planned === 1 }),
  };
}

function stateOfCode(code: number | string | undefined): MachineState | undefined {
  return MACHINE_STATES.find((state) => MACHINE_STATE_CODE[state] === code);
}

/** The planned stops of a line within a span. */
export function plannedIn(line: Line, { start, end }: Span): readonly Span[] {
  return stopsBetween(line, start, end);
}

/** The machines of a line whose states are told, in its order. */
export function tellingMachines(site: string, line: Line): readonly MachineContext[] {
  return line.machines
    .filter(({ production }) => production !== undefined)
    .map((machine) => ({ site, line, machine }));
}

/** Path of a machine's context. */
export function pathOf({ site, line, machine }: MachineContext): string {
  return machinePathOf({ site, line: line.id, machine: machine.id });
}
