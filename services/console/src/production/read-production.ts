import type { Line, MachineContext, Plant } from "@raceway/model/plant";
import { isoOf, type Nanos } from "@raceway/model/time";
import type { Span } from "@raceway/model/week";
import type { TelemetryStore } from "@raceway/ports/telemetry-store";
import { effectiveness, type Made } from "@raceway/production/effectiveness/oee";
import {
  downtimeByCause,
  type Reliability,
  reliabilityOf,
} from "@raceway/production/effectiveness/reliability";
import { shiftsBetween } from "@raceway/production/shifts";
import {
  type Accounted,
  accountedFor,
  minutesByUse,
  within,
} from "@raceway/production/state/accounted";
import { lineStretches } from "@raceway/production/state/line-states";
import { partOfRow, STORED_PART } from "../stands/part-views.ts";
import type { PartView } from "../stands/stand-types.ts";
import { yieldOf } from "../stands/yield.ts";
import {
  type MachineTimes,
  machineTimes,
  plannedIn,
  type ToldPieces,
  tellingMachines,
} from "./machine-times.ts";
import type {
  Figures,
  LineProduction,
  MachineFigures,
  ProductionView,
  TimeView,
} from "./production-types.ts";

/** Parts of a line's stands that are read at most, the newest. */
const MOST_PARTS = 50_000;

export interface ProductionParts {
  readonly store: Pick<TelemetryStore, "series">;
  readonly plant: () => Plant;
}

/** What is counted, each at its moment. */
type Counts = readonly { readonly time: Nanos; readonly pieces: number; readonly good: number }[];

/**
 * Downtime and effectiveness of the lines whose machines tell what they do, and the yield of those that have test stands, in a span that has been.
 *
 * @param sees whether whoever asks may see a line. @throws StoreUnavailable
 */
export async function readProduction(
  { store, plant }: ProductionParts,
  span: Span,
  sees: (line: string) => boolean,
): Promise<ProductionView> {
  const { site, lines } = plant();
  const shown = lines.filter(
    (line) =>
      sees(line.id) && (tellingMachines(site, line).length > 0 || line.stands !== undefined),
  );
  return {
    from: isoOf(span.start),
    to: isoOf(span.end),
    lines: await Promise.all(shown.map((line) => lineOf(store, site, line, span))),
  };
}

async function lineOf(
  store: Pick<TelemetryStore, "series">,
  site: string,
  line: Line,
  span: Span,
): Promise<LineProduction> {
  const machines = tellingMachines(site, line);
  const [times, parts] = await Promise.all([
    Promise.all(machines.map((machine) => machineTimes(store, machine, span))),
    partsOf(store, site, line, span),
  ]);
  const worked = shiftsBetween(line, span.start, span.end);
  const stops = plannedIn(line, span);
  const figures = machines.map((machine, k) =>
    machineOf(machine, times[k] ?? { stretches: [], pieces: [] }, stops, worked),
  );
  const leading = machines.findIndex(({ machine }) => machine.id === line.bottleneck);
  const all = accountedFor(
    times[leading]?.stretches ?? lineStretches(times.map(({ stretches }) => stretches)),
    stops,
  );
  const told = countsOf(times[leading]?.pieces ?? []);
  const tested = testedOf(parts);
  const counted = told.length > 0 ? "machine" : tested === undefined ? "nowhere" : "stands";
  const counts = counted === "machine" ? told : (tested ?? undefined);
  const cycle = cycleOf(machines, leading);
  const own = worked.flatMap((shift) => within(all, shift));
  return {
    id: line.id,
    name: line.name,
    ...(line.bottleneck !== undefined && { bottleneck: line.bottleneck }),
    counted,
    total: { ...figuresOf(own, counts, cycle), ...reliabilityOf(own) },
    shifts: worked.map((shift) => ({
      name: shift.name,
      start: isoOf(shift.start),
      end: isoOf(shift.end),
      ...figuresOf(within(all, shift), counts, cycle),
    })),
    causes: downtimeByCause(own),
    machines: figures,
    ...(parts !== undefined && { yield: yieldOf(parts) }),
  };
}

