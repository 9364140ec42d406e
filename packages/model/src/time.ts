/**
 * A moment as whole nanoseconds since 1970-01-01T00:00:00Z, by the source's clock unless said otherwise.
 * A bigint, because a double holds today's nanoseconds only to about 256 ns.
 */
export type Nanos = bigint;

/** Nanoseconds in one second, for arithmetic on {@link Nanos}. */
export const NANOS_PER_SECOND = 1_000_000_000n;

/**
 * Seconds since 1970 as a double (resolution about 0.2 µs today): for regressions and charts, not for identity.
 */
export function secondsOf(time: Nanos): number {
  return Number(time / NANOS_PER_SECOND) + Number(time % NANOS_PER_SECOND) / 1e9;
}

/** A span in seconds as nanoseconds, rounded to the nearest. */
export function nanosOfSeconds(seconds: number): Nanos {
  const whole = Math.floor(seconds);
  return BigInt(whole) * NANOS_PER_SECOND + BigInt(Math.round((seconds - whole) * 1e9));
}

/** Milliseconds since 1970, as JavaScript's clocks give them, as nanoseconds. */
export function nanosOfMillis(millis: number): Nanos {
  return nanosOfSeconds(millis / 1000);
}

/**
 * ISO 8601 in UTC with 3, 6 or 9 decimals of a second: the fewest that lose nothing, so equal times give equal text.
 *
 * @throws RangeError outside the years 0000 to 9999, which ISO 8601 cannot say in four digits.
 */
export function isoOf(time: Nanos): string {
  let seconds = time / NANOS_PER_SECOND;
  let fraction = time % NANOS_PER_SECOND;
  if (fraction < 0n) {
    fraction += NANOS_PER_SECOND;
    seconds -= 1n;
  }
  const date = new Date(Number(seconds) * 1000);
  const year = Number.isNaN(date.getTime()) ? -1 : date.getUTCFullYear();
  if (year < 0 || year > 9999) throw new RangeError(`${time} ns is outside the years 0000 to 9999`);
  const digits = fraction.toString().padStart(9, "0");
  const kept = digits.endsWith("000000") ? 3 : digits.endsWith("000") ? 6 : 9;
  return `${date.toISOString().slice(0, 19)}.${digits.slice(0, kept)}Z`;
}

const ISO =
  /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(?:Z|z|([+-]\d{2}):?(\d{2}))$/;

/**
 * Nanoseconds of an ISO 8601 / RFC 3339 moment with a zone (`Z`, `+01:00` or `+0100`); up to nine decimals of a second.
 *
 * @returns undefined when the text is no such moment (a missing zone is not guessed).
 */
export function nanosOfIso(text: string): Nanos | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [, day, clock, fraction = "", hours, minutes] = match;
  const zone = hours === undefined ? "Z" : `${hours}:${minutes}`;
  const millis = Date.parse(`${day}T${clock}${zone}`);
  if (Number.isNaN(millis)) return undefined;
  return BigInt(millis) * 1_000_000n + BigInt(fraction.padEnd(9, "0") || "0");
}
