import { competitors } from "@raceway/condition/prognosis/competitors";
import { createCompetition } from "@raceway/learn/remaining/competition";
import { createLifePopulation } from "@raceway/learn/remaining/life-population";
import { kept, MAKERS_OF_OBSERVATIONS, sourceHash } from "../kept.ts";
import { fixed, percent, table } from "../markdown.ts";
import { femtoLives, readLife, readXjtuLife } from "../recorded-lives.ts";
import { answeredFrames, type FramedLife, framed } from "./frames.ts";
import { madeUpLives } from "./made-up-lives.ts";
import { cutOff, errorFromOnset, figuresOf, type Judged } from "./measures.ts";
import { meanOf } from "./remaining-life-score.ts";
import { watched } from "./watched-life.ts";

/** ln of the level at which a life counts as used up where the plant file says nothing. */
const LIMIT = Math.log(4);
/** Made-up lives of a shape that the study does not know, and where their seeds begin. */
const UNSEEN = { each: 8, seed: 50_000 } as const;
/** Whatever else turns records into frames. */
const SOURCE = sourceHash([
  ...MAKERS_OF_OBSERVATIONS,
  "packages/condition/src/detection",
  "packages/condition/src/prognosis/level-course.ts",
  "packages/condition/src/synthetic-life.ts",
  "packages/learn/src/fading-course.ts",
  "test/accuracy/recorded-lives.ts",
  "test/accuracy/remaining/frames.ts",
  "test/accuracy/remaining/made-up-lives.ts",
]);

/**
 * `npm run accuracy remaining-life quick`: the main figures of the forecasters as they are now, in a minute instead of a quarter of an hour, for trying others. The frames that it goes by are kept between
 * runs; what is said of them never. Figures differ a little from the study's, which goes through every observation.
 */
export async function quickFigures(): Promise<string> {
  const lives = await framesKept("recorded", async () => {
    const all = [];
    for (const folder of femtoLives()) all.push(await readLife(folder));
    return [[...all, ...[(await readXjtuLife()) ?? []].flat()]];
  });
  const known = await framesKept("made-up", async () => Object.values(madeUpLives()));
  const unseen = await framesKept("unseen", async () =>
    Object.values(madeUpLives(UNSEEN.each, UNSEEN.seed)),
  );
  return table(
    ["lives", "score", "late", "interval holds", "width", "CRPS", "error from onset", "worst"],
    [
      row("recorded, one left out", foretold(lives)),
      row(
        "recorded, their rig left out",
        foretold(lives, (a, b) => a.kind !== b.kind),
      ),
      row("made up", foretold(known)),
      row("made up, of other seeds", foretold(unseen)),
    ],
  );
}

type Lives = readonly (readonly FramedLife[])[];

function framesKept(
  name: string,
  read: () => Promise<readonly (readonly Parameters<typeof watched>[0][])[]>,
): Promise<Lives> {
  return kept("raceway-frames", `${name}-${SOURCE}`, async () =>
    (await read()).map((kind) => kind.map((life) => framed(watched(life)))),
  );
}

/** Each life from the others of its kind that count. */
function foretold(
  kinds: Lives,
  counts: (life: FramedLife, other: FramedLife) => boolean = (life, other) => life !== other,
): readonly Judged[] {
  const populationOf = (ended: readonly number[]) => createLifePopulation({ ended, running: [] });
  return kinds.flatMap((lives) =>
    lives.map((life) => {
      const ended = lives
        .filter((other) => counts(life, other))
        .flatMap(({ finished }) =>
          finished?.whole === undefined ? [] : [{ curve: finished.curve, whole: finished.whole }],
        );
      return answeredFrames(
        life,
        createCompetition(competitors(LIMIT, []), ended, [], populationOf),
        populationOf(ended.map(({ whole: { seconds } }) => seconds)),
      );
    }),
  );
}

function row(name: string, judged: readonly Judged[]): readonly string[] {
  const { score, late, holds, width, crps } = figuresOf(cutOff(judged));
  const errors = judged.map(errorFromOnset).filter(Number.isFinite);
  return [
    name,
    fixed(score, 3),
    percent(late),
    percent(holds),
    fixed(width, 1),
    fixed(crps, 2),
    fixed(meanOf(errors), 2),
    fixed(Math.max(...errors), 2),
  ];
}
