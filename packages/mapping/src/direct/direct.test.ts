import fc from "fast-check";
import jsonata from "jsonata";
import { describe, expect, it } from "vitest";
import { bytesOf, fieldOf } from "../bytes.ts";
import { compileDirect, NOT_DIRECT } from "./direct.ts";

const CAPTURES = ["line-1", "2", "x"];

const name = fc.constantFrom("a", "b", "c");
const literal = fc.constantFrom(
  '"x"',
  '"a"',
  '""',
  '"2"',
  "0",
  "1",
  "2",
  "-1",
  "0.1",
  "true",
  "null",
);
const { value: payload } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(0, 1, -2, 0.1, 1e21, "x", "a", "2", "-0.50", "0C1F", "", null, true, false),
    fc.dictionary(name, tie("value")),
    fc.dictionary(name, tie("value")),
    fc.array(tie("value"), { maxLength: 3 }),
  ),
}));
const messages = fc.oneof(fc.dictionary(name, payload), fc.dictionary(name, payload), payload);

const ONE = ["number", "abs", "floor", "ceil", "sqrt", "max", "min", "sum", "average", "count"];
const MORE = ["exists", "not", "boolean", "string", "lowercase", "uppercase", "length", "keys"];
const TWO = ["power", "contains", "substringBefore", "substringAfter", "lookup"];
const BINARY = ["+", "-", "*", "/", "%", "<", "<=", ">", ">=", "=", "!=", "&", "and", "or", "in"];

const { expression } = fc.letrec<{ expression: string; step: string }>((tie) => {
  const inner = tie("expression");
  const join = (...parts: readonly (string | fc.Arbitrary<string>)[]) =>
    fc
      .tuple(...parts.map((part) => (typeof part === "string" ? fc.constant(part) : part)))
      .map((texts) => texts.join(""));
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join("."));
  return {
    expression: fc.oneof(
      { maxDepth: 4, depthSize: "medium" },
      path,
      literal,
      fc.constantFrom("$", "$$", "$c[1]", "$c[-1]", "$v", "$$.a", "$.b"),
      join(path, "[", fc.constantFrom("0", "1", "-1"), "]"),
      join("(", inner, " ", fc.constantFrom(...BINARY), " ", inner, ")"),
      join("(", inner, " ", fc.constantFrom(...BINARY), " ", inner, ")"),
      join("-", inner),
      join("(", inner, " ? ", inner, " : ", inner, ")"),
      join("(", inner, " ? ", inner, ")"),
      join("(", path, " ?? ", inner, ")"),
      join("($v := ", inner, "; ", inner, ")"),
      join("$", fc.constantFrom(...ONE, ...MORE), "(", inner, ")"),
      join("$", fc.constantFrom(...TWO), "(", inner, ", ", inner, ")"),
      join("$max([", inner, ", ", inner, "])"),
      join("[", inner, ", ", inner, "]"),
      join("[", inner, ", ", inner, "][", fc.constantFrom("0", "-1"), "]"),
      join('{"p": ', inner, ', "q": ', inner, "}"),
      join("$field($bytes(", inner, ', "hex"), ', fc.constantFrom("0", "1"), ', "uint8")'),
      join(path, ".", tie("step")),
      join(path, "[", inner, "]"),
      join("$keys(", inner, ").", tie("step")),
      join("$lookup(", inner, ', "a").', tie("step")),
    ),
    step: fc.oneof(
      { maxDepth: 3 },
      name,
      join("(", inner, ")"),
      join('{"p": ', inner, "}"),
      join(name, "[", inner, "].", name),
    ),
  };
});

/** What is found without JSONata, and what it says. */
function both(text: string) {
  const compiled = jsonata(text);
  compiled.registerFunction("bytes", bytesOf);
  compiled.registerFunction("field", fieldOf);
  const direct = compileDirect(compiled.ast());
  return {
    find: (input: unknown) => (direct === undefined ? NOT_DIRECT : direct(input, CAPTURES)),
    evaluate: async (input: unknown) => unmarked(await compiled.evaluate(input, { c: CAPTURES })),
  };
}

/** JSONata's lists carry marks of their own, at any depth. */
function unmarked(value: unknown): unknown {
  if (Array.isArray(value)) return Array.from(value, unmarked);
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, of]) => [key, unmarked(of)]))
    : value;
}

