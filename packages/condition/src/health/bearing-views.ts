import { SHAFT_VIEW } from "../manipulation/modulation.ts";
import type { View } from "./bearing-evidence.ts";
import { lineMap, peaksOf } from "./line-map.ts";
import { overFloor } from "./noise-floor.ts";
import type { OrderAverage } from "./order-average.ts";
import { refineSpeed, shaftGuard } from "./shaft-guard.ts";

/** Sharp lines, and lines smeared over about a per cent by slip that wanders. */
const SMEARS = [0, 0.012] as const;
/** A speed known better than this needs no refining. */
const EXACT = 0.001;
/**
 * Lines are also weighed as if averaged over so few blocks. With many, every small line of a machine stands out and the fault's among them; with few only the strong
 * ones do. Weak faults in noise need the one, clear faults on busy machines the other.
 */
const FEW_BLOCKS = 2;

export interface ViewFacts {
  readonly channel: string;
  readonly shaftHz: number;
  readonly speedTolerance: number;
  readonly mainsHz?: number;
}

/** Line maps of all views of a channel, on an axis of true orders as far as they are known. */
export interface ChannelViews {
  readonly views: readonly View[];
  /** The same views seen less sensitively; empty while there are few blocks. Made on demand: most machines never need them. */
  blunt(): readonly View[];
  /** True speed over stated speed; undefined when the shaft's harmonics do not show it. */
  readonly scale: number | undefined;
}

/** Turns averaged spectra into maps of lines that belong neither to the shaft nor to the mains. */
export function bearingViews(average: OrderAverage, facts: ViewFacts): ChannelViews {
  const { blocks } = average;
  const levelled = average.views.map(({ name, power }) => {
    const ratio = overFloor(power, blocks);
    return { name, ratio, peaks: SMEARS.map((smear) => peaksOf(ratio, smear, blocks)) };
  });
  const all = { blocks, guarded: () => false };
  const bareOf = ({ peaks: [sharp] }: (typeof levelled)[number]) =>
    sharp === undefined ? [] : [lineMap(sharp, average.step, all)];
  const ratios = levelled.filter(({ name }) => name !== SHAFT_VIEW);
  const bare = ratios.flatMap(bareOf);
  const [shaft] = levelled.filter(({ name }) => name === SHAFT_VIEW).flatMap(bareOf);
  const { speedTolerance } = facts;
  const scale = speedTolerance > EXACT ? refineSpeed(bare, shaft, speedTolerance) : 1;
  const step = average.step / (scale ?? 1);
  // Only a speed that is not sure can put shaft harmonics where the guard does not look.
  const unsure = scale === undefined ? facts.speedTolerance : 0;
  const guarded = shaftGuard(step, facts.shaftHz * (scale ?? 1), facts.mainsHz);
  const viewsAt = (sensitivity: number): readonly View[] =>
    ratios.flatMap(({ name, ratio, peaks }, i) => {
      const unguarded = bare[i];
      if (unguarded === undefined) return [];
      return [
        {
          channel: facts.channel,
          name,
          white: name.startsWith("white:"),
          step,
          ratio,
          unsure,
          bare: { ...unguarded, cell: step / 2 },
          maps: peaks.map((each) => lineMap(each, step, { blocks: sensitivity, guarded })),
        },
      ];
    });
  return {
    views: viewsAt(blocks),
    blunt: () => (blocks > 2 * FEW_BLOCKS ? viewsAt(FEW_BLOCKS) : []),
    scale,
  };
}
