import type { Competitor, Forecast, Forecaster, Known } from "@raceway/learn/remaining/competition";
import { byFirstPassage } from "@raceway/learn/remaining/first-passage";
import { landmarkRegression } from "@raceway/learn/remaining/landmark";
import type { LifeView } from "@raceway/learn/remaining/life-view";
import { byLikeLives } from "@raceway/learn/remaining/like-lives";
import { riseOf } from "@raceway/learn/remaining/rise";
import { bySelfFeeding } from "@raceway/learn/remaining/self-feeding";
import { bySurvivors } from "@raceway/learn/remaining/survivors";
import { createSimilarity, type LifeCurve, RISEN } from "@raceway/learn/similar-lives";
import { textbookLives } from "./textbook-lives.ts";
import { trendForecast } from "./trend-forecast.ts";

/** What calls itself a model of the remaining life, beside the regressions of {@link trendForecast}. */
export const LIFE_MODELS = [
  "like-lives",
  "survivors",
  "landmark",
  "first-passage",
  "self-feeding",
] as const;
type LifeModel = (typeof LIFE_MODELS)[number];

/**
 * Those who compete to say how much longer a life lasts.
 *
 * @param limit ln of the level over the baseline at which a life counts as used up
 * @param curves finished lives of which only the time since their rise is known
 */
export function competitors(limit: number, curves: readonly LifeCurve[]): readonly Competitor[] {
  return [
    { goesBy: "others", given: ({ own }) => byOthers(own.map(({ whole }) => whole)) },
    {
      goesBy: "others",
      given: (known) => {
        const forecast = landmarkRegression(known);
        return (view) => as("landmark", forecast(view));
      },
    },
    {
      goesBy: "trend",
      given: (known) => {
        const ends = endsOf(known);
        return (view) =>
          as("first-passage", byFirstPassage(riseOf(view, known.damage), view.age, ends));
      },
    },
    {
      goesBy: "trend",
      given: (known) => {
        const ends = endsOf(known);
        return (view) =>
          as("self-feeding", bySelfFeeding(riseOf(view, known.damage), view.age, ends));
      },
    },
    {
      goesBy: "trend",
      given: ({ own }) => byTrend(limit, [...curves, ...own.map(({ curve }) => curve)]),
    },
  ];
}

function as(model: LifeModel, belief: Forecast["belief"] | undefined): Forecast | undefined {
  return belief && { belief, model };
}

function byOthers(lives: Parameters<typeof byLikeLives>[0]): Forecaster {
  return (view, population) => {
    if (population === undefined) return undefined;
    const alike = lives.length === 0 ? undefined : byLikeLives(lives, population, view);
    return as("like-lives", alike) ?? as("survivors", bySurvivors(population, view.age));
  };
}

/** ln-damage at which the kind's lives have ended. */
function endsOf({ own, damage }: Known): readonly number[] {
  return own.map(({ whole: { course } }) => damage(course.at(-1) ?? []));
}

function byTrend(limit: number, curves: readonly LifeCurve[]): Forecaster {
  const similarity = createSimilarity([
    ...textbookLives(limit),
    ...curves.map((curve) => ({ curve, weight: 1 })),
  ]);
  return (view: LifeView) => {
    const rms = view.moments.map(({ age, values }) => ({ age, value: values[0] ?? 0 }));
    if ((rms.at(-1)?.value ?? 0) < RISEN) return undefined;
    return trendForecast(rms, { limit, cadence: view.cadence, similarity });
  };
}
