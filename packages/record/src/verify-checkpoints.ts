import { existsSync, readFileSync } from "node:fs";
import { type Checkpoint, isGenuine } from "./checkpoint.ts";
import { isSignedBy } from "./signing-key.ts";

/** Where a record is not what it was, and how that shows. */
export interface Flaw {
  /** The entry that is wrong, or the first that may be; absent: a checkpoint, a key or stored hashes. */
  readonly seq?: number;
  readonly what: string;
}

export type TellFlaw = (what: string, seq?: number) => void;

/** The checkpoints of a file that are genuine; of the others it is said which they are. */
export function readCheckpoints(path: string, flaw: TellFlaw): readonly Checkpoint[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n");
  // Behind the last newline is nothing, or what a power cut left.
  return lines.slice(0, -1).flatMap((line, k) => {
    try {
      const checkpoint = JSON.parse(line) as Checkpoint;
      if (isGenuine(checkpoint) && JSON.stringify(checkpoint) === line) return [checkpoint];
    } catch {
      // Said below.
    }
    flaw(`checkpoint ${k + 1} of ${path} was altered: it is not signed by the key that it names`);
    return [];
  });
}

/** What an entry of kind `key` says. */
export interface KeyChange {
  readonly key: string;
  readonly before: string;
  /** The old key's signature under the new one's name, base64; null: the old key was lost. */
  readonly word: string | null;
}

/** Each key but the first must have been announced by the one before it. */
export function checkKeys(
  keys: readonly string[],
  announced: readonly KeyChange[],
  trusted: string | undefined,
  flaw: TellFlaw,
): void {
  if (trusted !== undefined && !keys.includes(trusted))
    flaw(
      `no checkpoint is signed with the key ${trusted}; they are signed with ${keys.join(", ") || "none"}`,
    );
  keys.forEach((key, k) => {
    const before = keys[k - 1];
    if (before === undefined) return;
    const change = announced.find((each) => each.key === key && each.before === before);
    if (change?.word && isSignedBy(before, Buffer.from(key), Buffer.from(change.word, "base64")))
      return;
    flaw(
      `the key ${key} follows ${before} without its word: it was lost, or this is another's; ask the plant`,
    );
  });
}
