import { type Nanos, nanosOfSeconds } from "@raceway/model/time";
import type { ClockFault } from "@raceway/model/verdict";

/** What a sensor's clock said that is not believed, and why. */
export interface ClockNote {
  readonly fault: ClockFault;
  /** Source time of the record. */
  readonly says: Nanos;
}

/** A record as its channel's clock sees it. */
export interface TimedRecord {
  /** Source time, or, where it has none that can be believed, its arrival. */
  readonly time: Nanos;
  /** `arrival`: then it comes after all that came before, whatever the times say. Absent: by the source. */
  readonly dated?: "arrival";
  /** What its clock says, where that is not believed. */
  readonly clock?: ClockNote;
  /** Arrival by the host's clock, and by what the time is believed to be where that clock is known to be wrong. */
  readonly receivedAt: Nanos;
  readonly now?: Nanos;
  /** Arrival in running time. */
  readonly running: Nanos;
  /** Tells two payloads apart. */
  readonly digest: number;
}

/** How a record is to be taken. */
export type Dating =
  | {
      readonly taken: true;
      /** By which it is judged and stored. */
      readonly time: Nanos;
      /**
       * The order of the channel's times begins anew: it is judged although its time lies before that of a record judged before it, or the two are by different clocks,
       * so that nobody knows what lies between them.
       */
      readonly anew: boolean;
      readonly clock?: ClockNote;
    }
  | { readonly taken: false };

/** Records in a row that lie before the channel's newest and go on as evenly as time does: then its clock was set back, and this is no backlog. */
const SET_BACK_RECORDS = 4;
const SET_BACK_SECONDS = 3;
/** No sensor sends what is older than the newest of its channel by so much, a year: its clock was set back, which need not be waited for. */
const LONGEST_BACKLOG = nanosOfSeconds(366 * 86_400);
/** A clock that says the same for so long stands still, seconds. */
const STUCK_SECONDS = 120;
/** Readings within one tick of a coarse clock are told apart by so little. */
const TICK: Nanos = 1n;
/** What a sensor sends again after a broken connection comes at once. Records that look like stored ones for longer, seconds, are those of a clock that stands still or began anew. */
const AGAIN_SECONDS = 10;

/** What is stored of a channel. */
export interface StoredRecords {
  /** Whether a record of that source time is, by a clock that was believed. */
  isSeen(time: Nanos): boolean;
  /** Whether this very record is: what its clock says, believed or not, and what it measured. */
  isSame(source: Nanos, digest: number): boolean;
}

/** What is remembered of a channel's clock. A type alias, because an interface is not assignable to Json. */
export type ChannelClock = {
  /** Newest time taken as in order. */
  readonly newest?: string;
  /** Source time and digest of the record that set it. */
  readonly tick?: { readonly source: string; readonly digest: number };
  /** The latest record by a clock that is not believed: what that said, and the time that was taken. */
  readonly pace?: { readonly source: string; readonly time: string };
  /** When the latest record came, by the host's clock and in running time, where it was dated by that. */
  readonly arrived?: { readonly at: string; readonly running: string };
  /** Records in a row that are like stored ones: the clock's word of the latest, and since when in running time. */
  readonly again?: { readonly source: string; readonly at: string };
  /** Whether records go by arrival, because the clock was set back. */
  readonly setBack?: true;
  /** Records in a row before the newest: how many, and the first of them. */
  readonly run?: {
    readonly count: number;
    readonly source: string;
    readonly last: string;
    readonly at: string;
  };
};

/**
 * Decides by which time a record is judged, once and for all: what is decided is stored with it. A source time is believed as long as it goes forwards; records
 * before the newest one are late, and move nothing, unless they show that it is the clock that went back. A record that is sent again is not taken, whichever of the
 * sensor's and the host's clock was believed when it came first.
 *
 * @param tolerance how far a believable clock may be from the arrival
 * @returns the decision, and what is to be remembered for the next record
 */
export function dateRecord(
  clock: ChannelClock,
  record: TimedRecord,
  stored: StoredRecords,
  tolerance: Nanos,
): { readonly dating: Dating; readonly clock: ChannelClock } {
  const source = sourceOf(record);
  if (source === undefined) return takenByArrival(clock, record, record.time, tolerance);
  const same = stored.isSame(source, record.digest);
  const again = againWith(clock.again, same, source, record.running);
  const isRepeated =
    same &&
    again !== undefined &&
    record.running - BigInt(again.at) < nanosOfSeconds(AGAIN_SECONDS);
  const { dating, clock: next } =
    record.clock === undefined
      ? bySource(clock, record, stored, isRepeated, tolerance)
      : byArrival(clock, record, record.clock.says, isRepeated, tolerance);
  const { again: _, ...rest } = next;
  return { dating, clock: { ...rest, ...(again && { again }) } };
}

/** What a record's clock says; undefined where it has none. */
function sourceOf({ dated, time, clock }: TimedRecord): Nanos | undefined {
  return clock?.says ?? (dated === undefined ? time : undefined);
}

/** A row of repetitions ends with a record that is new, unless it is of the same tick: a clock that stands still says it with everything that is measured. */
function againWith(
  again: ChannelClock["again"],
  same: boolean,
  source: Nanos,
  running: Nanos,
): ChannelClock["again"] {
  if (same) return { source: `${source}`, at: again?.at ?? `${running}` };
  return again?.source === `${source}` ? again : undefined;
}

