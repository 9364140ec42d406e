import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { TRACE_FORMATS, type TraceFormat, type TraceLayout } from "@raceway/model/plant";
import { packingOf, unpacked } from "./containers/unpack.ts";
import { lvmTrace } from "./labview/lvm.ts";
import { tdmsTrace } from "./labview/tdms.ts";
import { FEMTO_FILE, femtoTrace } from "./layouts/femto.ts";
import { IMS_FILE, imsTrace } from "./layouts/ims.ts";
import { isXjtu, XJTU_FILE, xjtuTrace } from "./layouts/xjtu.ts";
import { fileKind } from "./magic.ts";
import { matTrace } from "./mat/mat.ts";
import { asTraceError, type Recording, readHead } from "./recording.ts";
import { someOf } from "./some-of.ts";
import { csvTrace } from "./tables/csv.ts";
import { type OnNote, type OnProblem, type Trace, TraceError } from "./trace.ts";
import { uffTrace } from "./universal/uff.ts";
import { flacTrace } from "./wave/flac.ts";
import { wavTrace } from "./wave/wav.ts";

export interface OpenTraceOptions {
  /** Told of each file that is left out; absent: the first faulty file ends the reading with its {@link TraceError}. */
  readonly onProblem?: OnProblem;
  readonly onNote?: OnNote;
}

/**
 * Opens a recording as its publisher wrote it: a file, a directory of files of one format, or an archive of them.
 *
 * The format is recognised from the files' content and names; what `layout` declares wins. A directory without files of its own and with exactly one
 * directory in it stands for that one; directories named by days are followed.
 *
 * @throws TraceError when there is nothing to read, several formats are mixed and `layout.format` does not choose, or a format is not read: then by its
 * name, with how to convert it.
 */
export async function openTrace(
  path: string,
  layout: TraceLayout = {},
  options: OpenTraceOptions = {},
): Promise<Trace> {
  const listing = await listed(path);
  const [only] = listing.files;
  const packing =
    listing.files.length === 1 && only !== undefined && only === path
      ? await packingOf(only)
      : undefined;
  if (packing === undefined) return openListing(await withoutPacked(listing), layout, options);
  const folder = await unpacked(path, packing);
  const seen = (file: string) => file.replace(folder, path);
  const told = {
    ...(options.onProblem && {
      onProblem: (file: string, reason: string) => options.onProblem?.(seen(file), reason),
    }),
    ...(options.onNote && {
      onNote: (file: string, note: string) => options.onNote?.(seen(file), note),
    }),
  };
  try {
    return await openListing(await listed(folder), layout, told);
  } catch (error) {
    if (error instanceof TraceError)
      throw new TraceError(seen(error.file), error.reason, { cause: error });
    throw error;
  }
}

/** Packed files in a directory stand for what is in them. */
async function withoutPacked(listing: Listing): Promise<Listing> {
  const files: string[] = [];
  for (const file of listing.files) {
    const isPacked = /\.(gz|tgz|zip|tar|xlsx|xlsm|parquet|ndjson|jsonl)$/i.test(file);
    const packing = isPacked ? await packingOf(file) : undefined;
    if (packing === undefined) files.push(file);
    else files.push(...(await listed(await unpacked(file, packing))).files);
  }
  return { ...listing, files };
}

async function openListing(
  listing: Listing,
  layout: TraceLayout,
  options: OpenTraceOptions,
): Promise<Trace> {
  const format = layout.format ?? (await recognise(listing));
  const files = await chosen(listing, format);
  return openers[format]({ path: listing.path, files, layout, ...options });
}

/** Each format's reader. */
const openers: Readonly<Record<TraceFormat, (recording: Recording) => Trace | Promise<Trace>>> = {
  femto: femtoTrace,
  xjtu: xjtuTrace,
  ims: imsTrace,
  mat: (recording) => matTrace(recording, "mat"),
  hdf5: (recording) => matTrace(recording, "hdf5"),
  numpy: (recording) => matTrace(recording, "numpy"),
  wav: wavTrace,
  flac: flacTrace,
  uff: uffTrace,
  lvm: lvmTrace,
  tdms: tdmsTrace,
  csv: csvTrace,
};

/** What the files of a format are called; `csv` takes what no other has. */
const NAMES: Readonly<Record<TraceFormat, RegExp>> = {
  femto: FEMTO_FILE,
  xjtu: XJTU_FILE,
  ims: IMS_FILE,
  mat: /\.mat$/i,
  hdf5: /\.(h5|hdf5?|hdf|nc4?)$/i,
  numpy: /\.np[yz]$/i,
  wav: /\.(wave?|rf64|bw64)$/i,
  flac: /\.flac$/i,
  uff: /\.(uff|unv|58)$/i,
  lvm: /\.lvm$/i,
  tdms: /\.tdms$/i,
  csv: /\.(csv|tsv|txt|dat|asc|log|unpacked)$/i,
};

