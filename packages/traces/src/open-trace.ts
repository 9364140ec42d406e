import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { TraceLayout } from "@raceway/model/plant";
import { FEMTO_FILE, femtoTrace } from "./layouts/femto.ts";
import { IMS_FILE, imsTrace } from "./layouts/ims.ts";
import { isXjtu, XJTU_FILE, xjtuTrace } from "./layouts/xjtu.ts";
import { matTrace } from "./mat/mat.ts";
import { asTraceError, type Recording, readHead } from "./recording.ts";
import { csvTrace } from "./tables/csv.ts";
import { type OnNote, type OnProblem, type Trace, TraceError } from "./trace.ts";
import { wavTrace } from "./wave/wav.ts";

type Format = NonNullable<TraceLayout["format"]>;

export interface OpenTraceOptions {
  /** Told of each file that is left out; absent: the first faulty file ends the reading with its {@link TraceError}. */
  readonly onProblem?: OnProblem;
  readonly onNote?: OnNote;
}

/**
 * Opens a recording as its publisher wrote it: a file, or a directory of files of one format.
 *
 * The format is recognised from the files' names and content; what `layout` declares wins. A directory without files of its own and with exactly
 * one directory in it stands for that one.
 *
 * @throws TraceError when there is nothing to read, or several formats are mixed and `layout.format` does not choose.
 */
export async function openTrace(
  path: string,
  layout: TraceLayout = {},
  options: OpenTraceOptions = {},
): Promise<Trace> {
  const listing = await listed(path);
  const format = layout.format ?? (await recognise(listing));
  const files = chosen(listing, format);
  return openers[format]({ path: listing.path, files, layout, ...options });
}

/** Each format's reader. */
const openers: Readonly<Record<Format, (recording: Recording) => Trace | Promise<Trace>>> = {
  femto: femtoTrace,
  xjtu: xjtuTrace,
  ims: imsTrace,
  mat: matTrace,
  wav: wavTrace,
  csv: csvTrace,
};

/** What the files of a format are called; `csv` takes what no other has. */
const NAMES: Readonly<Record<Format, RegExp>> = {
  femto: FEMTO_FILE,
  xjtu: XJTU_FILE,
  ims: IMS_FILE,
  mat: /\.mat$/i,
  wav: /\.wave?$/i,
  csv: /\.(csv|tsv|txt|dat|asc|lvm)$/i,
};

const READABLE =
  "FEMTO acc_*.csv, XJTU-SY 1.csv…, IMS 2003.10.22.12.06.24…, *.mat, *.wav, *.csv, *.tsv or *.txt";

/** The files at a path in natural order of their names, and the directories beside them. */
async function listed(path: string): Promise<Listing> {
  try {
    if (!(await stat(path)).isDirectory()) return { path, files: [path], directories: [] };
    const entries = (await readdir(path, { withFileTypes: true }))
      .filter(({ name }) => !name.startsWith("."))
      .toSorted((a, b) => naturally.compare(a.name, b.name));
    const named = (wanted: boolean) =>
      entries.filter((entry) => entry.isDirectory() === wanted).map(({ name }) => join(path, name));
    const listing = { path, files: named(false), directories: named(true) };
    const [only] = listing.directories;
    const alone = only !== undefined && listing.directories.length === 1;
    return alone && !listing.files.some(isRecording) ? await listed(only) : listing;
  } catch (error) {
    throw asTraceError(path, error);
  }
}

interface Listing {
  readonly path: string;
  readonly files: readonly string[];
  readonly directories: readonly string[];
}

const naturally = new Intl.Collator("en", { numeric: true });

/** Whether a file's name is that of a recording; texts that explain one are none. */
function isRecording(file: string): boolean {
  const name = basename(file);
  return (
    !/^(readme|licen[cs]e)/i.test(name) && Object.values(NAMES).some((names) => names.test(name))
  );
}

/** The one format of the files. */
async function recognise(listing: Listing): Promise<Format> {
  const { path, files } = listing;
  const [first] = files;
  if (files.length === 1 && first === path) return recogniseFile(first);
  const names = files.filter(isRecording).map((file) => basename(file));
  const special = (["femto", "ims", "mat", "wav"] as const).filter((format) =>
    names.some((name) => NAMES[format].test(name)),
  );
  const [format] = special;
  if (special.length > 1)
    throw new TraceError(
      path,
      `found recordings of several formats (${special.join(", ")}); set trace.format in the plant file, or give one file or a directory of one format`,
    );
  if (format !== undefined) return format;
  const table = files.find((file) => isRecording(file));
  if (table === undefined) throw nothingToRead(listing);
  return recogniseFile(table);
}

/** The format of one file, by its name, else by its content. */
async function recogniseFile(file: string): Promise<Format> {
  const name = basename(file);
  for (const format of ["femto", "ims", "mat", "wav"] as const)
    if (NAMES[format].test(name)) return format;
  const head = await readHead(file);
  const start = head.subarray(0, 8).toString("latin1");
  if (/^MATLAB|^\x89HDF/.test(start)) return "mat";
  if (/^(RIFF|RIFX|RF64)/.test(start)) return "wav";
  return isXjtu(head) ? "xjtu" : "csv";
}

/** The files that belong to a format. */
function chosen(listing: Listing, format: Format): readonly string[] {
  const { path, files } = listing;
  if (files.length === 1 && files[0] === path) return files;
  const wanted = files.filter(
    (file) => isRecording(file) && (NAMES[format].test(basename(file)) || isTable(format, file)),
  );
  if (wanted.length === 0) throw nothingToRead(listing);
  return wanted;
}

/** When tables were asked for, the special names of FEMTO and IMS are tables too. */
function isTable(format: Format, file: string): boolean {
  return format === "csv" && !NAMES.mat.test(file) && !NAMES.wav.test(file);
}

function nothingToRead({ path, files, directories }: Listing): TraceError {
  const found = [
    ...files.map((file) => basename(file)),
    ...directories.map((directory) => `${basename(directory)}/`),
  ];
  const some = found.slice(0, 6).join(", ") + (found.length > 6 ? ", …" : "");
  const advice = directories.length > 0 ? " (give one of the directories)" : "";
  return new TraceError(path, `found ${some || "nothing"}; ${READABLE} would be right${advice}`);
}
