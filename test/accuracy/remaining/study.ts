import { writeFileSync } from "node:fs";
import { competitors } from "@raceway/condition/prognosis/competitors";
import { createFleet, type Fleet } from "@raceway/condition/prognosis/fleet";
import { createCompetition } from "@raceway/learn/remaining/competition";
import { createLifePopulation } from "@raceway/learn/remaining/life-population";
import type { RecordedLife } from "@raceway/model/recorded-life";
import { RECORDINGS } from "../../recordings.ts";
import { fixed, percent, table } from "../markdown.ts";
import { femtoLives, readLife, readXjtuLife, thinnedLife } from "../recorded-lives.ts";
import { ALPHA, alphaLambda } from "./alpha-lambda.ts";
import { BASELINES } from "./baselines.ts";
import { madeUpLives } from "./made-up-lives.ts";
import {
  CUTS,
  cutOff,
  errorFromOnset,
  type Figures,
  figuresOf,
  type Judged,
  prognosticHorizon,
  rises,
} from "./measures.ts";
import { meanOf } from "./remaining-life-score.ts";
import {
  type Answer,
  kindOfLife,
  levelsOf,
  type Told,
  told,
  type WatchedLife,
  watched,
} from "./watched-life.ts";

const PICTURES = new URL("../../../docs/pictures/", import.meta.url);

/** A life, and what was answered along it. */
type Answered = Judged & { readonly told: Told };

/** Measures the remaining life, and says how; the text of docs/accuracy/remaining-life.md. Draws α–λ pictures to docs/pictures. */
export async function remainingLifeStudy(): Promise<string> {
  const lives: WatchedLife[] = [];
  for (const folder of femtoLives()) lives.push(watched(await readLife(folder)));
  const xjtu = await readXjtuLife();
  if (xjtu !== undefined) lives.push(watched(xjtu));
  const recorded =
    lives.length === 0
      ? [`No recorded lives in ${RECORDINGS}: sections on recordings are missing.`]
      : await recordedSections(lives);
  return [HEAD, ...recorded, madeUpSection()].join("\n\n").concat("\n");
}

const HEAD = `# Accuracy: remaining life

Written by \`npm run accuracy remaining-life\`; do not edit. What a planner should make of it: [remaining-life.md](../remaining-life.md). Recordings: the learning set of the IEEE PHM 2012 challenge (FEMTO-ST PRONOSTIA, Nectoux et al.
2012), six bearings from new to failed, and life 1_1 of XJTU-SY (Wang, Lei et al.), analysed as \`raceway replay\` does, without a diagnosis.

**Protocol.** Each life is foretold with the other six as the finished lives that the plant knows, as if all were of one kind; no number comes from the life that is asked about: the forecasters' weights, the damage indicator, the levels
at which lives end, the population of lengths and the calibration are learnt from the other six, and none of them was fitted by hand on these lives. The constants of the forecasters are round numbers; the tested shares (second half of a life),
the prior of calibration (two lives) and which forecasters compete were looked at on these lives, so these lives are not independent of that. The made-up lives below were not looked at.

The median is judged by the challenge's score (1 for the truth, halved by each 5 % too late and each 20 % too early; what is not answered scores 0), the 80 % interval by how often it holds the truth and its width over the true rest, all three together by the
continuous ranked probability score of ln(rest) (CRPS, less is better). With seven lives, of which cuts are not independent, a difference of 0.03 in score is not one.`;

