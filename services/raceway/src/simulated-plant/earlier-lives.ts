import { COURSE_SHARES } from "@raceway/learn/remaining/whole-life";
import { CURVE_SHARES, RISEN } from "@raceway/learn/similar-lives";
import { COURSE_FEATURES, type RecordedLife } from "@raceway/model/recorded-life";

/** How a life went that a simulated plant remembers. */
interface EarlierLife {
  /** Running days from new to its end. */
  readonly days: number;
  /** Running days from the first pit to its end, and the bend of the damage's growth in them, as the simulator's. */
  readonly wore: number;
  readonly bend: number;
  /** How far the damage had come when the bearing was taken out, as the simulator's severity. */
  readonly end: number;
}

/** Lives that a plant which has run for years remembers of a kind of bearing: one to two months at a grinder's work head, of which one to two weeks are left once a race is pitted. */
const LIVES: readonly EarlierLife[] = [
  { days: 27, wore: 8, bend: 1.6, end: 0.6 },
  { days: 33, wore: 14, bend: 0.9, end: 0.65 },
  { days: 38, wore: 10, bend: 2.1, end: 0.56 },
  { days: 44, wore: 11, bend: 1.2, end: 0.75 },
  { days: 52, wore: 16, bend: 1.5, end: 0.58 },
  { days: 61, wore: 12, bend: 0.7, end: 0.7 },
];

/**
 * ln-levels over the baseline that a pitted outer race of such a severity gives at a simulated work head, one a {@link COURSE_FEATURES}: means of eight blocks, as the
 * test beside measures them anew.
 */
export const LEVELS: readonly {
  readonly severity: number;
  readonly levels: readonly number[];
}[] = [
  { severity: 0, levels: [0, 0, 0, 0, 0, 0] },
  { severity: 0.05, levels: [0.06, 0, 0.01, 0.09, 0.1, 0.01] },
  { severity: 0.1, levels: [0.19, 0.01, 0.04, 0.28, 0.37, 0.15] },
  { severity: 0.15, levels: [0.35, 0.02, 0.07, 0.49, 0.67, 0.37] },
  { severity: 0.2, levels: [0.51, 0.04, 0.11, 0.69, 0.93, 0.55] },
  { severity: 0.3, levels: [0.81, 0.08, 0.21, 1.02, 1.31, 0.76] },
  { severity: 0.4, levels: [1.05, 0.13, 0.32, 1.28, 1.59, 0.86] },
  { severity: 0.55, levels: [1.34, 0.22, 0.5, 1.58, 1.91, 0.93] },
  { severity: 0.75, levels: [1.63, 0.36, 0.71, 1.88, 2.21, 0.97] },
  { severity: 1, levels: [1.91, 0.52, 0.94, 2.16, 2.5, 1] },
];

const DAY = 86_400;
/** Steps in which the rise is searched. */
const STEPS = 4000;

/**
 * What a simulated plant remembers of bearings of a kind that wore out there before: lives that its own physics draws, shorter and longer ones, of which damage took
 * more or less time to use them up. A plant begins with none; after some years it has some.
 */
export function earlierLives(kind: string): readonly RecordedLife[] {
  return LIVES.map((life) => {
    const levelsAt = (share: number) => levelsOf(severityAt(life, share));
    const rms = (share: number) => levelsAt(share)[0] ?? 0;
    const rise = riseOf(rms);
    return {
      kind,
      curve: CURVE_SHARES.map((share) => rms(rise + share * (1 - rise))),
      whole: { seconds: life.days * DAY, course: COURSE_SHARES.map(levelsAt) },
      end: { level: rms(1), cause: "outer-race" },
    };
  });
}

/** The damage when a share of the life has passed. */
function severityAt({ days, wore, bend, end }: EarlierLife, share: number): number {
  const grown = Math.max(0, 1 - ((1 - share) * days) / wore);
  return (end * Math.expm1(bend * grown)) / Math.expm1(bend);
}

/** Linear between the measured ones. */
function levelsOf(severity: number): readonly number[] {
  const next = Math.max(
    1,
    LEVELS.findIndex((known) => known.severity >= severity),
  );
  const [low, high] = [LEVELS[next - 1], LEVELS[next]];
  if (low === undefined || high === undefined) return [];
  const part = (severity - low.severity) / (high.severity - low.severity);
  return COURSE_FEATURES.map((_, f) => {
    const [a, b] = [low.levels[f] ?? 0, high.levels[f] ?? 0];
    return Math.round(100 * (a + part * (b - a))) / 100;
  });
}

/** Share of the life at which its level has risen. */
function riseOf(level: (share: number) => number): number {
  let step = 0;
  while (step < STEPS && level(step / STEPS) < RISEN) step += 1;
  return step / STEPS;
}
