import {
  type Competition,
  createCompetition,
  type EndedLife,
} from "@raceway/learn/remaining/competition";
import {
  createLifePopulation,
  type LifePopulation,
} from "@raceway/learn/remaining/life-population";
import { median } from "@raceway/learn/robust";
import type { PointContext } from "@raceway/model/plant";
import type { RecordedLife } from "@raceway/model/recorded-life";
import { competitors } from "./competitors.ts";

/** A finished life as a point keeps it: its kind is the point's. */
export type OwnLife = Omit<RecordedLife, "kind">;
/** What a point tells of its bearings. */
export interface TellsOfLives {
  /** Finished ones, newest last. */
  readonly lives: readonly OwnLife[];
  /** Running seconds of the one that runs: it lasts at least so long. */
  readonly running: number;
  /** The same of those that were replaced before their end. */
  readonly cutShort?: readonly number[];
}

/** Running seconds of bearings of a kind. */
export interface LifeDurations {
  readonly ended: readonly number[];
  /** Of those that run, or were replaced before their end: they last at least so long. */
  readonly running: readonly number[];
}

/** The finished lives that a plant knows, and what a running one looks like beside them. */
export interface Fleet {
  /**
   * Those who say how much longer bearings of a kind last, weighed and calibrated on the kind's finished lives.
   *
   * @param limit ln of the limit over the baseline
   */
  competition(kind: string, limit: number): Competition;
  /** Whether a bearing of the kind is known to have ended. */
  hasEnded(kind: string): boolean;
  /** How long bearings of a kind last; undefined where nothing is known. @param rating L10h, seconds */
  population(kind: string, rating: number | undefined): LifePopulation | undefined;
  /** Highest ln-level over the baseline at which a life of the kind has ended; undefined where too few have. */
  highestEnd(kind: string): number | undefined;
  /** How long bearings of each kind have lasted so far. */
  durations(): ReadonlyMap<string, LifeDurations>;
  /** Replaces what a point has told before. */
  tell(point: string, kind: string, told: TellsOfLives): void;
  /** What a point has told counts no longer. */
  forget(point: string): void;
  /** The finished lives that the points have told, in the order of their paths. */
  told(): readonly RecordedLife[];
}

/** Lives whose ends make up a kind: of the same bearing, or of the same point where the plant file names none. */
export function kindOf({ point }: PointContext): string {
  return point.bearing?.designation ?? point.path;
}

/** Most lives of a kind that are compared; the newest of every point come first. */
export const FLEET_MOST = 16;
/** Tables of comparison that are kept. */
const TABLES_MOST = 16;
/** Limits closer together than this share a table. */
const LIMIT_STEP = 0.1;
/** Ended lives from which on the highest end says something of the next. */
const ENDS_FEWEST = 3;

/** A life so many times longer or shorter than the median of the others is taken for a slip of whoever wrote it down: real ones of a kind differ by a factor of ten or twenty. */
const ABSURD = 100;
/** Lives from which on one can be told to be absurd. */
const TELLING = 4;

/** A fleet that knows what it is given, and what its points tell. */
export function createFleet(known: readonly RecordedLife[] = []): Fleet {
  const told = new Map<string, TellsOfLives & { readonly kind: string }>();
  const competitions = new Map<string, Competition>();
  const populations = new Map<string, LifePopulation | undefined>();

  /** In an order that does not depend on who told first. */
  function livesWhere(wanted: (kind: string) => boolean): readonly OwnLife[] {
    const own = [...told]
      .filter(([, entry]) => wanted(entry.kind))
      .flatMap(([point, { lives }]) =>
        lives.toReversed().map((life, rank) => ({ point, rank, life })),
      )
      .sort((a, b) => a.rank - b.rank || (a.point < b.point ? -1 : 1))
      .map(({ life }) => life);
    return plausible([...own, ...known.filter(({ kind }) => wanted(kind))]).slice(0, FLEET_MOST);
  }

  const livesOf = (kind: string) => livesWhere((other) => other === kind);
  const wholeOf = (kind: string) => livesOf(kind).flatMap(({ whole }) => whole ?? []);

  function durationsOf(kind: string): LifeDurations {
    return {
      ended: wholeOf(kind).map(({ seconds }) => seconds),
      running: [...told.values()]
        .filter((entry) => entry.kind === kind)
        .flatMap(({ running, cutShort = [] }) => [running, ...cutShort])
        .filter((seconds) => seconds > 0)
        .sort((a, b) => a - b),
    };
  }

  function kept<V>(cache: Map<string, V>, key: string, make: () => V): V {
    if (!cache.has(key)) {
      if (cache.size >= TABLES_MOST) cache.clear();
      cache.set(key, make());
    }
    return cache.get(key) as V;
  }

  return {
    competition(kind, limit) {
      const steps = Math.max(1, Math.round(limit / LIMIT_STEP));
      return kept(competitions, `${kind} ${steps}`, () => {
        const lives = livesOf(kind);
        const curves = lives.filter(({ whole }) => whole === undefined).map(({ curve }) => curve);
        return createCompetition(
          competitors(steps * LIMIT_STEP, curves),
          lives.flatMap(ended),
          livesWhere((other) => other !== kind).flatMap(ended),
          (seconds) => createLifePopulation({ ended: seconds, running: [] }),
        );
      });
    },
    hasEnded: (kind) => wholeOf(kind).length > 0,
    population(kind, rating) {
      return kept(populations, `${kind} ${rating}`, () =>
        createLifePopulation({
          ...durationsOf(kind),
          ...(rating !== undefined && { rating }),
        }),
      );
    },
    durations() {
      const kinds = [...known, ...told.values()].map(({ kind }) => kind);
      return new Map([...new Set(kinds)].sort().map((kind) => [kind, durationsOf(kind)]));
    },
    highestEnd(kind) {
      const ends = livesOf(kind).map(({ curve }) => curve.at(-1) ?? 0);
      return ends.length < ENDS_FEWEST ? undefined : Math.max(...ends);
    },
    tell(point, kind, entry) {
      const before = told.get(point);
      told.set(point, { kind, ...entry });
      populations.clear();
      if (before?.lives !== entry.lives) competitions.clear();
    },
    forget(point) {
      if (!told.delete(point)) return;
      populations.clear();
      competitions.clear();
    },
    told: () =>
      [...told]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([, { kind, lives }]) => lives.map((life) => ({ kind, ...life }))),
  };
}

function ended({ curve, whole }: OwnLife): readonly EndedLife[] {
  return whole === undefined ? [] : [{ curve, whole }];
}

/** Without those whose length cannot be true beside the others'. */
function plausible(lives: readonly OwnLife[]): readonly OwnLife[] {
  const lengths = lives.flatMap(({ whole }) => whole?.seconds ?? []);
  if (lengths.length < TELLING) return lives;
  const middle = median(lengths);
  return lives.filter(
    ({ whole }) =>
      whole === undefined || (whole.seconds < ABSURD * middle && whole.seconds > middle / ABSURD),
  );
}