const REFUSED: Dating = { taken: false };

type Rest = Omit<ChannelClock, "newest" | "arrived">;

function takenBySource({ newest, arrived }: ChannelClock, time: Nanos, rest: Rest) {
  const anew = newest !== undefined && (time <= BigInt(newest) || arrived !== undefined);
  const dating: Dating = { taken: true, time, anew };
  return { dating, clock: { newest: `${time}`, ...rest } };
}

function takenByArrival(
  { newest, arrived }: ChannelClock,
  { receivedAt, running }: TimedRecord,
  time: Nanos,
  tolerance: Nanos,
  { rest, note }: { readonly rest?: Rest; readonly note?: ClockNote } = {},
) {
  const isKnown = arrived !== undefined && isEven(arrived, receivedAt, running, tolerance);
  const anew = newest !== undefined && (time <= BigInt(newest) || !isKnown);
  const dating: Dating = { taken: true, time, anew, ...(note && { clock: note }) };
  const now = { at: `${receivedAt}`, running: `${running}` };
  return { dating, clock: { newest: `${time}`, ...rest, arrived: now } };
}

/** Whether the host's clock was not set between two arrivals, as far as running time can tell: that stands while nothing runs. */
function isEven(
  arrived: NonNullable<ChannelClock["arrived"]>,
  receivedAt: Nanos,
  running: Nanos,
  tolerance: Nanos,
): boolean {
  const off = receivedAt - BigInt(arrived.at) - (running - BigInt(arrived.running));
  return off <= tolerance && off >= -tolerance;
}

/** Of a clock that is not believed. */
function byArrival(
  clock: ChannelClock,
  record: TimedRecord,
  says: Nanos,
  isRepeated: boolean,
  tolerance: Nanos,
) {
  if (isRepeated) return { dating: REFUSED, clock };
  const time = inPace(clock.pace, says, record.receivedAt, tolerance);
  const pace = { source: `${says}`, time: `${time}` };
  return takenByArrival(clock, record, time, tolerance, { rest: { pace } });
}

/** Of a clock that is believed as far as the host's clock tells. */
function bySource(
  clock: ChannelClock,
  record: TimedRecord,
  { isSeen }: StoredRecords,
  isRepeated: boolean,
  tolerance: Nanos,
) {
  const { time, receivedAt, now = receivedAt, running, digest } = record;
  const newest = clock.newest === undefined ? undefined : BigInt(clock.newest);
  const tick = { source: `${time}`, digest };
  if (newest === undefined || time > newest)
    return isRepeated ? { dating: REFUSED, clock } : takenBySource(clock, time, { tick });
  const seen = isSeen(time);
  const near = time >= now - tolerance && time <= now + tolerance;
  const newestIsWrong = clock.setBack === true || newest > now + tolerance;
  // It has been set right, or it is the host's clock that was ahead for a while.
  if (near && newestIsWrong && !seen && !isRepeated) return takenBySource(clock, time, { tick });
  const run = runWith(clock.run, time, running);
  if (isRepeated) return { dating: REFUSED, clock: { ...clock, run } };
  if (clock.setBack === true || newest - time > LONGEST_BACKLOG || isSetBack(run, running))
    return takenByArrival(clock, record, receivedAt, tolerance, {
      rest: { setBack: true, run },
      note: { fault: "clock-behind", says: time },
    });
  const sameTick = clock.tick?.source === tick.source && clock.tick.digest !== digest;
  if (sameTick) return takenBySource(clock, newest + TICK, { tick, run });
  const dating: Dating = seen ? REFUSED : { taken: true, time, anew: false };
  return { dating, clock: { ...clock, run } };
}

/**
 * A clock that shows the wrong time may still run evenly: what it says between two records is kept, or a burst of readings would be one moment. Never further from the
 * arrival than a believable clock.
 */
function inPace(
  pace: ChannelClock["pace"],
  says: Nanos,
  receivedAt: Nanos,
  tolerance: Nanos,
): Nanos {
  if (pace === undefined || says <= BigInt(pace.source)) return receivedAt;
  const at = BigInt(pace.time) + says - BigInt(pace.source);
  return at >= receivedAt - tolerance && at <= receivedAt + tolerance ? at : receivedAt;
}

type Run = NonNullable<ChannelClock["run"]>;

/** A run goes on with a record that is no older than the last and has not come faster than time passes, as a backlog does. */
function runWith(run: Run | undefined, time: Nanos, running: Nanos): Run {
  const fresh = { count: 1, source: `${time}`, last: `${time}`, at: `${running}` };
  if (run === undefined || time < BigInt(run.last)) return fresh;
  const passed = running - BigInt(run.at);
  const gone = time - BigInt(run.source);
  if (2n * gone > 3n * passed + nanosOfSeconds(2)) return fresh;
  return { ...run, count: run.count + 1, last: `${time}` };
}

function isSetBack({ count, source, last, at }: Run, running: Nanos): boolean {
  const passed = running - BigInt(at);
  const gone = BigInt(last) - BigInt(source);
  if (count < SET_BACK_RECORDS || passed < nanosOfSeconds(SET_BACK_SECONDS)) return false;
  return 2n * gone >= passed || (gone === 0n && passed >= nanosOfSeconds(STUCK_SECONDS));
}
