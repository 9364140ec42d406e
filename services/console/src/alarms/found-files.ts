import { createHash, randomUUID } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { FoundFile } from "@raceway/model/alarm-occurrence";
import { Problem } from "../http/problem.ts";

/** All of them together; the oldest are never thrown away for newer ones. */
const MOST_BYTES = 5 * 1024 ** 3;

interface Kind {
  readonly type: string;
  readonly begins: (bytes: Buffer) => boolean;
}

const has = (bytes: Buffer, at: number, text: string) =>
  bytes.toString("latin1", at, at + text.length) === text;

/** What is taken, by the ends of its name here: by how it begins, whatever it is called. */
const KINDS: Readonly<Record<string, Kind>> = {
  jpg: { type: "image/jpeg", begins: (bytes) => has(bytes, 0, "\xff\xd8\xff") },
  png: { type: "image/png", begins: (bytes) => has(bytes, 0, "\x89PNG\r\n\x1a\n") },
  webp: {
    type: "image/webp",
    begins: (bytes) => has(bytes, 0, "RIFF") && has(bytes, 8, "WEBP"),
  },
  heic: {
    type: "image/heic",
    begins: (bytes) =>
      has(bytes, 4, "ftyp") && /^(heic|heix|hevc|mif1)$/.test(bytes.toString("latin1", 8, 12)),
  },
  pdf: { type: "application/pdf", begins: (bytes) => has(bytes, 0, "%PDF-") },
};

const NAME = /^[0-9a-f-]{36}\.([a-z]+)$/;
const kindOf = (file: string): Kind | undefined => KINDS[NAME.exec(file)?.[1] ?? ""];

export type FoundFiles = ReturnType<typeof createFoundFiles>;

/**
 * Pictures and documents of what people found, in a folder of their own that no address leads to: each is known by a name that was drawn here, and is served as
 * what it began as.
 *
 * @param folder is made when the first comes.
 */
export function createFoundFiles(folder: string) {
  return {
    /**
     * @param alarm whose it is: the id of one that the plant has.
     * @throws Problem 415 for anything but a picture or a PDF, 507 when there is no room.
     */
    keep(alarm: string, bytes: Buffer): Omit<FoundFile, "name"> {
      const [end] = Object.entries(KINDS).find(([, { begins }]) => begins(bytes)) ?? [];
      if (end === undefined) throw new Problem(415, "No picture", refusalOf(bytes));
      if (sizeOf(folder) + bytes.length > MOST_BYTES)
        throw new Problem(507, "No room", "5 GiB of files are kept already: take old ones away.");
      const file = `${randomUUID()}.${end}`;
      const home = join(folder, alarm);
      mkdirSync(home, { recursive: true, mode: 0o700 });
      writeFileSync(join(home, `${file}.new`), bytes, { mode: 0o600 });
      renameSync(join(home, `${file}.new`), join(home, file));
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      return { file, bytes: bytes.length, sha256 };
    },
    /** Whether it is one of an alarm's. */
    has: (alarm: string, file: string): boolean =>
      kindOf(file) !== undefined && existsSync(join(folder, alarm, file)),
    /** One of an alarm's, and its type; undefined: it has none of that name. */
    read(
      alarm: string,
      file: string,
    ): { readonly type: string; readonly bytes: Buffer } | undefined {
      const kind = kindOf(file);
      if (kind === undefined) return undefined;
      try {
        return { type: kind.type, bytes: readFileSync(join(folder, alarm, file)) };
      } catch {
        return undefined;
      }
    },
  };
}

function refusalOf(bytes: Buffer): string {
  const isSvg = /^\s*(<\?xml|<!doctype svg|<svg)/i.test(bytes.toString("utf8", 0, 200));
  if (isSvg) return "An SVG drawing can carry scripts, so none is taken: save it as PNG.";
  return "The file is neither a picture (JPEG, PNG, WebP, HEIC) nor a PDF, whatever it is called.";
}

function sizeOf(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .map((name) => statSync(join(folder, name)))
      .reduce((sum, { size }) => sum + size, 0);
  } catch {
    return 0;
  }
}
