import { zoneOffset } from "@raceway/model/zone";
import type { SimulationClockView } from "../../src/http/api-types.ts";

/** The clock of a simulated plant as it was when it was last heard of; undefined: the plant is a real one, and the time there is that here. */
let heard: { readonly time: number; readonly at: number; readonly rate: number } | undefined;

export function setPlantClock({ time, rate }: SimulationClockView): void {
  heard = { time: Date.parse(time), at: Date.now(), rate };
}

/** How far the console's clock is ahead of this device's, milliseconds. */
let ahead = 0;
/** Answers take their time, and their clock is told in whole seconds: a smaller difference is none. */
const LEAST_MS = 60_000;

/** @param date of an answer of the console, as HTTP has it. */
export function hearClock(date: string | null): void {
  const there = Date.parse(date ?? "");
  if (Number.isNaN(there)) return;
  const difference = there - Date.now();
  ahead = Math.abs(difference) < LEAST_MS ? 0 : difference;
}

/** By how much this device's clock is wrong, milliseconds; 0: it is not. */
export function clockFault(): number {
  return Math.abs(ahead);
}

/** Now by the plant's clock, milliseconds since 1970: the console's, for this device's may be wrong. */
export function plantNow(): number {
  if (heard === undefined) return Date.now() + ahead;
  return heard.time + heard.rate * (Date.now() - heard.at);
}

let zone: string | undefined;

/** @param name IANA name; undefined: the plant has none. */
export function setPlantZone(name: string | undefined): void {
  zone = name;
}

/** The browser's own, asked for once: the answer costs as much as a whole format, and every time that is written wants it. */
let own: string | undefined;

/** The zone by whose clock everything is shown: the plant's; the browser's own where the plant has none. */
export function plantZone(): string {
  own ??= Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zone ?? own;
}

/** Whether the browser's clock shows another time now than the plant's. */
export function isElsewhere(): boolean {
  return (
    zone !== undefined && zoneOffset(Date.now(), zone) !== -60_000 * new Date().getTimezoneOffset()
  );
}