/** Of 2026-12-01; figures of single runs. */
const TRIED = `## What was tried and not taken

Tried by a forerunner of the quick way (_npm run accuracy remaining-life quick_), which went by some hundred moments of a life: there the forecasters as they are score 0.178 at a mean error from onset of 0.55 on the seven lives, and 0.177 and 0.83 from the other rig alone; on the 32 made-up lives below
0.166 and 0.45, on 64 of other seeds 0.211 and 0.47 (the quick way itself: 0.170 and 0.51, 0.180 and 0.77, 0.186 and 0.40, 0.210 and 0.42: so far do figures move by which moments are asked). Every way was judged on all four: what helps seven lives and no others was learnt by heart.

| way | seven lives: score, error | the other rig alone | 32 made up | 64 of other seeds |
| --- | --- | --- | --- | --- |
| without the landmark regression | 0.192, 0.56 | 0.204, 0.82 | 0.139, 0.44 | – |
| landmark regression over the whole life instead of its second half, alone | 0.169, 0.72 | 0.151, 2.37 | 0.115, 2.89 | – |
| … with the age over the median length of the kind's lives as a predictor, alone | 0.155, 0.75 | 0.170, 2.33 | 0.122, 2.92 | – |
| … and with the least risen band (damage in all bands), alone | 0.178, 0.80 | 0.143, 2.50 | 0.125, 2.92 | – |
| like lives by sharper likeness over shorter lags, and no landmark regression | 0.175, 0.62 | 0.168, 0.91 | 0.134, 0.44 | – |
| … beside the landmark regression, the population's weight halved, forecasters' weights nearly equal | 0.190, 0.59 | 0.165, 0.88 | 0.164, 0.45 | 0.211, 0.49 |
| survivors of the population as a sixth forecaster | 0.173, 0.56 | 0.173, 1.01 | 0.141, 0.49 | – |
| weights drawn to equal ones (prior of 2 and of 10 lives instead of a half) | 0.183, 0.55; 0.185, 0.55 | 0.178, 0.83; 0.178, 0.83 | 0.166, 0.45; 0.166, 0.45 | 0.210, 0.48; 0.209, 0.48 |
| beliefs multiplied (geometric pool) instead of added | 0.187, 0.55 | 0.175, 0.80 | 0.166, 0.43 | 0.210, 0.48 (interval holds 77 %; prior of 2 lives) |
| calibration without a shift | 0.183, 0.59 | 0.187, 0.83 | 0.163, 0.45 | – |
| weights and calibration of their own below half of the kind's median length | 0.168, 0.48 | 0.167, 0.83 | 0.162, 0.54 | 0.187, 0.69 |
| … only while nothing has risen | 0.151, 0.54 | 0.167, 0.83 | 0.162, 0.45 | 0.194, 0.47 |
| answers as they come, not steadied | 0.178, 0.54 | 0.195, 0.86 | 0.167, 0.47 | 0.209, 0.48 |

Tried later by the quick way (forecasters as they are: 0.170 and 0.508; 0.180 and 0.769; 0.185 and 0.396; 0.210 and 0.418; CRPS 0.503, 0.497, 0.401, 0.383):

| way | seven lives: score, error, CRPS | the other rig alone | 32 made up | 64 of other seeds |
| --- | --- | --- | --- | --- |
| grid filter over the time from rise to end, the level of the end and the shape between (Bayes' rule; prior of onset-to-end over the age at the onset, learnt from finished lives; times the population), as a sixth forecaster | 0.175, 0.502, 0.501 | 0.183, 0.805, 0.491 | 0.179, 0.455, 0.395 | – |
| … alone | 0.103, 0.511, 0.661 | 0.121, 0.731, 0.554 | 0.063, 1.368, 0.571 | – |
| that prior in place of "nothing is known but the time since the rise" in self-feeding growth and similar rises | 0.182, 0.489, 0.480 | 0.190, 1.043, 0.474 | 0.175, 0.504, 0.390 | – |
| … and in first passage, times the population too | 0.185, 0.497, 0.475 | 0.192, 1.530, 0.466 | 0.179, 0.647, 0.391 | – |
| … half of it | 0.175, 0.499, 0.491 | 0.183, 0.823, 0.485 | 0.178, 0.445, 0.398 | 0.207, 0.455, 0.378 |
| … half of it, and lives of others are not asked where a trend stands | 0.177, 0.504, 0.507 | 0.184, 0.728, 0.512 | 0.190, 0.419, 0.405 | 0.211, 0.415, 0.392 |
| gamma process with random scale (Lawless & Crowder 2004) as a sixth forecaster | 0.168, 0.494, 0.506 | 0.186, 0.771, 0.500 | 0.183, 0.419, 0.405 | – |
| hazard that grows with the damage (proportional hazards over ln age, fitted to finished lives) as a sixth forecaster | 0.152, 0.496, 0.509 | 0.177, 0.818, 0.507 | 0.185, 0.415, 0.409 | – |
| … in place of the landmark regression | 0.180, 0.542, 0.517 | 0.199, 0.802, 0.562 | 0.143, 0.399, 0.415 | – |
| only forecasters that go by a trend where one stands | 0.156, 0.514, 0.521 | 0.184, 0.744, 0.516 | 0.187, 0.371, 0.418 | – |
| the answer before the onset carried on, renewed over 0.1, 0.3 and 1 of the rest | 0.170, 0.528; 0.159, 0.539; 0.163, 0.542 | 0.181, 0.818; 0.179, 0.831; 0.173, 0.886 | 0.189, 0.424; 0.174, 0.525; 0.167, 0.668 | – |
| calibration with one spread below the middle and another above | 0.170, 0.507, 0.498 | 0.180, 0.769, 0.494 | 0.186, 0.396, 0.412 | – |
| young lives (below a half, 0.4, 0.3 of the population's median) foretold from its full length, weighed and calibrated for themselves | 0.127, 0.495; 0.140, 0.492; 0.153, 0.496 | 0.164, 0.768; 0.171, 0.768; 0.179, 0.769 | 0.178, 0.397; 0.179, 0.396; 0.182, 0.396 | 0.188, 0.419; 0.204, 0.418; 0.208, 0.418 |
| … below a fifth (taken: the interval holds at 70 to 90 % left in 49 % instead of 22 %; other rig 25 and 20 %, made up 47 and 43 %, other seeds 55 and 39 %) | 0.170, 0.508, 0.503 | 0.180, 0.769, 0.497 | 0.185, 0.396, 0.401 | 0.210, 0.418, 0.383 |

Lines with the young below a fourth were compared with 0.154, 0.503 and 0.509 on the seven (gamma process, hazard, trend alone). Error from the onset is a share of the time from there to the end: where that is short, one answer that is too long by a half of the age counts tens of times. Who always answers 0 has 0.5. The prior of
onset to end makes beliefs better on all four (CRPS) and the middle worse where lives end soon after their rise, so it was not taken.

An interval from 5 to 85 % instead of 10 to 90 % holds the truth more evenly on the 64 lives (72 to 89 % at each share passed instead of 67 to 91 %) and is a little narrower (1.8 instead of 2.0); on the seven lives it holds it at 95 % passed in 57 % instead of 29 %, and at 50 and 55 % in 57 % instead of 71 and 86 %. Its
lower end lies so low that fewer forecasts can be said in days, so it was not taken. The shortest interval begins at nothing and cannot be planned with.

What the seven lives hold is little: five of them show nothing new between half and 95 % of their length, and Bearing3_1 nothing until 96.5 %. On Bearing3_2 the onset is a burst that passes; what is left then is a ninth of what has passed, of which no level tells.`;

