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
      /** It is judged although its time lies before that of a record judged before it: the order of the channel's times begins anew. */
      readonly anew: boolean;
      readonly clock?: ClockNote;
    }
  | { readonly taken: false };

/** Records in a row that lie before the channel's newest and go on as evenly as time does: then its clock was set back, and this is no backlog. */
const SET_BACK_RECORDS = 4;
const SET_BACK_SECONDS = 3;
/** A clock that says the same for so long stands still, seconds. */
const STUCK_SECONDS = 120;
/** Readings within one tick of a coarse clock are told apart by so little. */
const TICK: Nanos = 1n;

/** What is remembered of a channel's clock. A type alias, because an interface is not assignable to Json. */
export type ChannelClock = {
  /** Newest time taken as in order. */
  readonly newest?: string;
  /** Source time and digest of the record that set it. */
  readonly tick?: { readonly source: string; readonly digest: number };
  /** The latest record by a clock that is not believed: what that said, and the time that was taken. */
  readonly pace?: { readonly source: string; readonly time: string };
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
 * before the newest one are late, and move nothing, unless they show that it is the clock that went back.
 *
 * @param isSeen whether a record of that source time is stored
 * @param tolerance how far a believable clock may be from the arrival
 * @returns the decision, and what is to be remembered for the next record
 */
export function dateRecord(
  clock: ChannelClock,
  record: TimedRecord,
  isSeen: (time: Nanos) => boolean,
  tolerance: Nanos,
): { readonly dating: Dating; readonly clock: ChannelClock } {
  const { time, dated, receivedAt, now = receivedAt, running, digest } = record;
  const newest = clock.newest === undefined ? undefined : BigInt(clock.newest);
  const follows = newest === undefined || time > newest;

  function taken(at: Nanos, rest: Omit<ChannelClock, "newest"> = {}, note?: ClockNote) {
    const anew = newest !== undefined && at <= newest;
    const dating: Dating = { taken: true, time: at, anew, ...(note && { clock: note }) };
    return { dating, clock: { newest: `${at}`, ...rest } };
  }

  if (dated === "arrival") {
    if (record.clock === undefined) return taken(time);
    const { says } = record.clock;
    if (isSeen(says) && comesAgain(clock.tick, says, digest))
      return { dating: { taken: false }, clock };
    const paced = inPace(clock.pace, says, receivedAt, tolerance);
    return taken(paced, { pace: { source: `${says}`, time: `${paced}` } });
  }
  const tick = { source: `${time}`, digest };
  if (follows) return taken(time, { tick });
  const seen = isSeen(time);
  const near = time >= now - tolerance && time <= now + tolerance;
  const newestIsWrong = clock.setBack === true || newest > now + tolerance;
  // It has been set right, or it is the host's clock that was ahead for a while.
  if (near && newestIsWrong && !seen) return taken(time, { tick });
  const run = runWith(clock.run, time, running);
  const wentBack = clock.setBack === true || isSetBack(run, running);
  if (wentBack)
    return taken(receivedAt, { setBack: true, run }, { fault: "clock-behind", says: time });
  const sameTick = clock.tick?.source === tick.source && clock.tick.digest !== digest;
  if (sameTick)
    return { ...taken(newest + TICK), clock: { newest: `${newest + TICK}`, tick, run } };
  if (seen) return { dating: { taken: false }, clock: { ...clock, run } };
  return { dating: { taken: true, time, anew: false }, clock: { ...clock, run } };
}

/** What was believed when it came first may be sent again when the host's clock has been set, or does not know yet that it is wrong. The newest may be a clock that stands still. */
function comesAgain(tick: ChannelClock["tick"], says: Nanos, digest: number): boolean {
  return tick !== undefined && (tick.source !== `${says}` || tick.digest === digest);
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
