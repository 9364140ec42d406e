import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Head } from "./chain.ts";

/** What makes an audit tell of its own falsification, kept apart from it: the chain's key, and where the chain ended. */
export interface Seal {
  readonly key: Buffer;
  /** The key was made just now: an audit that has entries was not written with it. */
  readonly isNew: boolean;
  /** Takes a new key back. */
  discard(): void;
  /** @throws Error when it cannot be written. */
  stamp(head: Head): void;
  /** Where the chain ended at least; undefined: nothing was sealed yet. @throws Error when it was not written with the key. */
  head(): Head | undefined;
}

const KEY_BYTES = 32;
const headFile = z.strictObject({ id: z.int().min(0), chain: z.string(), seal: z.string() });

/**
 * The seal of a directory that only its owner may read. It is worth the more the further it is from the audit: on another volume, of another owner.
 *
 * @param given the key, from the environment; otherwise it stands in the file `key`, which is made when there is none.
 * @throws Error when the directory or its files cannot be read or made, or a key is too short.
 */
export function openSeal(directory: string, given?: string): Seal {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, "key");
  const isNew = given === undefined && makeKey(path);
  const key = Buffer.from(given ?? readFileSync(path, "utf8").trim(), "base64");
  if (key.length < KEY_BYTES)
    throw new RangeError(
      `the audit's key${given === undefined ? ` in ${path}` : ""} has ${key.length} bytes: base64 of at least ${KEY_BYTES} is right (openssl rand -base64 32)`,
    );
  const discard = () => rmSync(path, { force: true });
  return { key, isNew, discard, ...headIn(join(directory, "head"), key) };
}

function headIn(path: string, key: Buffer): Pick<Seal, "stamp" | "head"> {
  const sealOf = ({ id, chain }: Head) =>
    createHmac("sha256", key)
      .update(JSON.stringify(["head", id, chain]))
      .digest("base64");
  return {
    stamp: (head) => writeWhole(path, JSON.stringify({ ...head, seal: sealOf(head) })),
    head() {
      if (!existsSync(path)) return undefined;
      const parsed = headFile.safeParse(JSON.parse(readFileSync(path, "utf8")));
      if (!parsed.success) throw new Error(`${path} is no seal of an audit`);
      const { seal, ...head } = parsed.data;
      if (!sameText(seal, sealOf(head)))
        throw new Error(`${path} was not sealed with this key: it was altered, or the key was`);
      return head;
    },
  };
}

/** @returns whether there was none before: of several processes one makes it. */
function makeKey(path: string): boolean {
  if (existsSync(path)) return false;
  try {
    writeWhole(path, `${randomBytes(KEY_BYTES).toString("base64")}\n`, linkSync);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Beside the old file, to disk, then in its place: a power cut leaves the old one or the new one. */
function writeWhole(path: string, text: string, place = renameSync): void {
  const beside = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    const file = openSync(beside, "wx", 0o600);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    place(beside, path);
  } finally {
    rmSync(beside, { force: true });
  }
}

function sameText(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}
