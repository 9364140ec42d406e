import {
  type Document,
  isCollection,
  isNode,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from "yaml";

/** What is wrong with a text before its content is looked at. */
export interface YamlFault {
  /** 1-based. */
  readonly line?: number;
  readonly found: string;
  readonly allowed: string;
}

/** A text that was read: its value, and where in the text a place of the value stands. */
export interface YamlText {
  readonly value: unknown;
  /** 1-based line of the place, or of the nearest ancestor that is in the text (a missing field has no line of its own). */
  lineAt(path: readonly PropertyKey[]): number | undefined;
}

export type YamlReading =
  | { readonly ok: true; readonly yaml: YamlText }
  | { readonly ok: false; readonly faults: readonly YamlFault[] };

/** Far beyond what people write. */
const LONGEST_TEXT = 4 * 1024 * 1024;
const DEEPEST = 64;
const MOST_ALIASES = 100;
const MOST_FAULTS = 50;

/**
 * Reads YAML or JSON that people wrote. What takes time out of proportion is refused first: the parser needs exponential time for keys within
 * keys (`? ? ? …`), and builds a tree as deep as the text nests.
 */
export function readYaml(text: string): YamlReading {
  const excess = excessOf(text);
  if (excess !== undefined) return { ok: false, faults: [excess] };
  const lines = new LineCounter();
  const document = withoutStacks(() =>
    parseDocument(text, { lineCounter: lines, logLevel: "error", prettyErrors: false }),
  );
  const faults = withoutFollowers([...document.errors, ...document.warnings]).map((error) => ({
    line: lines.linePos(error.pos[0]).line,
    ...(YAML_WORDS[error.code] ?? {
      found: "no well-formed YAML here",
      allowed: "fields (`name: value`) and lists (`- …`) under each other",
    }),
  }));
  if (faults.length > 0) return { ok: false, faults: faults.slice(0, MOST_FAULTS) };
  const odd = oddityOf(document, lines);
  if (odd !== undefined) return { ok: false, faults: [odd] };
  try {
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    return { ok: true, yaml: { value, lineAt: (path) => lineOf(document, lines, path) } };
  } catch (error) {
    const found = error instanceof Error ? error.message.slice(0, 200) : String(error);
    return { ok: false, faults: [{ found, allowed: "YAML without excessive aliases" }] };
  }
}

/** Of what one slip brings with it for the rest of the text, the first. */
function withoutFollowers<E extends { readonly code: string }>(errors: readonly E[]): readonly E[] {
  const first = errors.findIndex(({ code }) => FOLLOWING.has(code));
  return errors.filter(({ code }, at) => at <= first || !FOLLOWING.has(code));
}

const FOLLOWING: ReadonlySet<string> = new Set([
  "UNEXPECTED_TOKEN",
  "BAD_INDENT",
  "MISSING_CHAR",
  "BLOCK_IN_FLOW",
  "BLOCK_AS_IMPLICIT_KEY",
  "MULTILINE_IMPLICIT_KEY",
  "BAD_SCALAR_START",
]);

type Words = Pick<YamlFault, "found" | "allowed">;

const UNDER_EACH_OTHER =
  "fields of one thing, or entries of one list, in one column under each other";

/** The parser's faults in words of the plant file. */
const YAML_WORDS: Readonly<Record<string, Words>> = {
  TAB_AS_INDENT: {
    found: "a tab before the text",
    allowed: "blanks: YAML indents with nothing else",
  },
  DUPLICATE_KEY: { found: "a field that is there already", allowed: "each field once" },
  BAD_INDENT: { found: "a line that begins in a column of its own", allowed: UNDER_EACH_OTHER },
  BAD_SCALAR_START: {
    found: "a text that begins with a sign of YAML's own (% @ ` …)",
    allowed: 'quotes around it: "…"',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    found: "a second `:` in one line",
    allowed: 'one field a line, or quotes around a text with `: ` in it: "…"',
  },
  BLOCK_IN_FLOW: {
    found: "a list or fields by lines within brackets",
    allowed: "`{ a: 1, b: 2 }` or `[1, 2]` within brackets",
  },
  MISSING_CHAR: {
    found: "quotes or brackets that are not closed",
    allowed: "quotes closed where they were opened, and as many ] and } as [ and {",
  },
  MULTILINE_IMPLICIT_KEY: {
    found: "a name over several lines, or a line without `:`",
    allowed: "`name: value` in one line",
  },
  UNEXPECTED_TOKEN: {
    found: "a sign where none belongs",
    allowed: "quotes around a text with , : ? [ ] { } in it, as expressions have them",
  },
  BAD_ALIAS: {
    found: "a `*name` or `&name` that is none",
    allowed: 'quotes around a text that begins with * or &: "…"',
  },
  MULTIPLE_DOCS: { found: "a second document (`---`)", allowed: "one document a file" },
  BAD_DQ_ESCAPE: {
    found: "a backslash that YAML does not know",
    allowed: "single quotes around a text with a backslash in it",
  },
  TAG_RESOLVE_FAILED: { found: "a `!` tag", allowed: "plain texts, numbers and lists" },
};

/** The parser makes an error of each of thousands of wrong characters; their stack traces, which nobody reads, would take nearly all its time. */
function withoutStacks<T>(work: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** A run of indicators that each begin a level: `- - - ? ? `. */
const INDICATORS = new RegExp(`(?:[-?:][ \\t]+){${DEEPEST}}`);
const INDENTATION = new RegExp(`^[ \\t]{${DEEPEST * 8}}`, "m");

function excessOf(text: string): YamlFault | undefined {
  if (text.length > LONGEST_TEXT)
    return {
      found: `${text.length} characters`,
      allowed: `at most ${LONGEST_TEXT}`,
    };
  const isDeep = INDICATORS.test(text) || INDENTATION.test(text) || flowDepth(text) > DEEPEST;
  return isDeep
    ? { found: `more than ${DEEPEST} levels`, allowed: `at most ${DEEPEST} levels` }
    : undefined;
}

/** Most brackets open at once; those in texts count too, which does no harm at this depth. */
function flowDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === "[" || letter === "{") deepest = Math.max(deepest, ++depth);
    else if ((letter === "]" || letter === "}") && depth > 0) depth--;
  }
  return deepest;
}

/** What no JSON could say, and nothing here asks for: a key that is a list or a map, a list or a map that holds itself. */
function oddityOf(document: Document.Parsed, lines: LineCounter): YamlFault | undefined {
  let odd: YamlFault | undefined;
  const found = (node: Node, fault: YamlFault) => {
    odd = { ...(node.range && { line: lines.linePos(node.range[0]).line }), ...fault };
    return visit.BREAK;
  };
  visit(document, {
    Pair(_, { key }) {
      if (!isCollection(key)) return undefined;
      return found(key, {
        found: "a list or a map as a key",
        allowed: "texts and numbers as keys",
      });
    },
    Alias(_, alias, path) {
      const meant = alias.resolve(document);
      if (meant === undefined || !path.includes(meant)) return undefined;
      return found(alias, {
        found: `*${alias.source} within what it stands for`,
        allowed: "lists and maps that do not hold themselves",
      });
    },
  });
  return odd;
}

function lineOf(
  document: Document.Parsed,
  lines: LineCounter,
  path: readonly PropertyKey[],
): number | undefined {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}