describe("an expression without JSONata", () => {
  it("gives what JSONata gives, of any expression and any message, or says that it cannot", async () => {
    let taken = 0;
    let something = 0;
    await fc.assert(
      fc.asyncProperty(expression, messages, async (text, input) => {
        const { find, evaluate } = both(text);
        const found = find(input);
        if (found === NOT_DIRECT) return;
        taken++;
        if (found !== undefined) something++;
        expect(unmarked(found)).toEqual(await evaluate(input));
      }),
      { numRuns: 2000 },
    );
    expect(taken).toBeGreaterThan(500);
    expect(something).toBeGreaterThan(200);
  });

  it.each([
    ["a.b", { a: { b: 2 } }, 2],
    ["$", "41.5", "41.5"],
    ['$c[1] = "2"', {}, true],
    ["[a, b][0]", { b: 3 }, 3],
    ["a ? $max([$number(a), $number(b)])", { a: "0.5", b: "1.5" }, 1.5],
    ["a ? 1 : 2", { a: "" }, 2],
    ["($d := a; $lookup($d, 'k' & $d.n).t)", { a: { n: 2, k2: { t: 41.5 } } }, 41.5],
    [
      '($b := $bytes(h, "hex"); $n := $field($b, 0, "int16", "big"); $abs($n) <= 32000 ? $n * $power(10, $field($b, 2, "int8")))',
      { h: "000CFD" },
      0.012,
    ],
    ["a[code = 200].data", { a: { code: 200, data: "x" } }, "x"],
    ["a[code = 200].data", { a: [{ code: 200, data: "x" }, { code: 404 }] }, "x"],
    ["a[code = 200].data", {}, undefined],
    ["a.v", { a: [{ v: 1 }, {}, { v: 2 }] }, [1, 2]],
    ["-a % 3 + b / 2", { a: 5, b: 1 }, -1.5],
    ["x in ['m', 's'] and $not(y)", { x: "s", y: 0 }, true],
    [
      "$keys($).($n := $; $lookup($$, $n).{ 'd': $n, 't': t })",
      { p: [{ t: 1 }, { t: 2 }], q: [{ t: 3 }] },
      [
        { d: "p", t: 1 },
        { d: "p", t: 2 },
        { d: "q", t: 3 },
      ],
    ],
  ])("evaluates %s itself", async (text, input, wanted) => {
    const { find, evaluate } = both(text);
    expect(find(input)).toEqual(wanted);
    expect(await evaluate(input)).toEqual(wanted);
  });

  it.each([
    "a[]",
    "a^(b)",
    "a.*",
    "a.**",
    "a{b: c}",
    "a#$i.b",
    "$exists(a, b)",
    "$number()",
    "$map(a, function($v) { $v })",
    "$round(a, 2)",
    "a ~> $sum",
    "[1..3]",
    '{"a": 1, "a": 2}',
    "($max := 1; $max([1]))",
    "$unknown",
    "(a ? $x := 1; $x)",
    "$now()",
  ])("leaves %s to JSONata", (text) => {
    expect(compileDirect(jsonata(text).ast())).toBeUndefined();
  });

  it.each([
    ["a + 1", { a: "1" }],
    ["1 / a * 2", { a: 0 }],
    ["a < 1", { a: "0" }],
    ["$number(a)", { a: "warm" }],
    ['$bytes(a, "hex")', { a: "0G" }],
    ["a.b.c", { a: [[{ b: 1 }]] }],
    ["a", { a: [] }],
  ])("leaves %s of %o to JSONata", (text, input) => {
    const compiled = jsonata(text);
    expect(compileDirect(compiled.ast())?.(input, [])).toBe(NOT_DIRECT);
  });

  it("leaves what is nested without end, as JSONata bounds it", () => {
    expect(compileDirect(jsonata(`${"(".repeat(70)}1${")".repeat(70)}`).ast())).toBeUndefined();
    const list = { a: Array.from({ length: 1001 }, () => ({ b: 1 })) };
    expect(compileDirect(jsonata("a.b").ast())?.(list, [])).toBe(NOT_DIRECT);
  });
});
