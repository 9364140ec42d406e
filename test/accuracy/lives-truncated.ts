import type { RecordedLife } from "@raceway/model/recorded-life";
import { type Answer, type Replay, replayLife } from "./life-replay.ts";
import { fixed, percent, table } from "./markdown.ts";
import type { Life } from "./recorded-lives.ts";
import { challengeAccuracy, meanOf, quantileOf } from "./remaining-life-score.ts";

/** Shares of a life at which it is cut off and asked about. */
const CUTS = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95];

interface Judged {
  readonly answer: Pick<Answer, "estimate" | "actual"> & Partial<Pick<Answer, "low" | "high">>;
  readonly cut: number;
  readonly life: string;
}

/** What is answered when a life is cut off, with the other lives as the fleet: none of a life's numbers come from itself. */
export function truncatedSection(lives: readonly Life[], replays: readonly Replay[]): string {
  const withFleet = lives.map((life) => ({ life, replay: leaveOneOut(life, replays) }));
  const own = withFleet.flatMap(({ life, replay }) =>
    cutsOf(life, (time) => standing(replay, time)),
  );
  const constants = withFleet.flatMap(({ life }) =>
    cutsOf(life, () => ({ estimate: constantOf(lives.filter((other) => other !== life)) })),
  );
  const shares = (share: number) =>
    lives.flatMap((life) => cutsOf(life, (time) => ({ estimate: share * (time - life.start) })));
  const methods: readonly [string, readonly Judged[]][] = [
    ["Raceway, the other lives as its fleet", own],
    ["the constant that is best on the other lives", constants],
    ["half the age", shares(0.5)],
    ["a quarter of the age (in hindsight the best share)", shares(0.25)],
  ];
  return [
    "## Lives cut off",
    `Each life is cut off at ${CUTS.map((cut) => percent(cut)).join(", ")} of its length and asked how long it has left, with the other lives as the finished ones that the plant knows (as if they were of its kind): no number comes from the life itself. The median is judged by the challenge's score (1 for the truth, halved by each 5 % too late and each 20 % too early), the interval by how often it holds the truth and by its width over the true rest. What is not answered scores 0.`,
    table(
      ["method", "answered", "score", "late", "interval holds", "its width over the rest, median"],
      methods.map(([name, judged]) => [name, ...figures(judged)]),
    ),
    "By how much of the life has passed:",
    table(
      ["passed", "score", "late", "interval holds", "its width over the rest, median"],
      CUTS.map((cut) => [percent(cut), ...figures(own.filter((one) => one.cut === cut)).slice(1)]),
    ),
    "From the first persistent anomaly to the end, as shares of that time: the mean absolute error of the answer in force. A constant of half the time gives 0.25.",
    table(
      ["life", "score when cut off", "mean error from onset", "answers before onset rest on"],
      withFleet.map(({ life, replay }) => [
        life.name,
        figures(own.filter((one) => one.life === life.name))[1] ?? "",
        errorFromOnset(life, replay),
        mostOf(
          replay.answers
            .filter(({ time }) => time < onsetOf(life, replay))
            .map(({ model }) => model),
        ),
      ]),
    ),
  ].join("\n\n");
}

function leaveOneOut(life: Life, replays: readonly Replay[]): Replay {
  const kind = life.context.point.bearing?.designation ?? life.context.point.path;
  const others = replays
    .filter(({ name }) => name !== life.name)
    .flatMap(({ finished }): RecordedLife[] =>
      finished === undefined ? [] : [{ ...finished, kind }],
    );
  return replayLife(life, others);
}

/** The answer that stands at a time. */
function standing(replay: Replay, time: number): Judged["answer"] | undefined {
  const last = replay.answers.findLast((answer) => answer.time <= time);
  return last === undefined ? undefined : { ...last };
}

function cutsOf(
  life: Life,
  ask: (time: number) => Omit<Judged["answer"], "actual"> | undefined,
): Judged[] {
  return CUTS.map((cut) => {
    const time = life.start + cut * (life.end - life.start);
    const found = ask(time);
    const actual = life.end - time;
    return { cut, life: life.name, answer: { estimate: Number.NaN, ...found, actual } };
  });
}

function figures(judged: readonly Judged[]): string[] {
  const answers = judged.map(({ answer }) => answer);
  const given = answers.filter(({ estimate }) => Number.isFinite(estimate));
  const score = meanOf(
    answers.map(({ estimate, actual }) =>
      Number.isFinite(estimate) ? challengeAccuracy(estimate, actual) : 0,
    ),
  );
  const bounded = given.flatMap(({ low, high, actual }) =>
    low === undefined || high === undefined ? [] : [{ low, high, actual }],
  );
  const holds = meanOf(
    bounded.map(({ low, high, actual }) => (low <= actual && actual <= high ? 1 : 0)),
  );
  const widths = bounded.map(({ low, high, actual }) => (high - low) / actual);
  return [
    `${given.length} of ${answers.length}`,
    fixed(score, 3),
    percent(meanOf(given.map(({ estimate, actual }) => (estimate > actual ? 1 : 0)))),
    bounded.length === 0 ? "–" : percent(holds),
    bounded.length === 0 ? "–" : fixed(quantileOf(widths, 0.5), 1),
  ];
}

/** The constant with the best mean score on some lives cut off, of 60 between 30 s and 30 000 s. */
function constantOf(lives: readonly Life[]): number {
  const constants = Array.from({ length: 60 }, (_, i) => 30 * 1000 ** (i / 59));
  const score = (constant: number) =>
    meanOf(
      lives.flatMap(({ start, end }) =>
        CUTS.map((cut) => challengeAccuracy(constant, (1 - cut) * (end - start))),
      ),
    );
  return constants.reduce((best, next) => (score(next) > score(best) ? next : best));
}

function onsetOf(life: Life, replay: Replay): number {
  const first = replay.onsets[0];
  return first === undefined ? life.end : life.start + first.at * (life.end - life.start);
}

function errorFromOnset(life: Life, replay: Replay): string {
  const onset = onsetOf(life, replay);
  const after = replay.answers.filter(({ time }) => time >= onset);
  const span = life.end - onset;
  if (after.length === 0 || span <= 0) return "no answer";
  return fixed(meanOf(after.map(({ estimate, actual }) => Math.abs(estimate - actual) / span)), 2);
}

function mostOf(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${name} (${count})`).join(", ") || "–";
}
