/** The first of a list for an error text, and that there are more; empty for none. */
export function someOf(names: readonly string[], most: number): string {
  return names.slice(0, most).join(", ") + (names.length > most ? ", …" : "");
}