function machineOf(
  { machine }: MachineContext,
  { stretches, pieces }: MachineTimes,
  stops: readonly Span[],
  worked: readonly Span[],
): MachineFigures {
  const all = accountedFor(stretches, stops);
  const own = worked.flatMap((shift) => within(all, shift));
  const counts = pieces.length > 0 ? countsOf(pieces) : undefined;
  return {
    id: machine.id,
    name: machine.name,
    total: {
      ...figuresOf(own, counts, machine.production?.cycleSeconds),
      ...(reliabilityOf(own) satisfies Reliability),
    },
    causes: downtimeByCause(own),
    times: all.map(timeView),
  };
}

/** Pieces count where the machine was known to be at work in its planned busy time: those of other hours would make it look faster than it was. */
function figuresOf(
  accounted: readonly Accounted[],
  counts: Counts | undefined,
  cycleSeconds: number | undefined,
): Figures {
  const minutes = minutesByUse(accounted);
  const made = counts && madeIn(accounted, counts);
  return {
    minutes,
    ...(made !== undefined && { made }),
    ...effectiveness(minutes, cycleSeconds, made),
  };
}

function madeIn(accounted: readonly Accounted[], counts: Counts): Made {
  let [pieces, good, k] = [0, 0, 0];
  for (const each of counts) {
    while (k < accounted.length && (accounted[k]?.end ?? 0n) <= each.time) k += 1;
    const span = accounted[k];
    if (span === undefined) break;
    const isCounted = span.use === "running" || span.use === "idle" || span.use === "unplanned";
    if (each.time < span.start || !isCounted) continue;
    pieces += each.pieces;
    good += each.good;
  }
  return { pieces, good };
}

function countsOf(pieces: readonly ToldPieces[]): Counts {
  return pieces.map(({ time, pieces: count, rejected }) => ({
    time,
    pieces: count,
    good: count - rejected,
  }));
}

/** Planned run time per item of a line: its bottleneck's, or else that of its slowest machine. */
function cycleOf(machines: readonly MachineContext[], leading: number): number | undefined {
  const own = machines[leading]?.machine.production?.cycleSeconds;
  if (leading >= 0) return own;
  const cycles = machines.flatMap(({ machine }) => machine.production?.cycleSeconds ?? []);
  return cycles.length === 0 ? undefined : Math.max(...cycles);
}

/** Parts of a line's stands, oldest first; undefined: it has none. */
async function partsOf(
  store: Pick<TelemetryStore, "series">,
  site: string,
  { id, stands = [] }: Line,
  { start, end }: Span,
): Promise<readonly PartView[] | undefined> {
  if (stands.length === 0) return undefined;
  const rows = await store.series({
    measurement: "part",
    fields: STORED_PART,
    tags: { site, line: id },
    from: start,
    to: end,
    limit: MOST_PARTS,
  });
  return rows.map((row) => partOfRow(row, undefined));
}

/** Each part once, when it first came: good is what was delivered then. */
function testedOf(parts: readonly PartView[] | undefined): Counts | undefined {
  if (parts === undefined) return undefined;
  return parts
    .filter(({ notJudged, retest }) => retest !== true && !UNCOUNTED.includes(notJudged ?? ""))
    .map(({ time, gate }) => ({
      time: BigInt(Date.parse(time)) * 1_000_000n,
      pieces: 1,
      good: gate === "accept" ? 1 : 0,
    }));
}

/** Measured again, or twice by mistake: no other piece. */
const UNCOUNTED: readonly string[] = ["gauge-study", "duplicate-serial"];

function timeView({ start, end, use, cause }: Accounted): TimeView {
  return { start: isoOf(start), end: isoOf(end), use, ...(cause !== undefined && { cause }) };
}
