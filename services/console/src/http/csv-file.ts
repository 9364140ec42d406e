/** A table as a file (RFC 4180), with the mark by which spreadsheets know UTF-8. */
export function csvFile(
  columns: readonly string[],
  rows: readonly (readonly (string | undefined)[])[],
): string {
  const lines = rows.map((row) => row.map(cell).join(","));
  return [`\uFEFF${columns.join(",")}`, ...lines, ""].join("\r\n");
}

/** A spreadsheet would reckon with what begins like a formula, and names are typed by people: an apostrophe makes it a text. */
function cell(text = ""): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
