/** Clocks on the wall of a place. */

/** By zone: making one takes many times as long as using it, and a page asks at every drawing. Of names that ICU knows, so of some hundreds at most. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/** How far a zone's clock is ahead of UTC at an instant, milliseconds. @param timeZone IANA name. */
export function zoneOffset(instant: number, timeZone: string): number {
  const clock =
    clocks.get(timeZone) ??
    new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
  clocks.set(timeZone, clock);
  const seconds = Math.floor(instant / 1000) * 1000;
  return Date.parse(`${clock.format(seconds).replace(" ", "T")}Z`) - seconds;
}

/** The instant at which a zone's clock shows what UTC would show at `shown`. Twice, since the offset may be another there than here. */
export function instantAt(shown: number, timeZone: string): number {
  const guess = shown - zoneOffset(shown, timeZone);
  return shown - zoneOffset(guess, timeZone);
}
