import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, normalize } from "node:path";
import { type FileKind, fileKind } from "../magic.ts";
import { readHead } from "../recording.ts";
import { TraceError } from "../trace.ts";
import { gunzip } from "./gzip.ts";
import { UNPACK_LIMITS } from "./limits.ts";
import { jsonTable } from "./ndjson.ts";
import { parquetTable } from "./parquet.ts";
import { tarEntries } from "./tar.ts";
import { workbookSheets } from "./workbook.ts";
import { type ZipEntry, zipEntries } from "./zip.ts";

type Packing = Extract<FileKind, { packed: string }>["packed"];

/** What this process has unpacked. */
const folders: string[] = [];

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "raceway-unpacked-"));
  if (folders.length === 0)
    process.once("exit", () => {
      for (const each of folders) rmSync(each, { recursive: true, force: true });
    });
  folders.push(folder);
  return folder;
}

/** How a file is packed; undefined when it is a recording as it stands. NumPy's archives are read as they stand. */
export async function packingOf(file: string): Promise<Packing | undefined> {
  const kind = fileKind(await readHead(file));
  if (kind === undefined || !("packed" in kind) || /\.npz$/i.test(file)) return undefined;
  return kind.packed;
}

/**
 * Unpacks a file into a folder of its own that goes when the process does: archives, and tables in other wrappings, which become text.
 *
 * @returns the folder.
 * @throws TraceError when it is damaged or swells beyond the bounds.
 */
export async function unpacked(file: string, packing: Packing): Promise<string> {
  const folder = newFolder();
  await unpackInto(folder, file, packing, 1);
  return folder;
}

async function unpackInto(
  folder: string,
  file: string,
  packing: Packing,
  depth: number,
): Promise<void> {
  const name = basename(file)
    .replace(/\.(gz|gzip)$/i, "")
    .replace(/\.tgz$/i, ".tar");
  if (depth > UNPACK_LIMITS.depth)
    throw new TraceError(file, `more than ${UNPACK_LIMITS.depth} archives in each other`);
  if (packing === "gzip") {
    const inner = placeIn(folder, name === basename(file) ? `${name}.unpacked` : name);
    await gunzip(file, inner);
    await unpackAgain(inner, depth);
  } else if (packing === "workbook")
    for (const [sheet, text] of await workbookSheets(file))
      writeFileSync(placeIn(folder, `${sheet.replaceAll(/[^\w.-]+/g, "_")}.csv`), text);
  else if (packing === "parquet")
    writeFileSync(placeIn(folder, `${name}.csv`), await parquetTable(file));
  else if (packing === "ndjson") {
    const text = jsonTable(await readFile(file, "utf8"), file);
    writeFileSync(placeIn(folder, `${name}.csv`), text);
  } else {
    let total = 0;
    for await (const entry of packing === "zip" ? zipEntries(file) : tarEntries(file)) {
      total += entry.bytes.length;
      if (total > UNPACK_LIMITS.bytes)
        throw new TraceError(file, `it swells beyond ${UNPACK_LIMITS.bytes} bytes`);
      await unpackAgain(unpackEntry(folder, file, entry), depth);
    }
  }
}

/** Names that cannot be: a file that is a folder too, or longer than files are called. */
const IMPOSSIBLE = new Set(["EISDIR", "ENOTDIR", "EEXIST", "ENAMETOOLONG"]);

function unpackEntry(folder: string, file: string, { name, bytes }: ZipEntry): string {
  try {
    const inner = placeIn(folder, name);
    writeFileSync(inner, bytes);
    return inner;
  } catch (error) {
    if (!IMPOSSIBLE.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
    throw new TraceError(
      file,
      `damaged archive: no file can be called "${name.slice(0, 60)}" in it (too long, or a folder's name too)`,
    );
  }
}

/** What came out may be packed itself: it then goes beside the rest, unpacked. */
async function unpackAgain(file: string, depth: number): Promise<void> {
  const packing = await packingOf(file);
  if (packing === undefined) return;
  await unpackInto(dirname(file), file, packing, depth + 1);
  rmSync(file);
}

/** A place for a file under its own name, never outside the folder. */
function placeIn(folder: string, name: string): string {
  const inside = normalize(name.replaceAll("\0", ""))
    .replace(/^(\.\.(\/|\\|$))+/, "")
    .replace(/^[/\\]+|^[A-Za-z]:/, "");
  const place = join(folder, inside === "" || inside === "." ? "file" : inside);
  if (!place.startsWith(folder)) return join(folder, "file");
  mkdirSync(dirname(place), { recursive: true });
  return place;
}
