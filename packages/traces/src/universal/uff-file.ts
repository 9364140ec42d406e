import { momentInText } from "../moment-text.ts";
import { plausibleRate } from "../sample-rate.ts";
import type { Segment } from "../segments.ts";
import { someOf } from "../some-of.ts";
import { textOf } from "../tables/text.ts";
import { TraceError } from "../trace.ts";

const LF = 10;
/** Lines before the data of a dataset 58. */
const HEADER_LINES = 11;
const MOST_VALUES = 2 ** 27;
const NUMBER = /[-+]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][-+]?\d+)?/g;

/** Function types that are time histories: general, and time response. */
const TIME_HISTORY = [0, 1];
/** Function type of a spectrum, of amplitudes; power spectra come scaled in many ways. */
const SPECTRUM = 12;
/** Specific data type of an abscissa that is a frequency. */
const FREQUENCY = 18;

/** What the eleven lines of a dataset 58 say. */
interface Header58 {
  readonly label: string;
  readonly moment: string;
  readonly functionType: number;
  readonly place: string;
  readonly isDouble: boolean;
  readonly isComplex: boolean;
  readonly points: number;
  readonly isEven: boolean;
  /** First value and distance of the abscissa. */
  readonly from: number;
  readonly step: number;
  readonly isSpectrum: boolean;
  readonly unit: string;
}

/** Of the numbers of datasets, which a damaged file replaces by anything: what a message says of one, characters, and of how many. */
const LONGEST_KIND = 20;
const MOST_KINDS = 8;

/**
 * The time histories and spectra of a Universal File ("Universal File Formats for Modal Analysis Testing", University of Cincinnati SDRL: dataset 58, and 58b by its
 * appendix). Other datasets and other functions are passed over.
 *
 * @throws TraceError when it holds none, or is damaged.
 */
export function readUniversalFile(
  bytes: Buffer,
  file: string,
  timeZone: string | undefined,
): readonly Segment[] {
  const found: { readonly header: Header58; readonly samples: Float64Array }[] = [];
  const others = new Set<string>();
  const lines = lineReader(bytes);
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    if (line.trim() !== "-1") continue;
    const kind = lines.next()?.trim() ?? "";
    if (!/^58(\s|b|$)/.test(kind)) {
      if (kind !== "") others.add((kind.split(/\s/)[0] ?? "").slice(0, LONGEST_KIND));
      lines.skipToEnd();
      continue;
    }
    const dataset = readDataset(lines, kind, file);
    if (!TIME_HISTORY.includes(dataset.header.functionType) && !dataset.header.isSpectrum)
      others.add(`58 of function ${dataset.header.functionType}`);
    else found.push(dataset);
  }
  if (found.length === 0)
    throw new TraceError(
      file,
      `found a Universal File with ${someOf([...others], MOST_KINDS) || "no datasets"}; a time history (dataset 58, function 1) or a spectrum (function 12, lines evenly apart) would be right`,
    );
  return named(found).map(({ header, samples, name }) =>
    segmentOf(header, samples, name, timeZone),
  );
}

function segmentOf(
  { moment, from, step, unit, isSpectrum }: Header58,
  samples: Float64Array,
  name: string,
  timeZone: string | undefined,
): Segment {
  const time = momentInText(moment, timeZone);
  if (isSpectrum)
    return {
      name,
      unitText: unit,
      ...(time !== undefined && { time }),
      lines: { step, from },
      samples,
    };
  const sampleRate = plausibleRate(step > 0 ? Number((1 / step).toPrecision(5)) : undefined);
  return {
    name,
    unitText: unit,
    ...(time !== undefined && { time }),
    ...(sampleRate !== undefined && { sampleRate }),
    samples,
  };
}

/** Names by the first line of each, with the place where several share it. */
function named<T extends { readonly header: Header58 }>(
  datasets: readonly T[],
): readonly (T & { readonly name: string })[] {
  const labelOf = ({ label, place }: Header58) => (/^(none)?$/i.test(label) ? place : label);
  const places = new Map<string, Set<string>>();
  for (const { header } of datasets) {
    const label = labelOf(header);
    places.set(label, (places.get(label) ?? new Set()).add(header.place));
  }
  return datasets.map((dataset) => {
    const label = labelOf(dataset.header);
    const isShared = (places.get(label)?.size ?? 0) > 1;
    return { ...dataset, name: isShared ? `${label} ${dataset.header.place}` : label };
  });
}

type Lines = ReturnType<typeof lineReader>;

