import { short } from "@raceway/model/quantity";
import { spanInWords } from "@raceway/model/span-in-words";
import type { ChannelLevel } from "./level-course.ts";
import type { RemainingLife } from "./remaining-life.ts";

type Numbers = Pick<RemainingLife, "seconds" | "low" | "high">;

const IN_WORDS: Readonly<Record<RemainingLife["model"], string>> = {
  linear: "by the linear trend",
  exponential: "by the exponential trend",
  power: "by the power trend",
  "theil-sen": "by the theil-sen trend",
  "last-gain": "at the pace of its last rise",
  "similar-lives": "as lives that looked like this one did",
};

/** What a trend says, and where it stands against the level at which life counts as used up. */
export function trendInWords(
  { channel, level }: Pick<ChannelLevel, "channel" | "level">,
  ratio: number,
  life: Numbers & Pick<RemainingLife, "model">,
  ended: boolean,
): string {
  const now = `${channel}: rms stands at ${short(Math.exp(level))} times its baseline`;
  if (ended) return `${now}, beyond all levels at which lives are known to end: stop now.`;
  return Math.exp(level) < ratio
    ? `${now}; ${IN_WORDS[life.model]} it reaches its end, ${short(ratio)} times, in ${spanOf(life)}.`
    : `${now}, beyond the ${short(ratio)} times at which life counts as used up; ${IN_WORDS[life.model]} ${spanOf(life)} remain.`;
}

/** What other lives, or the calculated one, say while nothing rises. */
export function othersInWords(
  reason: string,
  numbers: Numbers & { readonly basis: "population" | "rating" },
): string {
  const whose =
    numbers.basis === "population"
      ? "Bearings of this kind that ran so long"
      : "By the rating life, bearings that ran so long";
  return `${reason} ${whose} lasted ${spanOf(numbers)} more.`;
}

function spanOf({ seconds, low, high }: Numbers): string {
  return `about ${spanInWords(seconds)} of running (80 %: ${spanInWords(low)} to ${spanInWords(high)})`;
}
