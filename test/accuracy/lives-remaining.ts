import { fitTrend } from "@raceway/learn/trend-fits";
import { secondsOf } from "@raceway/model/time";
import type { Answer, Replay } from "./life-replay.ts";
import { fixed, percent, table } from "./markdown.ts";
import type { Life } from "./recorded-lives.ts";
import { meanOf, quantileOf, type RemainingLifeScore, scored } from "./remaining-life-score.ts";

/** Level over the baseline at which the plain exponential fit says life ends: the same as the chain's. */
const LIMIT = Math.log(4);
/** Tails of the ratio truth / answer that bound the stated 80 % interval. */
const TAILS = [0.07, 0.93] as const;

/** Remaining life: the chain against the best constant and a plain exponential fit, and the interval left one life out. */
export function remainingLifeSection(lives: readonly Life[], replays: readonly Replay[]): string {
  const judged = replays.filter(({ answers }) => answers.length > 0);
  const constant = bestConstant(judged);
  const rows: [string, (replay: Replay) => readonly Pair[]][] = [
    ["Raceway", ({ answers }) => answers],
    [`best constant in hindsight (${fixed(constant, 0)} s)`, withEstimate(() => constant)],
    ["best constant of the other lives", leaveOneOutConstant(judged)],
    ["plain exponential fit since onset", exponential(lives)],
    ["half the age", (replay) => ageShare(replay, lives)],
  ];
  const perLife = judged.map((replay) => {
    const { score, medianError, late } = scored(replay.answers);
    const other = judged.filter((r) => r !== replay);
    return [
      replay.name,
      String(replay.answers.length),
      fixed(score, 3),
      percent(medianError),
      percent(late),
      percent(coverage(replay.answers, intervalOf(other))),
      percent(meanOf(replay.answers.map((a) => (a.low <= a.actual && a.actual <= a.high ? 1 : 0)))),
    ];
  });
  const leftOut = meanOf(
    judged.map((r) => coverage(r.answers, intervalOf(judged.filter((o) => o !== r)))),
  );
  const [low, high] = intervalOf(judged);
  return [
    "## Remaining life",
    `Judged at every snapshot from the first persistent anomaly to the end at which the chain gives a number ("no trend, no number"): the challenge's accuracy (1 for the truth, halved by each 5 % too late and each 20 % too early), the median of Er = |actual − estimate| / actual, and the share of late answers. Means over lives weigh each life alike; pooled figures weigh each snapshot alike. End of life is the last recorded snapshot. The estimate extrapolates the level of rms to four times the point's baseline; nothing in it has a time scale of its own, so that no life is favoured by its length.`,
    table(
      [
        "method",
        "score, mean of lives",
        "score, pooled",
        "median Er, mean of lives",
        "pooled",
        "late, mean of lives",
        "pooled",
      ],
      rows.map(([name, pairs]) => [name, ...comparison(judged, pairs)]),
    ),
    table(
      [
        "life",
        "answers",
        "score",
        "median Er",
        "late",
        "in the interval of the other five",
        "in the interval as shipped",
      ],
      perLife,
    ),
    `The 80 % interval is the answer times a pair of factors, the ${percent(TAILS[0])} and ${percent(TAILS[1])} quantiles of truth / answer over lives of equal weight: ${fixed(low)} and ${fixed(high)} on all six. Taken from the other five lives each time, it covers the truth in ${percent(leftOut)} of the answers (mean of lives). It is wide because such lives are: some bearings go from the first sign to the end within two minutes, others run on for two hours.`,
  ].join("\n\n");
}

interface Pair {
  readonly estimate: number;
  readonly actual: number;
}

function comparison(
  judged: readonly Replay[],
  pairs: (replay: Replay) => readonly Pair[],
): string[] {
  const all = judged.map(pairs);
  const scores = all.map(scored);
  const pooled = scored(all.flat());
  const mean = (pick: (score: RemainingLifeScore) => number) => meanOf(scores.map(pick));
  return [
    fixed(
      mean((s) => s.score),
      3,
    ),
    fixed(pooled.score, 3),
    percent(mean((s) => s.medianError)),
    percent(pooled.medianError),
    percent(mean((s) => s.late)),
    percent(pooled.late),
  ];
}

