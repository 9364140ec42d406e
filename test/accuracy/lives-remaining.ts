import { fitTrend } from "@raceway/learn/trend-fits";
import { secondsOf } from "@raceway/model/time";
import { type Answer, type Replay, replayLife } from "./life-replay.ts";
import { madeUpLives } from "./made-up-lives.ts";
import { fixed, percent, table } from "./markdown.ts";
import { type Life, thinnedLife } from "./recorded-lives.ts";
import { meanOf, quantileOf, type RemainingLifeScore, scored } from "./remaining-life-score.ts";

/** Level over the baseline at which the plain exponential fit says life ends: the same as the chain's. */
const LIMIT = Math.log(4);
/** Tails that an 80 % interval leaves out. */
const TAILS = [0.1, 0.9] as const;

/** Remaining life: the chain alone and with a fleet, against constants and a plain exponential fit. */
export function remainingLifeSection(lives: readonly Life[], replays: readonly Replay[]): string {
  const judged = replays.filter(({ answers }) => answers.length > 0);
  const withFleet = fleetReplays(lives, replays);
  return [
    "## Remaining life",
    PROTOCOL,
    comparisonTable(lives, judged, [
      ["Raceway", ({ answers }) => answers],
      ["Raceway, the other five lives as its fleet", (replay) => withFleet.get(replay.name) ?? []],
    ]),
    INTERVALS,
    lifeTable(judged, withFleet),
    ...judged.map(({ name }) => `![${name}](../pictures/life-${name.toLowerCase()}.svg)`),
    thinnedSection(lives),
    madeUpSection(),
  ].join("\n\n");
}

const PROTOCOL = `Judged at every snapshot from the first persistent anomaly to the end at which the chain gives a number ("no trend, no number"): the challenge's accuracy (1 for the truth, halved by each 5 % too late and each 20 % too early), the median of Er = |actual − estimate| / actual, the share of late answers, the share of answers whose 80 % interval held the truth, and the median width of that interval (upper over lower end). Means over lives weigh each life alike; pooled figures weigh each snapshot alike. End of life is the last recorded snapshot.

Nothing in the estimate has a time scale of its own, so that no life is favoured by its length, and nothing in it was trained on these lives; its few round constants were looked at on them, see below. Four regressions and the pace of the last gain extrapolate the level of rms to four times the point's baseline; finished lives that looked like this one say how much longer they lasted (packages/learn/src/similar-lives.ts); each weighs by how well it would have foretold the youngest part of its window. Before a plant has finished lives of its own the comparison is with 28 made-up ones (textbook-lives.ts); the second row adds the five other recorded lives, whole and from their rise on. What whole lives of the kind say, where there are some, counts as much again. The answer is the median. Between estimates it runs down a second a second (steady-forecast.ts).

Looked at on these lives, on the thinned ones and on made-up ones: how to combine the forecasts (median, geometric mean, mixture), whether a hyperbolic regression is worth a place among them, the width of an extrapolation's error (0.2), the tolerance of likeness (0.15), how much the past duration alone weighs, and the pace of steadying (a tenth). They are round numbers, and the thinned and made-up lives below are judged with the same ones.`;

const INTERVALS = `Raceway's interval is its own, as given at the time. The other methods have none: theirs is the answer times the 10 % and 90 % quantiles of truth / answer on the other five lives, lives weighing alike.`;

/** Each life again, with what the others left behind. */
function fleetReplays(lives: readonly Life[], replays: readonly Replay[]) {
  return new Map(
    lives.map((life) => {
      const others = replays
        .filter(({ name }) => name !== life.name)
        .flatMap(({ finished }) => finished ?? []);
      return [life.name, replayLife(life, others).answers] as const;
    }),
  );
}

type Method = readonly [name: string, pairs: (replay: Replay) => readonly (Pair | Answer)[]];

function comparisonTable(
  lives: readonly Life[],
  judged: readonly Replay[],
  own: readonly Method[],
): string {
  const constant = bestConstant(judged);
  const methods: readonly Method[] = [
    ...own,
    [`best constant in hindsight (${fixed(constant, 0)} s)`, withEstimate(() => constant)],
    ["best constant of the other lives", leaveOneOutConstant(judged)],
    ["plain exponential fit since onset", exponential(lives)],
    ["half the age", (replay) => ageShare(replay, lives)],
  ];
  return table(
    ["method", ...COLUMNS],
    methods.map(([name, pairs]) => [name, ...comparison(judged, pairs)]),
  );
}

function lifeTable(
  judged: readonly Replay[],
  withFleet: ReadonlyMap<string, readonly Answer[]>,
): string {
  return table(
    [
      "life",
      "answers",
      "score",
      "with fleet",
      "median Er",
      "late",
      "interval holds",
      "its width",
      "what most answers rest on",
    ],
    judged.map(({ name, answers }) => {
      const { score, medianError, late } = scored(answers);
      const interval = intervalsOf(answers);
      return [
        name,
        String(answers.length),
        fixed(score, 3),
        fixed(scored(withFleet.get(name) ?? []).score, 3),
        percent(medianError),
        percent(late),
        percent(interval.holds),
        fixed(interval.width, 0),
        mostFrequent(answers.map(({ model }) => model)),
      ];
    }),
  );
}

