import type { Plant } from "@raceway/model/plant";
import { PlantFileChanged, type PlantStore, type PlantText } from "@raceway/plant/file/plant-store";
import { askReload } from "@raceway/plant/file/reload-request";
import { PlantFileError } from "@raceway/plant/plant-file";
import { Problem } from "../http/problem.ts";
import type { LiveState } from "../live/live-state.ts";

/** The plant file, for those who may change it. */
export interface PlantFileAccess {
  readonly store: PlantStore;
  /** @throws PlantFileError with every fault. */
  readonly check: (text: string) => Plant;
}

/** @throws Problem 404 where the console was given none. */
export function needed(plantFile: PlantFileAccess | undefined): PlantFileAccess {
  if (plantFile !== undefined) return plantFile;
  throw new Problem(404, "No plant file", "This console was not given the plant file to change.");
}

/** What came of a change. */
export interface Applied {
  readonly revision: string;
  /** Whether ingest has said that it counts; false: it has said nothing. */
  readonly inForce: boolean;
}

const ANSWER_MS = 15_000;
const LOOK_MS = 100;

export interface Change {
  readonly text: string;
  /** Of the text that the person has seen. */
  readonly revision: string;
  readonly who: string;
}

/**
 * Writes the plant file and has all services read it. What ingest does not take is put back.
 *
 * @throws Problem 400 with every fault; 409 when it was changed meanwhile, or ingest refuses it; 503 when it cannot be written. Then nothing has changed.
 */
export async function applyChange(
  { store, check }: PlantFileAccess,
  live: Pick<LiveState, "plantFileOf">,
  { text, revision, who }: Change,
): Promise<Applied> {
  const faults = faultsOf(check, text);
  if (faults.length > 0) throw new Problem(400, "Faults in the plant file", faults.join("\n"));
  const before = inWords(() => store.read());
  const written = inWords(() => store.replace(text, { revision, by: who }));
  const answer = await reload(store, live, written, who);
  if (answer?.refused === undefined)
    return { revision: written.revision, inForce: answer !== undefined };
  inWords(() => store.replace(before.text, { revision: written.revision, by: who }));
  await reload(store, live, before, who);
  throw new Problem(409, "Refused", `Nothing was changed: ingest refuses it. ${answer.refused}`);
}

/** Asks all services to read the plant file. @returns what ingest says; undefined when it says nothing. */
export async function reload(
  store: PlantStore,
  live: Pick<LiveState, "plantFileOf">,
  { revision }: PlantText,
  who: string,
) {
  const at = new Date().toISOString();
  inWords(() => askReload(store.path, { revision, at, who }));
  for (const deadline = Date.now() + ANSWER_MS; Date.now() < deadline; ) {
    const said = live.plantFileOf("ingest");
    if (said !== undefined && said.tried >= at) return said;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return undefined;
}

/** Every fault of a text, a sentence each. */
export function faultsOf(check: PlantFileAccess["check"], text: string): readonly string[] {
  try {
    check(text);
    return [];
  } catch (error) {
    if (!(error instanceof PlantFileError)) throw error;
    return error.faults.map(
      ({ path, line, found, allowed }) =>
        `${line === undefined ? "" : `line ${line}, `}${path || "whole file"}: found ${found}; allowed: ${allowed}`,
    );
  }
}

/** The file system's refusals as a person is told them. */
export function inWords<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    if (error instanceof PlantFileChanged) throw new Problem(409, "Changed meanwhile", detail);
    if (error instanceof RangeError) throw new Problem(400, "Not possible", detail);
    throw new Problem(503, "Plant file", detail);
  }
}
