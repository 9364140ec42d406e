import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseNumber } from "./parse-number.ts";

function parse(text: string, decimal?: number): number {
  const bytes = Buffer.from(text, "latin1");
  return parseNumber(bytes, 0, bytes.length, decimal);
}

describe("parseNumber", () => {
  it("gives the same double as Number() for every way a double can be written", () => {
    const digits = fc.integer({ min: 0, max: 20 });
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), digits, (value, count) => {
        const texts = [String(value), value.toExponential(count), value.toPrecision(count + 1)];
        if (Math.abs(value) < 1e21) texts.push(value.toFixed(count));
        for (const text of texts) expect(parse(text)).toBe(Number(text));
      }),
      { numRuns: 2000 },
    );
  });

  it("gives the same double as Number() for decimal text of any length", () => {
    const figure = fc.stringMatching(
      /^[-+]?(\d{1,24}(\.\d{0,24})?|\.\d{1,24})([eE][-+]?\d{1,3})?$/,
    );
    fc.assert(
      fc.property(figure, (text) => {
        expect(parse(text)).toBe(Number(text));
      }),
      { numRuns: 5000 },
    );
  });

  it("keeps the sign of a negative zero", () => {
    expect(Object.is(parse("-0.0"), -0)).toBe(true);
  });

  it("reads a decimal comma when told to", () => {
    expect(parse("-1,25e-3", 44)).toBe(-0.00125);
    expect(parse("123456789012345678,5", 44)).toBe(Number("123456789012345678.5"));
    expect(parse("1.25", 44)).toBeNaN();
  });

  it.each([
    "",
    "-",
    ".",
    "e5",
    "1e",
    "1e+",
    "1.2.3",
    "0x1f",
    "NaN",
    "Infinity",
    "1 2",
    "12a",
    "--1",
  ])("takes %j for no number", (text) => {
    expect(parse(text)).toBeNaN();
  });
});
