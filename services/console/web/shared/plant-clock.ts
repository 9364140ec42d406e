import type { SimulationClockView } from "../../src/http/api-types.ts";

/** The clock of a simulated plant as it was when it was last heard of; undefined: the plant is a real one, and the time there is that here. */
let heard: { readonly time: number; readonly at: number; readonly rate: number } | undefined;

export function setPlantClock({ time, rate }: SimulationClockView): void {
  heard = { time: Date.parse(time), at: Date.now(), rate };
}

/** Now by the plant's clock, milliseconds since 1970. */
export function plantNow(): number {
  if (heard === undefined) return Date.now();
  return heard.time + heard.rate * (Date.now() - heard.at);
}
