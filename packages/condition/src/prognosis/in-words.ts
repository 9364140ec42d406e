import { short } from "@raceway/model/quantity";
import { spanInWords } from "@raceway/model/span-in-words";
import type { LIFE_MODELS } from "./competitors.ts";
import { type ChannelLevel, valueAt } from "./level-course.ts";
import type { ModelForecast } from "./trend-forecast.ts";

/** Median of the remaining life and the ends of its 80 % interval, seconds of running. */
export interface LifeNumbers {
  readonly seconds: number;
  readonly low: number;
  readonly high: number;
}

type Model = ModelForecast["model"] | (typeof LIFE_MODELS)[number];

const IN_WORDS: Readonly<Record<Model, string>> = {
  linear: "by the linear trend",
  exponential: "by the exponential trend",
  power: "by the power trend",
  "theil-sen": "by the theil-sen trend",
  "last-gain": "at the pace of its last rise",
  "similar-lives": "as lives that looked like this one did",
  "like-lives": "as bearings of its kind did whose lives went alike",
  survivors: "as bearings of its kind did that ran so long",
  landmark: "as lives with so much damage did",
  "first-passage": "as damage wanders that rises at this pace",
  "self-feeding": "as damage grows that feeds on itself",
};

/** What a trend says, and where it stands against the level at which life counts as used up. @param limit ln of that level over the baseline */
export function trendInWords(
  top: ChannelLevel,
  limit: number,
  life: LifeNumbers & { readonly model: string },
  ended: boolean,
): string {
  const now = `${top.channel}: ${top.indicator} stands at ${overBaseline(top, top.level)} its baseline`;
  if (ended) return `${now}, beyond all levels at which lives are known to end: stop now.`;
  const end = overBaseline(top, limit);
  return top.level < limit
    ? `${now}; ${wordsOf(life.model)} it reaches its end, ${end}, in ${spanOf(life)}.`
    : `${now}, beyond the ${end} at which life counts as used up; ${wordsOf(life.model)} ${spanOf(life)} remain.`;
}

/** e.g. `3.2 times`, `18 °C over`. */
function overBaseline(top: ChannelLevel, level: number): string {
  return top.indicator === "temperature"
    ? `${short(valueAt(top, level) - top.expected)} °C over`
    : `${short(Math.exp(level))} times`;
}

/** What other lives, or the calculated one, say while nothing rises. */
export function othersInWords(
  reason: string,
  numbers: LifeNumbers & { readonly basis: "population" | "rating" },
): string {
  const whose =
    numbers.basis === "population"
      ? "Bearings of this kind that ran so long"
      : "By the rating life, bearings that ran so long";
  return `${reason} ${whose} lasted ${spanOf(numbers)} more.`;
}

function wordsOf(model: string): string {
  return IN_WORDS[model as Model] ?? `by ${model}`;
}

function spanOf({ seconds, low, high }: LifeNumbers): string {
  return `about ${spanInWords(seconds)} of running (80 %: ${spanInWords(low)} to ${spanInWords(high)})`;
}
