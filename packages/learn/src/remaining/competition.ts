import type { LifeCurve } from "../similar-lives.ts";
import { type Belief, densityAt, pooled, quantileOf, shareBelow } from "./belief.ts";
import { type Calibration, calibrated, calibrationOf } from "./calibration.ts";
import { type DamageIndicator, damageIndicator } from "./damage-indicator.ts";
import { type LifePopulation, youthOf } from "./life-population.ts";
import { type LifeView, viewOfFinished } from "./life-view.ts";
import { stackingWeights } from "./stacking.ts";
import type { WholeLife } from "./whole-life.ts";

/** A finished life as forecasters know it. */
export interface EndedLife {
  /** From its rise to its end. */
  readonly curve: LifeCurve;
  readonly whole: WholeLife;
}

/** What forecasters are given of lives that ended. */
export interface Known {
  /** Of the kind of bearing that is asked about. */
  readonly own: readonly EndedLife[];
  /** Of other kinds: they say how damage goes, not how long it takes. */
  readonly foreign: readonly EndedLife[];
  /** How much of the damage a moment's levels show; learnt from all of these lives. */
  readonly damage: DamageIndicator;
}

/** One forecaster's answer, and what it calls itself. */
export interface Forecast {
  readonly belief: Belief;
  readonly model: string;
}

/** Says how much longer a life lasts; undefined where it has nothing to go by. Pure: the same view, the same answer. */
export type Forecaster = (
  view: LifeView,
  population: LifePopulation | undefined,
) => Forecast | undefined;

/** A forecaster before it knows finished lives. */
export interface Competitor {
  /** `others`: needs no trend. `trend`: extrapolates damage that rises. */
  readonly goesBy: "others" | "trend";
  given(known: Known): Forecaster;
}

/** Forecasters that answer together. */
export interface Competition {
  /**
   * @param rising false: only those who need no trend are asked
   * @param population how long bearings of the kind last; undefined where nothing is known
   * @returns what they believe together and the model that says so most; undefined where none has anything to go by
   */
  answer(
    view: LifeView,
    population: LifePopulation | undefined,
    rising: boolean,
  ): Forecast | undefined;
}

/** Shares of finished lives at which the competitors are put to the test: the second half, in which a planner asks, and before it for what is said of the young. */
const TESTED = [0.1, 0.2, 0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.985];
const LATE = 0.5;
/** Damage from which on a life counts as rising: competitors weigh otherwise before and after. */
const RISEN = 0.2;
/** What any forecaster may have overlooked, as a share: no belief is refuted for ever by one surprise. */
const OVERLOOKED = 0.02;

/** Where a life stands: hardly begun beside the population and nothing risen; nothing risen; damage risen. */
type Stage = "young" | "quiet" | "risen";

/** How the competitors weigh in one phase of a life, and how what they say together must be read. */
interface Phase {
  readonly weights: readonly number[];
  readonly calibration: Calibration;
}

interface Trial {
  readonly life: number;
  readonly stage: Stage;
  /** Share of the life that had passed. */
  readonly passed: number;
  readonly beliefs: readonly (Belief | undefined)[];
}

/**
 * Puts forecasters to the test on finished lives, each of which is foretold from the others alone, and lets them answer together: weights by how likely each made
 * what then happened (stacking of predictive distributions: Yao, Vehtari, Simpson & Gelman, Bayesian Analysis 2018), before and after damage has risen apart; then the whole
 * is calibrated by where the truth lay in it ({@link calibrationOf}). Nothing here comes from the life that is asked about.
 *
 * @param populationOf how long bearings last of which some lasted so many seconds
 */
export function createCompetition(
  competitors: readonly Competitor[],
  own: readonly EndedLife[],
  foreign: readonly EndedLife[],
  populationOf: (seconds: readonly number[]) => LifePopulation | undefined,
): Competition {
  const known = knownOf(own, foreign);
  const trials = own.length < 2 ? [] : own.flatMap((_, i) => trialsOf(i));
  const phaseWhere = (counts: (trial: Trial) => boolean) =>
    phaseOf(competitors.length, trials.filter(counts));
  const phases: Readonly<Record<Stage, Phase>> = {
    young: phaseWhere(({ stage }) => stage === "young"),
    quiet: phaseWhere(({ stage, passed }) => stage !== "risen" && passed >= LATE),
    risen: phaseWhere(({ stage, passed }) => stage === "risen" && passed >= LATE),
  };
  const forecasters = competitors.map((competitor) => competitor.given(known));

  /** How each competitor would have foretold a life from the others. */
  function trialsOf(index: number): readonly Trial[] {
    const whole = own[index]?.whole;
    if (whole === undefined) return [];
    const others = own.toSpliced(index, 1);
    const past = knownOf(others, foreign);
    const population = populationOf(others.map(({ whole: { seconds } }) => seconds));
    const asked = competitors.map((competitor) => competitor.given(past));
    return TESTED.map((passed) => {
      const view = viewOfFinished(whole, passed);
      return {
        life: index,
        stage: stageOf(past, view, population),
        passed,
        beliefs: asked.map((forecast) => forecast(view, population)?.belief),
      };
    });
  }

  return {
    answer(view, population, rising) {
      const { weights, calibration } = phases[stageOf(known, view, population)];
      const said = forecasters.flatMap((forecast, i) => {
        const asked = rising || competitors[i]?.goesBy === "others";
        const found = asked ? forecast(view, population) : undefined;
        return found === undefined ? [] : [{ ...found, weight: weights[i] ?? 0 }];
      });
      const belief = pooled(said);
      if (belief === undefined) return undefined;
      const middle = quantileOf(belief, 0.5);
      const say = ({ belief: theirs, weight }: (typeof said)[number]) =>
        weight * densityAt(theirs, middle);
      const leader = said.reduce((best, next) => (say(next) > say(best) ? next : best));
      return { belief: calibrated(belief, calibration), model: leader.model };
    },
  };
}

function knownOf(own: readonly EndedLife[], foreign: readonly EndedLife[]): Known {
  return { own, foreign, damage: damageIndicator([...own, ...foreign].map(({ whole }) => whole)) };
}

function stageOf({ damage }: Known, view: LifeView, population: LifePopulation | undefined): Stage {
  if (damage(view.levels(view.age)) >= RISEN) return "risen";
  return population !== undefined && youthOf(view.age, population) > 0 ? "young" : "quiet";
}

function phaseOf(count: number, trials: readonly Trial[]): Phase {
  const weighed = trials.map((trial) => ({
    ...trial,
    weight: 1 / trials.filter(({ life }) => life === trial.life).length,
  }));
  const weights = stackingWeights(
    count,
    weighed.map(({ beliefs, passed, weight }) => ({
      weight,
      likelihoods: beliefs.map(
        (belief) => belief && OVERLOOKED + densityAt(belief, (1 - passed) / passed),
      ),
    })),
  );
  const calibration = calibrationOf(
    weighed.flatMap(({ beliefs, passed, weight }) => {
      const said = beliefs.map((belief, i) => belief && { belief, weight: weights[i] ?? 0 });
      const belief = pooled(said.filter((one) => one !== undefined));
      return belief === undefined
        ? []
        : [{ at: shareBelow(belief, (1 - passed) / passed), weight }];
    }),
  );
  return { weights, calibration };
}
