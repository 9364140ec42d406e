import type { Json } from "@raceway/model/json";
import type { BearingType } from "@raceway/model/test-stand";
import { createPopulation, type Population, type RememberedPart } from "../learn/population.ts";
import {
  type Column,
  columnNames,
  columnsOf,
  createTypeModel,
  type TypeModel,
} from "../learn/type-model.ts";
import type { StandState } from "./stand-chain.ts";

/** A type as one stand knows it: its parts, and what is usual among them. */
export interface StandType {
  readonly type: BearingType;
  readonly columns: readonly Column[];
  readonly population: Population;
  /** Undefined while it is learnt. */
  model(): TypeModel | undefined;
}

/** What a stand has learnt of each type. Stands differ in how they hold and hear a part, so each learns its own. */
export function createStandTypes(types: readonly BearingType[]) {
  const known = new Map<string, StandType & { anew(): void }>();
  /** Names of states to be stored. */
  const changed = new Set<string>();

  for (const type of types) {
    const columns = columnsOf(type.tests, type.sides);
    const population = createPopulation(columnNames(columns));
    let model: TypeModel | undefined;
    let current = false;
    known.set(type.id, {
      type,
      columns,
      population,
      model() {
        if (!current) model = createTypeModel(columns, population, type.falseRejectsPpm);
        current = true;
        return model;
      },
      anew() {
        current = false;
      },
    });
  }

  return {
    get: (id: string | undefined): StandType | undefined =>
      id === undefined ? undefined : known.get(id),
    /** A delivered part says what is usual. */
    learn({ type }: StandType, part: RememberedPart): void {
      const own = known.get(type.id);
      if (own === undefined) return;
      changed.add(`pending/${type.id}`);
      if (!own.population.add(part)) return;
      own.anew();
      changed.add(`population/${type.id}`);
    },
    teach(id: string, part: RememberedPart, good: boolean): void {
      const own = known.get(id);
      if (own === undefined) return;
      own.population.teach(part, good);
      own.anew();
      changed.add(`pending/${id}`);
      changed.add(`population/${id}`);
    },
    summary: () =>
      [...known.values()].map(({ type, population, model }) => ({
        id: type.id,
        seen: population.seen(),
        comparedWith: model()?.parts ?? 0,
      })),
    changedStates(): readonly StandState[] {
      const names = [...changed];
      changed.clear();
      return names.flatMap((name) => {
        const [kind, id = ""] = name.split("/");
        const own = known.get(id)?.population;
        if (own === undefined) return [];
        return [{ name, state: kind === "pending" ? own.pendingState() : own.foldedState() }];
      });
    },
    restore(read: (name: string) => Json | undefined): void {
      for (const [id, { population, anew }] of known) {
        population.restore(read(`population/${id}`), read(`pending/${id}`));
        anew();
      }
    },
  };
}
