import type { Json } from "@raceway/model/json";
import type { PartResult } from "@raceway/model/part";
import type { Plant } from "@raceway/model/plant";
import { type StandContext, type StandPath, standsOf } from "@raceway/model/test-stand";
import type { Nanos } from "@raceway/model/time";
import type { PartEvent } from "./part-event.ts";
import { createStandChain, type StandChain } from "./stand/stand-chain.ts";

/** Before a stand's path in the key of a piece of its state stands this, so that none is ever a point's. */
const KEY = "@stand/";

/**
 * The chains of all test stands of a plant. Live ingest and replay both inspect through this, so they find the same.
 */
export function createPlantInspection(plant: Plant) {
  const stands = standsOf(plant);
  const types = plant.bearingTypes ?? [];
  const chains = new Map<StandPath, StandChain>(
    [...stands].map(([path, { stand }]) => [path, createStandChain(stand, types)]),
  );
  /** Types of parts that began and are not judged yet: their blocks are measured before that. */
  const begun = new Map<StandPath, string | undefined>();

  function chainOf(path: StandPath): StandChain {
    const chain = chains.get(path);
    if (chain === undefined) throw new RangeError(`the plant has no test stand ${path}`);
    return chain;
  }

  return {
    stands: stands as ReadonlyMap<StandPath, StandContext>,
    types,
    /** A part begins: call in the order of arrival, before its blocks are measured. */
    prepare(path: StandPath, type: string | undefined): void {
      begun.set(path, type);
    },
    /** The type by which blocks that name none are measured. */
    typeOf: (path: StandPath): string | undefined =>
      begun.has(path) ? begun.get(path) : chains.get(path)?.typeInHand(),
    take: (path: StandPath, event: PartEvent, now: Nanos): readonly PartResult[] =>
      chainOf(path).take(event, now),
    /** Results of parts whose stop does not come. */
    elapse: (path: StandPath, now: Nanos): readonly PartResult[] => chainOf(path).elapse(now),
    summary: (path: StandPath) => chainOf(path).summary(),
    /** What has changed of a stand's memory since it was last asked for, by keys of its own. */
    changedStates: (path: StandPath): readonly { readonly key: string; readonly state: Json }[] =>
      chainOf(path)
        .changedStates()
        .map(({ name, state }) => ({ key: `${KEY}${path}/${name}`, state })),
    /** @param read what was stored under a key. */
    restore(read: (key: string) => Json | undefined): void {
      for (const [path, chain] of chains) chain.restore((name) => read(`${KEY}${path}/${name}`));
    },
  };
}

export type PlantInspection = ReturnType<typeof createPlantInspection>;
