import { secondsOf } from "@raceway/model/time";
import type { Life } from "./recorded-lives.ts";

/** Share of the life from which a yardstick learns. */
const LEARNT = 0.1;
const SIGMAS = 3;
const IN_A_ROW = 3;

/**
 * Where the usual rule would have alarmed: mean + 3 σ of the first tenth of the life (which it must know the length of), three snapshots in a row.
 *
 * @returns share of the life; undefined: never
 */
export function yardstickOnset(life: Life, indicator: string): number | undefined {
  const channels = new Set(
    life.observations.filter(({ kind }) => kind === "vibration").map(({ channel }) => channel),
  );
  const onsets = [...channels]
    .map((channel) => onsetOfChannel(life, channel, indicator))
    .filter((at) => at !== undefined);
  return onsets.length === 0 ? undefined : Math.min(...onsets);
}

function onsetOfChannel(life: Life, channel: string, indicator: string): number | undefined {
  const series = life.observations
    .filter((observation) => observation.channel === channel)
    .map((observation) => ({
      at: (secondsOf(observation.time) - life.start) / (life.end - life.start),
      value: observation.indicators[indicator] ?? Number.NaN,
    }));
  const young = series.filter(({ at }) => at < LEARNT).map(({ value }) => value);
  const mean = young.reduce((sum, value) => sum + value, 0) / young.length;
  const sigma = Math.sqrt(
    young.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (young.length - 1),
  );
  let row = 0;
  for (const { at, value } of series) {
    row = at >= LEARNT && value > mean + SIGMAS * sigma ? row + 1 : 0;
    if (row === IN_A_ROW) return at;
  }
  return undefined;
}