const cells = ({ asked, answered, score, late, holds, width, crps }: Figures) => [
  `${answered} of ${asked}`,
  fixed(score, 3),
  percent(late),
  percent(holds),
  fixed(width, 1),
  fixed(crps, 2),
];
const COLUMNS = [
  "answered",
  "score",
  "late",
  "interval holds",
  "its width over the rest, median",
  "CRPS",
];

async function recordedSections(lives: readonly WatchedLife[]): Promise<readonly string[]> {
  const alone = lives.map((watched) => answered(watched, told(watched, [])));
  const own = lives.map((life) =>
    answered(life, told(life, othersOf(life, alone, kindOfLife(life.life)))),
  );
  for (const judged of own)
    writeFileSync(new URL(pictureOf(judged), PICTURES), await alphaLambda(judged));
  return [
    cutSection(lives, alone, own),
    horizonSection(own),
    onsetSection(own),
    ...own.map((judged) => `![${judged.watched.life.name}](../pictures/${pictureOf(judged)})`),
    competitorSection(lives, alone),
    TRIED,
    thinnedSection(lives),
    costSection(own),
  ];
}

function pictureOf({ watched: { life } }: Judged): string {
  return `life-${life.name.toLowerCase().replace(" ", "-")}.svg`;
}

function answered(watched: WatchedLife, told: Told): Answered {
  return { watched, told, standing: (at) => told.answers.findLast((answer) => answer.at <= at) };
}