function lineReader(bytes: Buffer) {
  let at = 0;
  return {
    next(): string | undefined {
      if (at >= bytes.length) return undefined;
      const found = bytes.indexOf(LF, at);
      const end = found < 0 ? bytes.length : found;
      const line = textOf(bytes.subarray(at, Math.min(end, at + 4096))).replace(/\r$/, "");
      at = end + 1;
      return line;
    },
    /** Bytes from here, and past them. */
    take(count: number): Buffer {
      const part = bytes.subarray(at, at + count);
      at += count;
      return part;
    },
    /** Past the line that ends a dataset. */
    skipToEnd(): void {
      for (let line = this.next(); line !== undefined; line = this.next())
        if (line.trim() === "-1") return;
    },
  };
}

function readDataset(lines: Lines, kind: string, file: string) {
  const head = Array.from({ length: HEADER_LINES }, () => lines.next());
  if (head.at(-1) === undefined) throw damaged(file, "it ends within the header of a dataset 58");
  const header = headerOf(head.map(String), file);
  const width = (header.isDouble ? 8 : 4) * (header.isComplex ? 2 : 1);
  const perPoint = header.isEven ? width : width + (header.isDouble ? 8 : 4);
  if (header.points > MOST_VALUES) throw damaged(file, `a dataset claims ${header.points} points`);
  if (!kind.startsWith("58b")) return { header, samples: textValues(lines, header, file) };
  const [, order = "1", format = "2"] = /^58b\s+(\d+)\s+(\d+)/.exec(kind) ?? [];
  if (format !== "2")
    throw damaged(file, `numbers of format ${format}; IEEE 754 (2) would be right`);
  const bytes = lines.take(header.points * perPoint);
  if (bytes.length < header.points * perPoint)
    throw damaged(
      file,
      `a dataset claims ${header.points} points and ends after ${Math.floor(bytes.length / perPoint)} (was it cut off?)`,
    );
  const samples = binaryValues(bytes, header, order === "1");
  lines.skipToEnd();
  return { header, samples };
}

function headerOf(head: readonly string[], file: string): Header58 {
  const [label = "", , moment = "", , , info = "", form = "", abscissa = "", ordinate = ""] = head;
  const [type, points, spacing, from = 0, step = 0] = [...form.matchAll(NUMBER)].map(([text]) =>
    Number(text),
  );
  const known = [2, 4, 5, 6].includes(type ?? 0);
  if (!known || points === undefined || points < 1 || !Number.isInteger(points))
    throw damaged(
      file,
      `"${form.trim().slice(0, 60)}" stands where type and number of points would be right`,
    );
  const functionType = Number.parseInt(info, 10);
  const isEven = spacing === 1;
  const isFrequency = Number.parseInt(abscissa, 10) === FREQUENCY;
  const response = info.slice(31).trim().split(/\s+/);
  return {
    label: label.trim(),
    moment,
    functionType,
    place: response.slice(0, 3).join(" "),
    isDouble: type === 4 || type === 6,
    isComplex: type === 5 || type === 6,
    points,
    isEven,
    from,
    step,
    isSpectrum: functionType === SPECTRUM && isFrequency && isEven && step > 0,
    unit: ordinate.slice(46, 66).trim() || (ordinate.trim().split(/\s+/).at(-1) ?? ""),
  };
}

function textValues(lines: Lines, header: Header58, file: string): Float64Array {
  const perPoint = (header.isComplex ? 2 : 1) + (header.isEven ? 0 : 1);
  const isMagnitude = header.isSpectrum && header.isComplex;
  const samples = new Float64Array(header.points);
  let read = 0;
  for (let line = lines.next(); line !== undefined && line.trim() !== "-1"; line = lines.next()) {
    for (const [text] of line.matchAll(NUMBER)) {
      const point = Math.floor(read / perPoint);
      // Of x, y pairs the second, of complex numbers the first counts; of those of a spectrum the magnitude.
      if (read % perPoint === (header.isEven ? 0 : 1) && point < samples.length)
        samples[point] = Number(text.replace(/[dD]/, "e"));
      else if (isMagnitude && point < samples.length)
        samples[point] = Math.hypot(samples[point] ?? 0, Number(text.replace(/[dD]/, "e")));
      read++;
    }
  }
  if (read < header.points * perPoint)
    throw damaged(
      file,
      `a dataset claims ${header.points} points and has ${Math.floor(read / perPoint)} (was it cut off?)`,
    );
  return samples;
}

function binaryValues(
  bytes: Buffer,
  { points, isDouble, isComplex, isEven, isSpectrum }: Header58,
  little: boolean,
): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = isDouble ? 8 : 4;
  const lead = isEven ? 0 : size;
  const stride = lead + size * (isComplex ? 2 : 1);
  return Float64Array.from({ length: points }, (_, point) => {
    const at = point * stride + lead;
    const read = (offset: number) =>
      isDouble ? view.getFloat64(offset, little) : view.getFloat32(offset, little);
    return isSpectrum && isComplex ? Math.hypot(read(at), read(at + size)) : read(at);
  });
}

function damaged(file: string, what: string): TraceError {
  return new TraceError(file, `damaged Universal File: ${what}`);
}
