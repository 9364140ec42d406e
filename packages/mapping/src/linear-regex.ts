import { RE2JS } from "re2js";

/** Longer texts are not searched: the work is the product of text and pattern. */
const LONGEST_TEXT = 65_536;

const compiled = new WeakMap<RegExp, RE2JS>();

/**
 * Stands in for JavaScript's RegExp where JSONata asks for one: RE2's automata, whose work grows with the text alone. A backtracking engine takes longer than a
 * plant lives for `/^(a+)+$/` and forty characters, and no clock stops it within.
 */
export class LinearRegex {
  /** Where the next search begins, in UTF-16 units, as of a RegExp with the flag `g`. */
  lastIndex = 0;
  readonly #pattern: RE2JS;

  /** @throws Error for what needs backtracking: look-around, references back. */
  constructor(regex: RegExp) {
    this.#pattern = linear(regex);
  }

  exec(text: string): RegExpExecArray | null {
    if (text.length > LONGEST_TEXT)
      throw new Error(
        `found a text of ${text.length} characters; a pattern is sought in ${LONGEST_TEXT} at most`,
      );
    const matcher = this.#pattern.matcher(text);
    if (!matcher.find(this.lastIndex)) {
      this.lastIndex = 0;
      return null;
    }
    this.lastIndex = matcher.end();
    const groups = Array.from(
      { length: matcher.groupCount() + 1 },
      (_, i) => matcher.group(i) ?? undefined,
    );
    return Object.assign(groups, { index: matcher.start(), input: text }) as RegExpExecArray;
  }
}

/** Why a pattern cannot be sought in time that grows with the text alone; undefined: it can. */
export function patternFault(regex: RegExp): string | undefined {
  try {
    linear(regex);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function linear(regex: RegExp): RE2JS {
  const known = compiled.get(regex);
  if (known !== undefined) return known;
  const flags =
    (regex.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | (regex.multiline ? RE2JS.MULTILINE : 0);
  let pattern: RE2JS;
  try {
    pattern = RE2JS.compile(RE2JS.translateRegExp(regex.source), flags);
  } catch {
    throw new Error(
      `the pattern /${regex.source.slice(0, 60)}/ looks around or back, which may take for ever; one without \`(?=\`, \`(?!\`, \`(?<\`, \`\\1\` is right`,
    );
  }
  compiled.set(regex, pattern);
  return pattern;
}
