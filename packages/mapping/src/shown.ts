/** What was found where something else is right, as a reason quotes it: never a whole list or object, which may be as large as a payload. */
export function shown(found: unknown): string {
  if (found === undefined) return "nothing";
  if (Array.isArray(found)) return `a list of ${found.length}`;
  if (typeof found === "object" && found !== null) {
    const names = Object.keys(found);
    return `fields ${names.slice(0, 5).join(", ")}${names.length > 5 ? ", …" : ""}`.slice(0, 80);
  }
  return typeof found === "function"
    ? "a function"
    : (JSON.stringify(found) ?? "nothing").slice(0, 60);
}
