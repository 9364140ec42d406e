import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readPlantText } from "../plant-file.ts";
import { replaceFile } from "./replace-file.ts";
import { revisionOf } from "./revision.ts";

/** A plant file as it is on disk. */
export interface PlantText {
  readonly text: string;
  readonly revision: string;
}

/** Somebody else has changed the plant file since it was read. */
export class PlantFileChanged extends Error {
  override name = "PlantFileChanged";
}

/** A text that the plant file had before. */
export interface KeptVersion {
  readonly revision: string;
  /** When another took its place, ISO 8601. */
  readonly until: string;
  /** Who put another in its place. */
  readonly by: string;
}

/** So many texts are kept. */
const MOST_VERSIONS = 30;

export type PlantStore = ReturnType<typeof createPlantStore>;

/**
 * The plant file on disk: read, and replaced as a whole by whoever has read what is there now. What it was before is kept in a folder beside it.
 *
 * @param now ISO 8601.
 */
export function createPlantStore(path: string, now: () => string) {
  const folder = `${path}.previous`;

  function read(): PlantText {
    const text = readPlantText(path);
    return { text, revision: revisionOf(text) };
  }

  function names(): readonly string[] {
    try {
      return readdirSync(folder)
        .filter((name) => NAME.test(name))
        .toSorted();
    } catch {
      return [];
    }
  }

  function keep({ text, revision }: PlantText, by: string): void {
    mkdirSync(folder, { recursive: true });
    const at = now().replaceAll(":", "");
    const who = encodeURIComponent(by).replaceAll(".", "%2E").slice(0, 60);
    replaceFile(join(folder, `${at}.${revision}.${who}.yaml`), text);
    for (const old of names().slice(0, -MOST_VERSIONS)) rmSync(join(folder, old), { force: true });
  }

  return {
    path,
    read,
    /**
     * Puts another text in the place of the one that somebody has read.
     *
     * @throws PlantFileChanged when it is not that one any more; Error when it cannot be written: then nothing has changed.
     */
    replace(
      text: string,
      { revision, by }: { readonly revision: string; readonly by: string },
    ): PlantText {
      const found = read();
      if (found.revision !== revision)
        throw new PlantFileChanged(
          `the plant file was changed by somebody else meanwhile (${revision} was read, ${found.revision} is there): look at it again and repeat the change`,
        );
      if (text === found.text) return found;
      keep(found, by);
      replaceFile(path, text);
      return { text, revision: revisionOf(text) };
    },
    /** Newest first. */
    versions: (): readonly KeptVersion[] =>
      names()
        .toReversed()
        .flatMap((name) => {
          const [, date = "", time = "", revision = "", by = ""] = NAME.exec(name) ?? [];
          const clock = `${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}`;
          return { revision, until: `${date}T${clock}`, by: decodedName(by) };
        }),
    /** @throws Error when it is not kept (any more). */
    version(revision: string): string {
      const name = names().findLast((one) => NAME.exec(one)?.[3] === revision);
      if (name === undefined)
        throw new RangeError(`no version ${revision} of the plant file is kept`);
      return readFileSync(join(folder, name), "utf8");
    },
  };
}

const NAME = /^(\d{4}-\d\d-\d\d)T(\d{6}(?:\.\d+)?Z)\.([0-9a-f]{12})\.([^.]*)\.yaml$/;

function decodedName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