/** Formats that a file's name decides when its content does not; the first that fits. */
const BY_NAME = TRACE_FORMATS.filter((format) => format !== "xjtu" && format !== "csv");
/** Formats that a directory holds beside tables that explain them. */
const READABLE =
  "CSV and other tables, *.xlsx, *.parquet, *.mat, *.h5, *.npy, *.wav, *.flac, *.uff, *.lvm, *.tdms, FEMTO acc_*.csv, XJTU-SY 1.csv…, IMS 2003.10.22.12.06.24…, also in *.zip, *.tar or *.gz";

/** The files at a path in natural order of their names, and the directories beside them. */
async function listed(path: string): Promise<Listing> {
  try {
    if (!(await stat(path)).isDirectory()) return { path, files: [path], directories: [] };
    const entries = (await readdir(path, { withFileTypes: true }))
      .filter(({ name }) => !name.startsWith(".") && name !== "__MACOSX")
      .toSorted((a, b) => naturally.compare(a.name, b.name));
    const named = (wanted: boolean) =>
      entries.filter((entry) => entry.isDirectory() === wanted).map(({ name }) => join(path, name));
    const listing = { path, files: named(false), directories: named(true) };
    const { files, directories } = listing;
    const [only] = directories;
    if (only === undefined || files.some(isRecording)) return listing;
    if (directories.length === 1) return await listed(only);
    if (!directories.every((directory) => DAY_NAME.test(basename(directory)))) return listing;
    const days = await Promise.all(directories.map(listed));
    return { path, files: days.flatMap((day) => [...day.files]), directories: [] };
  } catch (error) {
    throw asTraceError(path, error);
  }
}

/** Names of directories that hold a day, a month or a year. */
const DAY_NAME = /(?<!\d)\d{4}[-_.]?\d{2}([-_.]?\d{2})?(?!\d)|^(\d{4}|\d{2})$/;

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
async function recognise(listing: Listing): Promise<TraceFormat> {
  const { path, files } = listing;
  const [first] = files;
  if (files.length === 1 && first === path) return recogniseFile(first);
  const names = files.filter(isRecording).map((file) => basename(file));
  const special = BY_NAME.filter((format) => names.some((name) => NAMES[format].test(name)));
  const [format] = special;
  if (special.length > 1)
    throw new TraceError(
      path,
      `found recordings of several formats (${special.join(", ")}); set trace.format in the plant file, or give one file or a directory of one format`,
    );
  if (format !== undefined) return format;
  const table =
    files.find((file) => isRecording(file)) ?? (files.length > 0 ? files[0] : undefined);
  if (table === undefined || (!isRecording(table) && (await readHead(table)).length === 0))
    throw nothingToRead(listing);
  if (!isRecording(table) && fileKind(await readHead(table)) === undefined)
    throw nothingToRead(listing);
  return recogniseFile(table);
}

/** The format of one file, by its content, else by its name. */
async function recogniseFile(file: string): Promise<TraceFormat> {
  const name = basename(file);
  const head = await readHead(file);
  const kind = fileKind(head);
  if (kind !== undefined) {
    if ("reads" in kind) return kind.reads;
    if ("packed" in kind) return "numpy";
    throw new TraceError(file, `found ${kind.foreign}, which is not read; ${kind.advice}`);
  }
  for (const format of BY_NAME) if (NAMES[format].test(name)) return format;
  return isXjtu(head) ? "xjtu" : "csv";
}

/** The files that belong to a format. */
async function chosen(listing: Listing, format: TraceFormat): Promise<readonly string[]> {
  const { path, files } = listing;
  if (files.length === 1 && files[0] === path) return files;
  const wanted = files.filter(
    (file) => isRecording(file) && (NAMES[format].test(basename(file)) || isTable(format, file)),
  );
  if (wanted.length > 0) return wanted;
  const [first] = files;
  if (first !== undefined && (await recogniseFile(first)) === format) return files;
  throw nothingToRead(listing);
}

/** When tables were asked for, the special names of FEMTO and IMS are tables too. */
function isTable(format: TraceFormat, file: string): boolean {
  return (
    format === "csv" &&
    !BY_NAME.some((other) => other !== "femto" && other !== "ims" && NAMES[other].test(file))
  );
}

function nothingToRead({ path, files, directories }: Listing): TraceError {
  const found = [
    ...files.map((file) => basename(file)),
    ...directories.map((directory) => `${basename(directory)}/`),
  ];
  const some = someOf(found, 6);
  const advice = directories.length > 0 ? " (give one of the directories)" : "";
  return new TraceError(path, `found ${some || "nothing"}; ${READABLE} would be right${advice}`);
}
