import type { TableStyle } from "./number-table.ts";

/** The head of a text file as lines, of which the cut may have shortened the last. */
export function headLines(head: Uint8Array): readonly string[] {
  return Buffer.from(head.buffer, head.byteOffset, head.length)
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .split("\n")
    .map((line) => line.replace(/\r$/, ""));
}

/** How the numbers of a table are set apart, from the first line that is made of numbers. */
export function guessStyle(bytes: Uint8Array): TableStyle {
  const line = headLines(bytes).find(isNumeric);
  return line === undefined ? { delimiter: "," } : styleOf(line);
}

/** Whether a line has nothing but numbers and what separates them. */
export function isNumeric(line: string): boolean {
  return /\d/.test(line) && /^[-+0-9.eE,;\s"]+$/.test(line) && !/(^|[\s,;])[eE]/.test(line);
}

/** The style of a line of numbers: `;` before tab before `,` before blanks, a `,` beside `;` or tab being the decimal mark. */
export function styleOf(line: string): TableStyle {
  for (const delimiter of [";", "\t"])
    if (line.includes(delimiter))
      return { delimiter, decimalComma: /\d,\d/.test(line) && !line.includes(".") };
  if (line.includes(",")) return { delimiter: "," };
  return { delimiter: " " };
}

const TIMESTAMP =
  /^\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?( ?(Z|[+-]\d\d:?\d\d))?$/i;

/** Whether a field is a date with a time of day, ISO 8601 or near it. */
export function isTimestamp(field: string): boolean {
  return TIMESTAMP.test(field);
}

/** A timestamp as seconds since 1970; taken as UTC when it names no zone. NaN when it is none. */
export function secondsOfTimestamp(field: string): number {
  if (!isTimestamp(field)) return Number.NaN;
  const [, date = "", clock = "", fraction = "", zone = "Z"] =
    /^(.{10})[T ]([\d:]+)(?:[.,](\d+))?\s*(\S*)$/i.exec(field) ?? [];
  const minutes = clock.length === 5 ? `${clock}:00` : clock;
  const place = zone === "" ? "Z" : zone.replace(/^([+-]\d\d)(\d\d)$/, "$1:$2").toUpperCase();
  const whole = Date.parse(`${date.replaceAll("/", "-")}T${minutes}${place}`) / 1000;
  return whole + (fraction === "" ? 0 : Number(`0.${fraction}`));
}
