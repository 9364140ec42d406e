/** Captures `$1`, `$2`, … of a topic: the words under `+`, and all that stands under `#`, in order. */
export type Captures = readonly string[];

/** Says what is wrong with an MQTT topic filter (MQTT 3.1.1 §4.7); undefined when it is one. */
export function filterFault(filter: string): string | undefined {
  const words = filter.split("/");
  if (filter === "" || filter.includes("\u0000")) return "no topic";
  if (words.some((word) => word.length > 1 && /[+#]/.test(word)))
    return "`+` or `#` beside other characters in one word";
  if (words.indexOf("#") >= 0 && words.indexOf("#") < words.length - 1) return "`#` before the end";
  return undefined;
}

/**
 * Matches topics against a filter.
 *
 * @returns the captures; undefined for a topic that does not match. Topics that begin with `$` belong to the broker and match no wildcard (§4.7.2).
 */
export function createTopicFilter(filter: string): (topic: string) => Captures | undefined {
  const words = filter.split("/");
  const open = words.at(-1) === "#";
  const fixed = open ? words.slice(0, -1) : words;
  return (topic) => {
    const found = topic.split("/");
    if (topic.startsWith("$") && /^[+#]/.test(filter)) return undefined;
    if (open ? found.length < fixed.length : found.length !== fixed.length) return undefined;
    if (!fixed.every((word, i) => word === "+" || word === found[i])) return undefined;
    const captures = found.filter((_, i) => fixed[i] === "+");
    return open ? [...captures, found.slice(fixed.length).join("/")] : captures;
  };
}

/** Whether some topic matches both filters. */
export function filtersMeet(a: string, b: string): boolean {
  const [left, right] = [a.split("/"), b.split("/")];
  for (let i = 0; ; i++) {
    const [x, y] = [left[i], right[i]];
    if (x === "#" || y === "#") return true;
    if (x === undefined || y === undefined) return x === y;
    if (x !== "+" && y !== "+" && x !== y) return false;
  }
}

/** Highest capture that a text asks for; 0: none. */
export function capturesAsked(text: string): number {
  return Math.max(0, ...[...text.matchAll(/\$(\d)/g)].map(([, digit]) => Number(digit)));
}

/** How many captures a filter gives. */
export function capturesGiven(filter: string): number {
  return filter.split("/").filter((word) => word === "+" || word === "#").length;
}

/** A text with its captures put in. */
export function filledIn(text: string, captures: Captures): string {
  return text.replace(/\$(\d)/g, (_, digit: string) => captures[Number(digit) - 1] ?? "");
}

/** A word of a topic as an id: in lower case, with `-` for what an id must not have (`Pump_A 1` becomes `pump_a-1`). */
export function idOf(word: string): string {
  return word.toLowerCase().replace(/[^a-z0-9_-]/g, "-");
}
