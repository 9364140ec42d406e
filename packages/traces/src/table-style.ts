import { fieldsOf, type TableStyle } from "./number-table.ts";

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

/** How many fields a line has in a style. */
export function widthOf(line: string, style: TableStyle): number {
  return fieldsOf(line, style.delimiter).length;
}
