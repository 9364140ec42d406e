import { type Nanos, nanosOfIso, nanosOfSeconds, secondsOf } from "@raceway/model/time";

/** That the host's clock is wrong, as most of the sensors that have a clock agree. */
export interface HostClockFault {
  /** What has to be added to the host's clock, seconds. */
  readonly offsetSeconds: number;
  /** Points whose clocks agree about it, of so many that have one. */
  readonly points: number;
  readonly of: number;
}

/** Compares the host's clock with those of the sensors. */
export interface HostClock {
  /** Takes note of the source time of a record at its arrival. */
  hear(point: string, source: Nanos, receivedAt: Nanos): void;
  /**
   * What the time is believed to be when the host's clock says `receivedAt`. Just after that was set back it is not believed yet: it may as well have been right
   * before.
   */
  believed(receivedAt: Nanos): Nanos;
  fault(): HostClockFault | undefined;
}

export interface HostClockOptions {
  /** An even count of seconds. */
  readonly seconds: () => number;
  /** Differences up to so many seconds are nobody's fault. */
  readonly toleranceSeconds: number;
  /**
   * By how much the host's clock was behind when this was last said, seconds: after a start it is counted with until enough points have spoken, so that the first of them
   * is not called wrong.
   */
  readonly remembered?: number;
  /** Is told by how much the host's clock is behind, seconds, when that changes; 0: it is not. */
  readonly remember?: (seconds: number) => void;
}

/** Clocks that differ by less than this agree, seconds. */
const AGREE_SECONDS = 30;
/** With fewer points nobody can say whose clock is wrong, but for a host whose clock was just set, or never. */
const LEAST_POINTS = 3;
/** Points that have not been heard of for so long do not count, seconds. */
const FORGET_SECONDS = 600;
/** Sensors that are behind may only send what has waited; when all of them stay behind by the same, seconds, for so long, it is not that. */
const LAST_SECONDS = 60;
/** Before this version was written. A host whose clock says so was never set. */
const EARLIEST_HOST = nanosOfIso("2026-01-01T00:00:00Z") ?? 0n;
const EARLIEST_SOURCE = nanosOfIso("2000-01-01T00:00:00Z") ?? 0n;

interface Heard {
  readonly offset: number;
  readonly at: number;
}

/** Nothing heard of yet. */
export function createHostClock(options: HostClockOptions): HostClock {
  const { seconds, toleranceSeconds } = options;
  const began = seconds();
  let remembered = options.remembered ?? 0;
  const heard = new Map<string, Heard>();
  let hostIsSet = true;
  /** Since when the sensors agree to be behind the host by so much. */
  let behind: { readonly offset: number; readonly since: number } | undefined;
  let known: HostClockFault | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  /** The host's clock before it was set, or a moment ago. */
  let anchor: { readonly wall: Nanos; readonly at: number } | undefined;
  let setAt: number | undefined;

  /** What the host's clock would say had it not been set. */
  function unset(): Nanos | undefined {
    return anchor && anchor.wall + nanosOfSeconds(seconds() - anchor.at);
  }

  function watch(wall: Nanos): void {
    const would = unset() ?? wall;
    const moved = Math.abs(secondsOf(wall - would)) > toleranceSeconds;
    if (moved) setAt ??= seconds();
    const settled = setAt !== undefined && seconds() - setAt > FORGET_SECONDS;
    if (moved && !(settled && known === undefined)) return;
    anchor = { wall, at: seconds() };
    setAt = undefined;
  }

  function look(): void {
    lookedAt = seconds();
    for (const [point, { at }] of heard) if (lookedAt - at > FORGET_SECONDS) heard.delete(point);
    const found = agreement([...heard.values()].map(({ offset }) => offset));
    const least = hostIsSet && setAt === undefined ? LEAST_POINTS : 1;
    known =
      found !== undefined &&
      found.points >= least &&
      Math.abs(found.offsetSeconds) > toleranceSeconds &&
      lasts(found.offsetSeconds)
        ? found
        : undefined;
    if (found === undefined || found.offsetSeconds >= -toleranceSeconds) behind = undefined;
    if (heard.size >= LEAST_POINTS || lookedAt - began > LAST_SECONDS) note(known?.offsetSeconds);
  }

  function note(offset = 0): void {
    const late = Math.max(0, offset);
    if (Math.abs(late - remembered) <= AGREE_SECONDS) return;
    remembered = late;
    options.remember?.(late);
  }

  function lasts(offset: number): boolean {
    if (offset > 0) return true;
    if (behind === undefined || Math.abs(behind.offset - offset) > AGREE_SECONDS)
      behind = { offset, since: seconds() };
    return seconds() - behind.since >= LAST_SECONDS;
  }

  return {
    hear(point, source, receivedAt) {
      watch(receivedAt);
      if (source < EARLIEST_SOURCE) return;
      hostIsSet = receivedAt >= EARLIEST_HOST;
      const before = heard.get(point);
      const offset = secondsOf(source - receivedAt);
      heard.set(point, { offset, at: seconds() });
      // With every record only while there is something to be seen: the look goes through all points.
      const isNews = before === undefined || Math.abs(before.offset - offset) > AGREE_SECONDS;
      if (isNews || seconds() - lookedAt >= 1) look();
    },
    believed(receivedAt) {
      watch(receivedAt);
      if (known !== undefined) return receivedAt + nanosOfSeconds(known.offsetSeconds);
      if (heard.size < LEAST_POINTS && remembered > 0)
        return receivedAt + nanosOfSeconds(remembered);
      const would = unset() ?? receivedAt;
      return setAt !== undefined && would > receivedAt ? would : receivedAt;
    },
    fault: () => known,
  };
}

/** The offset that more than half of the clocks share; undefined when there is none. */
function agreement(offsets: readonly number[]): HostClockFault | undefined {
  const sorted = offsets.toSorted((a, b) => a - b);
  const middle = sorted[sorted.length >> 1];
  if (middle === undefined) return undefined;
  const points = sorted.filter((offset) => Math.abs(offset - middle) <= AGREE_SECONDS).length;
  if (2 * points <= sorted.length) return undefined;
  return { offsetSeconds: Math.round(middle), points, of: sorted.length };
}