/** What the other lives left behind, as of a kind. */
function othersOf(
  { life }: WatchedLife,
  all: readonly Answered[],
  kind: string,
  counts: (other: WatchedLife) => boolean = () => true,
): readonly RecordedLife[] {
  return all
    .filter(({ watched }) => watched.life.name !== life.name && counts(watched))
    .flatMap(({ told: { finished } }) => (finished === undefined ? [] : [{ ...finished, kind }]));
}

function cutSection(
  lives: readonly WatchedLife[],
  alone: readonly Answered[],
  own: readonly Answered[],
): string {
  const foreign = lives.map((life) =>
    answered(life, told(life, othersOf(life, alone, "another kind"))),
  );
  const rig = lives.map((life) =>
    answered(
      life,
      told(
        life,
        othersOf(
          life,
          alone,
          kindOfLife(life.life),
          (other) => kindOfLife(other.life) !== kindOfLife(life.life),
        ),
      ),
    ),
  );
  const methods: readonly (readonly [string, readonly Judged[]])[] = [
    ["Raceway, the other lives as its kind", own],
    ["Raceway, only those of the other rig as its kind", rig],
    ["Raceway, the other lives as of another kind (answers only what rises)", foreign],
    ["Raceway without any finished life (answers only what rises)", alone],
    ...Object.entries(BASELINES).map(([name, method]) => [name, method(lives)] as const),
  ];
  return [
    "## Lives cut off",
    `Each life is cut off at ${CUTS.map((cut) => percent(cut)).join(", ")} of its length and asked how long it has left.`,
    table(
      ["method", ...COLUMNS],
      methods.map(([name, judged]) => [name, ...cells(figuresOf(cutOff(judged)))]),
    ),
  ].join("\n\n");
}

/** By how much has passed, and by how much is left. */
function horizonSection(own: readonly Answered[]): string {
  const dense = Array.from({ length: 90 }, (_, i) => 0.1 + i / 100);
  const pairs = cutOff(own, dense);
  const bands = [
    [0.9, 0.7],
    [0.7, 0.5],
    [0.5, 0.3],
    [0.3, 0.15],
    [0.15, 0.05],
    [0.05, 0],
  ] as const;
  return [
    "By how much of the life has passed:",
    table(
      ["passed", ...COLUMNS],
      CUTS.map((cut) => [percent(cut), ...cells(figuresOf(cutOff(own, [cut])))]),
    ),
    "By horizon, that is by how much of the life is left, asked at each hundredth:",
    table(
      ["left", ...COLUMNS],
      bands.map(([most, least]) => [
        `${percent(least)} to ${percent(most)}`,
        ...cells(
          figuresOf(pairs.filter(({ cut }) => 1 - cut <= most + 1e-9 && 1 - cut > least + 1e-9)),
        ),
      ]),
    ),
    "An interval that holds the truth in four of five cases of all cannot do so at each horizon by itself where nothing can be seen: of lives that end without a sign the last twentieth is foretold too late by whoever does not foretell all others too early.",
  ].join("\n\n");
}