const withEstimate =
  (estimate: (answer: Answer) => number) =>
  ({ answers }: Replay): readonly Pair[] =>
    answers.map((answer) => ({ estimate: estimate(answer), actual: answer.actual }));

/** The constant, of 60 between 30 s and 30 000 s, with the best mean of the score pooled and per life. */
function bestConstant(replays: readonly Replay[]): number {
  const constants = Array.from({ length: 60 }, (_, i) => 30 * 1000 ** (i / 59));
  const worth = (constant: number) => {
    const all = replays.map(withEstimate(() => constant));
    return meanOf(all.map((pairs) => scored(pairs).score)) + scored(all.flat()).score;
  };
  return constants.reduce((best, next) => (worth(next) > worth(best) ? next : best));
}

function leaveOneOutConstant(replays: readonly Replay[]) {
  const constants = new Map(
    replays.map((replay) => [replay, bestConstant(replays.filter((r) => r !== replay))]),
  );
  return (replay: Replay) => withEstimate(() => constants.get(replay) ?? Number.NaN)(replay);
}

/** ln rms over the mean of the first tenth, fitted from the onset to now by ml-regression's exponential, extrapolated to the limit. */
function exponential(lives: readonly Life[]) {
  return (replay: Replay): readonly Pair[] => {
    const life = lives.find(({ name }) => name === replay.name);
    const first = replay.answers[0];
    if (life === undefined || first === undefined) return [];
    const levels = levelsOf(life);
    return replay.answers.map(({ time, actual }) => {
      const since = levels.filter(({ age }) => age >= first.time - 100 && age <= time);
      const step = Math.max(1, Math.floor(since.length / 100));
      const trend = fitTrend(
        "exponential",
        since.filter((_, i) => i % step === 0),
      );
      const level = trend === undefined ? 0 : Math.log(trend.at(time));
      const seconds = trend === undefined || trend.rate <= 0 ? 1e6 : (LIMIT - level) / trend.rate;
      return { estimate: Math.max(0, seconds), actual };
    });
  };
}

function levelsOf(life: Life): { age: number; value: number }[] {
  const blocks = life.observations.filter(({ kind }) => kind === "vibration");
  const young = blocks.filter(
    ({ time }) => secondsOf(time) < life.start + 0.1 * (life.end - life.start),
  );
  const channels = [...new Set(blocks.map(({ channel }) => channel))];
  const base = new Map(
    channels.map((channel) => [
      channel,
      meanOf(young.filter((b) => b.channel === channel).map((b) => b.indicators["rms"] ?? 1)),
    ]),
  );
  const levels = new Map<number, number>();
  for (const block of blocks) {
    const age = secondsOf(block.time);
    const value = Math.log((block.indicators["rms"] ?? 1) / (base.get(block.channel) ?? 1));
    levels.set(age, Math.max(value, levels.get(age) ?? Number.NEGATIVE_INFINITY));
  }
  return [...levels].map(([age, value]) => ({ age, value }));
}

function ageShare(replay: Replay, lives: readonly Life[]): readonly Pair[] {
  const start = lives.find(({ name }) => name === replay.name)?.start ?? 0;
  return replay.answers.map(({ time, actual }) => ({ estimate: (time - start) / 2, actual }));
}

/** Factors on the answer that bound the interval, each life weighing alike. */
export function intervalOf(replays: readonly Replay[]): readonly [number, number] {
  const ratios = replays.flatMap(({ answers }) => {
    const own = answers.map(({ actual, estimate }) => actual / estimate);
    return Array.from({ length: 200 }, (_, i) => quantileOf(own, (i + 0.5) / 200));
  });
  return [quantileOf(ratios, TAILS[0]), quantileOf(ratios, TAILS[1])];
}

function coverage(answers: readonly Answer[], [low, high]: readonly [number, number]): number {
  return meanOf(
    answers.map(({ actual, estimate }) =>
      low * estimate <= actual && actual <= high * estimate ? 1 : 0,
    ),
  );
}
