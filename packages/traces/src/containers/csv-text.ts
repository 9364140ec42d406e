/** A cell as text that a table's reader understands again. */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "" : value.toISOString();
  if (Array.isArray(value) || ArrayBuffer.isView(value))
    return quoted(Array.from(value as ArrayLike<unknown>, csvCell).join(";"));
  if (typeof value === "object") return quoted(JSON.stringify(value));
  return quoted(String(value));
}

function quoted(text: string): string {
  return /[",\n\r]/.test(text)
    ? `"${text.replaceAll('"', '""').replaceAll(/[\r\n]+/g, " ")}"`
    : text;
}

/** Rows as the text of a table. */
export function csvText(rows: readonly (readonly unknown[])[]): string {
  return `${rows.map((row) => row.map(csvCell).join(",")).join("\n")}\n`;
}