function onsetSection(own: readonly Answered[]): string {
  const errors = own.map(errorFromOnset);
  const known = errors.filter(Number.isFinite);
  return [
    "## From the onset to the end",
    `From the first persistent anomaly to the end, as shares of that time: the mean absolute error of the answer in force. A constant of half the time, known in hindsight, gives 0.25. The prognostic horizon is the share of the life before its end from which on every answer lies within 10 % of the life's length around the truth.`,
    table(
      [
        "life",
        "length, s",
        "onset",
        "score when cut off",
        "mean error from onset",
        "prognostic horizon",
        "answers with a trend that rose",
        "answers rest on",
      ],
      own.map((judged, i) => {
        const { watched, told } = judged;
        return [
          watched.life.name,
          fixed(watched.length, 0),
          watched.onset === undefined ? "never" : percent(watched.onset / watched.length),
          fixed(figuresOf(cutOff([judged])).score, 3),
          fixed(errors[i] ?? Number.NaN, 2),
          percent(prognosticHorizon(judged)),
          percent(rises(told.answers)),
          basesOf(told),
        ];
      }),
    ),
    `Mean error ${fixed(meanOf(known), 2)}, worst ${fixed(Math.max(...known), 2)}. Answers may rise where the level has fallen since.`,
    trendsSection(own),
    `α–λ pictures (the cone is the truth ± ${100 * ALPHA} %):`,
  ].join("\n\n");
}

/** What was said by a trend before any anomaly stood, and whether an answer ever rose while the level did. */
function trendsSection(own: readonly Answered[]): string {
  let [all, before, rose] = [0, 0, 0];
  for (const { watched, told } of own) {
    const levels = levelsOf(watched);
    const levelAt = ({ step = 0 }: Answer) => levels[step] ?? 0;
    const trend = told.answers.filter(({ basis }) => basis === "trend");
    all += trend.length;
    before += trend.filter(({ at }) => at < (watched.onset ?? Number.POSITIVE_INFINITY)).length;
    for (const [i, answer] of told.answers.entries()) {
      const last = told.answers[i - 1];
      if (last === undefined || answer.basis !== "trend" || last.basis !== "trend") continue;
      if (answer.estimate > last.estimate && levelAt(answer) >= levelAt(last)) rose += 1;
    }
  }
  return `Of ${all} answers with a trend ${before} came before a persistent anomaly had stood, and ${rose} were longer than the one before although the level had not fallen.`;
}

