import { createSimilarity, type LifeCurve, type Similarity } from "@raceway/learn/similar-lives";
import type { PointContext } from "@raceway/model/plant";
import type { RecordedLife } from "@raceway/model/recorded-life";
import { textbookLives } from "./textbook-lives.ts";

/** The finished lives that a plant knows, and what a running one looks like beside them. */
export interface Fleet {
  /**
   * @param limit ln of the limit over the baseline
   */
  similarity(kind: string, limit: number): Similarity;
  /** Replaces what a point tells of its own finished lives, newest last. */
  tell(point: string, kind: string, lives: readonly LifeCurve[]): void;
  /** What the points have told, in the order of their paths. */
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

/** A fleet that knows textbook lives, what it is given, and what its points tell. */
export function createFleet(known: readonly RecordedLife[] = []): Fleet {
  const told = new Map<string, { readonly kind: string; readonly lives: readonly LifeCurve[] }>();
  const tables = new Map<string, Similarity>();

  /** In an order that does not depend on who told first. */
  function livesOf(kind: string): readonly LifeCurve[] {
    const own = [...told]
      .filter(([, entry]) => entry.kind === kind)
      .flatMap(([point, { lives }]) =>
        lives.toReversed().map((curve, rank) => ({ point, rank, curve })),
      )
      .sort((a, b) => a.rank - b.rank || (a.point < b.point ? -1 : 1))
      .map(({ curve }) => curve);
    const given = known.filter((life) => life.kind === kind).map(({ curve }) => curve);
    return [...own, ...given].slice(0, FLEET_MOST);
  }

  return {
    similarity(kind, limit) {
      const steps = Math.max(1, Math.round(limit / LIMIT_STEP));
      const key = `${kind} ${steps}`;
      let found = tables.get(key);
      if (found === undefined) {
        const recorded = livesOf(kind).map((curve) => ({ curve, weight: 1 }));
        found = createSimilarity([...textbookLives(steps * LIMIT_STEP), ...recorded]);
        if (tables.size >= TABLES_MOST) tables.clear();
        tables.set(key, found);
      }
      return found;
    },
    tell(point, kind, lives) {
      told.set(point, { kind, lives });
      tables.clear();
    },
    told: () =>
      [...told]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([, { kind, lives }]) => lives.map((curve) => ({ kind, curve }))),
  };
}
