import type { TableStyle } from "./number-table.ts";
import { textOf } from "./text.ts";

/** The head of a text file as lines, of which the cut may have shortened the last. */
export function headLines(head: Uint8Array): readonly string[] {
  return textOf(head)
    .split("\n")
    .map((line) => line.replace(/\r$/, ""));
}

/** How the numbers of a table are set apart, from the first line that is made of numbers. */
export function guessStyle(bytes: Uint8Array): TableStyle {
  const line = headLines(bytes).find(isNumeric);
  return line === undefined ? { delimiter: "," } : styleOf(line);
}

/** Whether a line has nothing but numbers and what separates them. */
function isNumeric(line: string): boolean {
  return /\d/.test(line) && /^[-+0-9.eE,;\s"]+$/.test(line) && !/(^|[\s,;])[eE]/.test(line);
}

/** The style of a line of numbers: `;` before tab before `|` before `,` before blanks, a `,` beside the first three being the decimal mark. */
export function styleOf(line: string): TableStyle {
  // What stands between quotes separates nothing.
  const open = line.replaceAll(/"[^"]*"/g, '"0"');
  const bare = /[;,\t|]/.test(open) ? open : line;
  for (const delimiter of [";", "\t", "|"])
    if (bare.includes(delimiter))
      return { delimiter, decimalComma: hasDecimalComma(bare.split(delimiter)) };
  if (bare.includes(",")) return { delimiter: "," };
  return { delimiter: " " };
}

/** Whether numbers among some fields are written 0,5; dates may have points all the same. */
export function hasDecimalComma(fields: readonly string[]): boolean {
  const bare = fields.map((field) => field.trim().replaceAll('"', ""));
  return (
    bare.some((field) => /^[-+]?\d*,\d+([eE][-+]?\d+)?(\s*[^\d\s].*)?$/.test(field)) &&
    !bare.some((field) => /^[-+]?\d*\.\d+([eE][-+]?\d+)?$/.test(field))
  );
}
