import fc from "fast-check";
import jsonata from "jsonata";
import { describe, expect, it } from "vitest";
import { compilePlain, NOT_PLAIN } from "./plain-path.ts";

const name = fc.constantFrom("a", "b", "c");
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join("."));
const constant = fc.constantFrom("0", "1", '"x"', '""');
const test = fc.oneof(
  path.map((text) => `$exists(${text})`),
  fc
    .tuple(fc.oneof(path, fc.constant("$")), fc.constantFrom("=", "!="), constant)
    .map((parts) => parts.join(" ")),
);
const expression = fc.oneof(
  path,
  fc.constant("$"),
  test,
  fc.array(test, { minLength: 2, maxLength: 3 }).map((tests) => tests.join(" and ")),
);
const { value: payload } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(0, 1, "x", "", null, true, false),
    fc.dictionary(name, tie("value")),
    fc.dictionary(name, tie("value")),
    fc.array(tie("value"), { maxLength: 3 }),
  ),
}));

describe("an expression of plain paths", () => {
  it("gives what JSONata gives, or says that it cannot", async () => {
    let picked = 0;
    await fc.assert(
      fc.asyncProperty(expression, payload, async (text, input) => {
        const compiled = jsonata(text);
        const plain = compilePlain(compiled.ast());
        expect(plain, text).toBeDefined();
        const found = plain?.(input);
        if (found === NOT_PLAIN) return;
        if (found !== undefined) picked++;
        const wanted: unknown = await compiled.evaluate(input);
        expect(found).toEqual(Array.isArray(wanted) ? Array.from(wanted) : wanted);
      }),
      { numRuns: 3000 },
    );
    expect(picked).toBeGreaterThan(300);
  });

  it.each([
    "a[0]",
    "a[]",
    "a^(b)",
    "a.$b",
    "a.*",
    "a{b: c}",
    "$count(a)",
    "a = b",
    "a and b",
    "a + 1",
    "$exists(a)[0]",
    "a#$i.b",
    "$exists(a, b)",
  ])("leaves %s to JSONata", (text) => {
    expect(compilePlain(jsonata(text).ast())).toBeUndefined();
  });
});
