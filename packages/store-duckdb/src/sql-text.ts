/** A name of a table or column as SQL text. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as SQL text. DuckDB knows no backslash escapes in it. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
