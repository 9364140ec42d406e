import type { Json } from "@raceway/model/json";
import { type Finding, stated } from "./finding.ts";
import { TEMPERATURE_LIMITS } from "./limits/temperature.ts";

/** Readings kept for each span over which a rate is taken. */
const KEPT = 8;

/** Rate of rise of one temperature channel against the limit of the table. */
export interface TemperatureRate {
  /** @returns a finding while the temperature rises too fast */
  update(channel: string, age: number, value: number): Finding | undefined;
  clear(): void;
  snapshot(): Json;
  restore(state: Json): void;
}

/** A rate that has seen nothing yet. */
export function createTemperatureRate(): TemperatureRate {
  const { rateOver, ratePerMinute, edition } = TEMPERATURE_LIMITS;
  let kept: [age: number, value: number][] = [];

  return {
    update(channel, age, value) {
      const newest = kept.at(-1);
      if (newest === undefined || age - newest[0] >= rateOver / KEPT) kept.push([age, value]);
      // One reading older than the span stays: the rate is taken over at least that long.
      while ((kept[1]?.[0] ?? age) <= age - rateOver) kept.shift();
      const [since, from] = kept[0] ?? [age, value];
      if (age - since < rateOver) return undefined;
      const rate = (60 * (value - from)) / (age - since);
      if (rate < ratePerMinute) return undefined;
      return {
        score: rate / ratePerMinute,
        evidence: {
          channel,
          indicator: "temperature",
          value: stated(rate),
          unit: "K/min",
          model: "rate",
          limit: ratePerMinute,
          text: `${channel}: temperature rises by ${stated(Math.round(10 * rate) / 10)} K/min; more than ${ratePerMinute} K/min over ${rateOver} s is abnormal at any level (${edition}).`,
        },
      };
    },
    clear() {
      kept = [];
    },
    snapshot: () => kept.map((entry): Json => [...entry]),
    restore(state) {
      kept = (state as [number, number][]).map(([age, value]) => [age, value]);
    },
  };
}