function mostFrequent(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const [first] = [...counts].sort((a, b) => b[1] - a[1]);
  return first === undefined ? "–" : `${first[0]} (${percent(first[1] / names.length)})`;
}

/** The same lives sampled more slowly: what the chain does, and the constant that is best for just them. */
function thinnedSection(lives: readonly Life[]): string {
  const rows = [4, 10].flatMap((step) => {
    const thinned = lives.map((life) => thinnedLife(life, step));
    const judged = thinned
      .map((life) => replayLife(life))
      .filter(({ answers }) => answers.length > 0);
    const constant = bestConstant(judged);
    const sets: readonly Method[] = [
      [`every ${step}th snapshot, ${judged.length} lives with answers`, ({ answers }) => answers],
      [
        `the same, best constant in hindsight (${fixed(constant, 0)} s)`,
        withEstimate(() => constant),
      ],
      ["the same, plain exponential fit", exponential(thinned)],
    ];
    return sets.map(([name, pairs]) => [name, ...comparison(judged, pairs)]);
  });
  return ["Thinned, with the same constants:", table(["lives and method", ...COLUMNS], rows)].join(
    "\n\n",
  );
}

function madeUpSection(): string {
  const rows = Object.entries(madeUpLives()).flatMap(([shape, lives]) => {
    const judged = lives
      .map((life) => replayLife(life))
      .filter(({ answers }) => answers.length > 0);
    const constant = bestConstant(judged);
    const sets: readonly Method[] = [
      [`${shape} (${judged.length} of ${lives.length} with answers)`, ({ answers }) => answers],
      [`… best constant in hindsight (${fixed(constant, 0)} s)`, withEstimate(() => constant)],
      ["… plain exponential fit", exponential(lives)],
    ];
    return sets.map(([name, pairs]) => [name, ...comparison(judged, pairs)]);
  });
  return [
    "Made-up lives, 60 to 1000 snapshots at intervals from 10 s to 10 min, ending at 3 to 12 times the baseline, under noise (test/accuracy/made-up-lives.ts). They are drawn by the same textbook as the lives that Raceway compares with, though not at the same parameters, so they are a check on the order of the methods by shape, not on their level:",
    table(["lives and method", ...COLUMNS], rows),
    "Damage that feeds on itself is foretold too late by everything that extrapolates a pace, worse than by a constant known in hindsight. Where a plateau ends suddenly nothing in the level tells beforehand, and the width of the interval says so.",
  ].join("\n\n");
}

const COLUMNS = [
  "score, mean of lives",
  "score, pooled",
  "median Er, mean of lives",
  "pooled",
  "late, mean of lives",
  "pooled",
  "interval holds, mean of lives",
  "its width",
];

interface Pair {
  readonly estimate: number;
  readonly actual: number;
}

function comparison(judged: readonly Replay[], pairs: Method[1]): string[] {
  const all = judged.map(pairs);
  const scores = all.map(scored);
  const pooled = scored(all.flat());
  const mean = (pick: (score: RemainingLifeScore) => number) => meanOf(scores.map(pick));
  const intervals = all.map((one, i) =>
    intervalsOf(one.every(hasInterval) ? one : spread(one, all.toSpliced(i, 1))),
  );
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
    percent(meanOf(intervals.map(({ holds }) => holds))),
    fixed(
      quantileOf(
        intervals.map(({ width }) => width),
        0.5,
      ),
      0,
    ),
  ];
}

function hasInterval(pair: Pair | Answer): pair is Answer {
  return "low" in pair;
}

type Bounded = Pair & Pick<Answer, "low" | "high">;

function intervalsOf(answers: readonly Bounded[]) {
  return {
    holds: meanOf(answers.map((a) => (a.low <= a.actual && a.actual <= a.high ? 1 : 0))),
    width: quantileOf(
      answers.map(({ low, high }) => high / low),
      0.5,
    ),
  };
}

/** Answers with an interval that would have been right on the other lives. */
function spread(pairs: readonly Pair[], others: readonly (readonly Pair[])[]): readonly Bounded[] {
  const ratios = others.flatMap((answers) => {
    const own = answers.map(({ actual, estimate }) => actual / estimate);
    return Array.from({ length: 200 }, (_, i) => quantileOf(own, (i + 0.5) / 200));
  });
  const [low, high] = TAILS.map((p) => quantileOf(ratios, p));
  return pairs.map((pair) => ({
    ...pair,
    low: (low ?? 0) * pair.estimate,
    high: (high ?? 0) * pair.estimate,
  }));
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
      return { estimate: Math.max(1, seconds), actual };
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