function basesOf({ answers }: Told): string {
  const counts = new Map<string, number>();
  for (const { basis = "nothing" } of answers) counts.set(basis, (counts.get(basis) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${name} (${count})`).join(", ");
}

const NAMES = [
  "like lives",
  "landmark regression",
  "first passage",
  "self-feeding growth",
  "regressions and similar rises",
];

/** Each competitor alone, and all without it. */
function competitorSection(lives: readonly WatchedLife[], alone: readonly Answered[]): string {
  const judged = (keep: (index: number) => boolean) =>
    lives.map((life) => {
      const others = othersOf(life, alone, kindOfLife(life.life));
      return answered(life, told(life, others, fleetOf(others, keep)));
    });
  const rows = NAMES.flatMap((name, index) => {
    const only = judged((i) => i === index);
    const without = judged((i) => i !== index);
    return [
      [`${name} alone`, ...cells(figuresOf(cutOff(only))), fixed(errorOf(only), 2)],
      [`all but ${name}`, ...cells(figuresOf(cutOff(without))), fixed(errorOf(without), 2)],
    ];
  });
  return [
    "## Who competes",
    "Each forecaster alone (weighed with none, calibrated as the whole is), and all but it. Those that go by a trend answer only where something rises.",
    table(["forecasters", ...COLUMNS, "mean error from onset"], rows),
  ].join("\n\n");
}

function errorOf(judged: readonly Judged[]): number {
  return meanOf(judged.map(errorFromOnset).filter(Number.isFinite));
}

/** A fleet whose competition has some of the competitors only. */
function fleetOf(others: readonly RecordedLife[], keep: (index: number) => boolean): Fleet {
  const ended = others.flatMap(({ curve, whole }) =>
    whole === undefined ? [] : [{ curve, whole }],
  );
  const made = new Map<number, ReturnType<typeof createCompetition>>();
  return {
    ...createFleet(others),
    competition(_, limit) {
      const key = Math.round(10 * limit);
      const found =
        made.get(key) ??
        createCompetition(
          competitors(limit, []).filter((_, i) => keep(i)),
          ended,
          [],
          (seconds) => createLifePopulation({ ended: seconds, running: [] }),
        );
      made.set(key, found);
      return found;
    },
  };
}

/** The same lives sampled more slowly, foretold from each other. */
function thinnedSection(lives: readonly WatchedLife[]): string {
  const rows = [4, 10].map((step) => {
    const thinned = lives.map(({ life }) => watched(thinnedLife(life, step)));
    const alone = thinned.map((life) => answered(life, told(life, [])));
    const own = thinned.map((life) =>
      answered(life, told(life, othersOf(life, alone, kindOfLife(life.life)))),
    );
    return [
      `every ${step}th snapshot`,
      String(
        own.filter(
          ({ watched: { onset, length } }) => onset !== undefined && onset <= 0.95 * length,
        ).length,
      ),
      ...cells(figuresOf(cutOff(own))),
      fixed(errorOf(own), 2),
    ];
  });
  return [
    "## Thinned lives",
    "The same lives with only each k-th snapshot, with the same constants. A life thinned to fewer snapshots than a baseline needs (20) is never judged and leaves nothing behind.",
    table(
      ["lives", "persistent anomaly ≥ 5 % before the end", ...COLUMNS, "mean error from onset"],
      rows,
    ),
  ].join("\n\n");
}

function costSection(own: readonly Answered[]): string {
  const micros = own.map(({ told }) => told.micros);
  const bytes = Math.max(...own.map(({ told }) => told.bytes));
  const finished = Math.max(...own.map(({ told }) => JSON.stringify(told.finished ?? "").length));
  return [
    "## Time and memory",
    `Prognosis takes ${fixed(Math.min(...micros), 0)} to ${fixed(Math.max(...micros), 0)} µs of processor time an observation (mean over a life, with six finished lives and the weighing of the forecasters on them), and up to ${bytes} bytes of a point's state (JSON). A finished life takes up to ${finished} bytes; a point remembers its latest four, a running life is compared with at most sixteen of its kind and sixteen others.`,
  ].join("\n\n");
}

function madeUpSection(): string {
  const rows = Object.entries(madeUpLives()).flatMap(([shape, lives]) => {
    const all = lives.map(watched);
    const alone = all.map((life) => answered(life, told(life, [])));
    const own = all.map((life) =>
      answered(life, told(life, othersOf(life, alone, kindOfLife(life.life)))),
    );
    const constant = BASELINES["the constant that is best on the other lives"]?.(all) ?? [];
    const share = BASELINES["the share of the age that is best on the other lives"]?.(all) ?? [];
    const error = fixed(errorOf(own), 2);
    return [
      [shape, ...cells(figuresOf(cutOff(own))), error],
      ["… without any finished life", ...cells(figuresOf(cutOff(alone))), fixed(errorOf(alone), 2)],
      [
        "… the constant that is best on the other lives",
        ...cells(figuresOf(cutOff(constant))),
        fixed(errorOf(constant), 2),
      ],
      [
        "… the share of the age that is best on the other lives",
        ...cells(figuresOf(cutOff(share))),
        fixed(errorOf(share), 2),
      ],
    ];
  });
  return [
    "## Made-up lives",
    "Eight shapes of four lives each (test/accuracy/remaining/made-up-lives.ts), each foretold from the three others of its shape: lengths that spread by a factor of 1.6 either way about 20,000 s, ends at 3 to 12 times the baseline, onsets at 30 to 85 %, 120 to 400 snapshots, all drawn; the last has a temperature and no vibration. Where a shape steps in all bands by one factor at once (two steps), detection takes that for an exchanged sensor, what was learnt is void, and no life is left behind.",
    table(["shape", ...COLUMNS, "mean error from onset"], rows),
  ].join("\n\n");
}
