import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LinearRegex, patternFault } from "./linear-regex.ts";

/** What a search finds, one after another, as JSONata asks for it. */
function found(regex: Pick<RegExp, "exec" | "lastIndex">, text: string) {
  const all: unknown[] = [];
  for (let match = regex.exec(text); match !== null; match = regex.exec(text)) {
    all.push([match.index, ...match]);
    if (match[0] === "") break;
  }
  return all;
}

const PATTERNS = [
  /t=([-\d.]+)/g,
  /(a)|b(x)?/g,
  /^\s*(\w+)\s*$/gm,
  /[;,]\s*/g,
  /(\d{2}):(\d{2})/g,
  /(?:x|yy)+?z/g,
  /TEMP_?([a-z])/gi,
  /[^a-c-]{2,4}/g,
];

describe("a pattern", () => {
  it("finds what JavaScript's own finds, with its groups and places", () => {
    const text = fc.string({ unit: fc.constantFrom(..."abxyz12:.-=;, tTEMP_\n°é"), maxLength: 40 });
    fc.assert(
      fc.property(fc.constantFrom(...PATTERNS), text, (pattern, text) => {
        const own = new RegExp(pattern.source, pattern.flags);
        expect(found(new LinearRegex(pattern), text)).toEqual(found(own, text));
      }),
    );
  });

  it("that would be tried in more ways than there are atoms is answered", () => {
    const text = `${"a".repeat(20_000)}!`;
    expect(new LinearRegex(/^(a+)+$/).exec(text)).toBeNull();
    expect(new LinearRegex(/^(a|a)*$/).exec(text)).toBeNull();
  });

  it("that looks around or back is refused, naming it", () => {
    for (const pattern of [/(?=a)b/, /(?<!a)b/, /(a)\1/])
      expect(patternFault(pattern)).toContain(`/${pattern.source}/ looks around or back`);
    expect(patternFault(/a+/)).toBeUndefined();
  });

  it("is not sought in a text as long as a recording", () => {
    expect(() => new LinearRegex(/a/).exec("b".repeat(70_000))).toThrow(
      "found a text of 70000 characters",
    );
  });
});
