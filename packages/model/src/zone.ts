/** Clocks on the wall of a place. */

/** How far a zone's clock is ahead of UTC at an instant, milliseconds. @param timeZone IANA name. */
export function zoneOffset(instant: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    dateStyle: "short",
    timeStyle: "medium",
  });
  const seconds = Math.floor(instant / 1000) * 1000;
  return Date.parse(`${format.format(seconds).replace(" ", "T")}Z`) - seconds;
}

/** The instant at which a zone's clock shows what UTC would show at `shown`. Twice, since the offset may be another there than here. */
export function instantAt(shown: number, timeZone: string): number {
  const guess = shown - zoneOffset(shown, timeZone);
  return shown - zoneOffset(guess, timeZone);
}
