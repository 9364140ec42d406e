import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { samplesOf } from "./sample-block.ts";

const PLAIN = { at: "", type: "int16", bigEndian: false, of: 1, nth: 0 } as const;

describe("samples of a message", () => {
  it("are an array of numbers, or packed numbers of either byte order", () => {
    expect([...samplesOf([1, -2.5], PLAIN)]).toEqual([1, -2.5]);
    const packed = (bytes: number[], type: "int16" | "int24" | "float32", bigEndian: boolean) => [
      ...samplesOf(Buffer.from(bytes).toString("hex"), {
        ...PLAIN,
        encoding: "hex",
        type,
        bigEndian,
      }),
    ];
    expect(packed([0x01, 0x00, 0xff, 0xff], "int16", false)).toEqual([1, -1]);
    expect(packed([0x00, 0x01, 0xff, 0xff], "int16", true)).toEqual([1, -1]);
    expect(packed([0xff, 0xff, 0xff, 0x00, 0x00, 0x80], "int24", false)).toEqual([-1, -8388608]);
    expect(packed([0xff, 0xff, 0xfe, 0x7f, 0xff, 0xff], "int24", true)).toEqual([-2, 8388607]);
    expect(packed([0x00, 0x00, 0xc0, 0x3f], "float32", false)).toEqual([1.5]);
  });

  it("of one of several interleaved channels are every so-manieth", () => {
    expect([...samplesOf([1, 2, 3, 4, 5, 6], { ...PLAIN, of: 3, nth: 1 })]).toEqual([2, 5]);
  });

  it("come back as they were packed", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -32768, max: 32767 }), { minLength: 1 }), (list) => {
        const text = Buffer.from(Int16Array.from(list).buffer).toString("base64");
        expect([...samplesOf(text, { ...PLAIN, encoding: "base64" })]).toEqual(list);
      }),
    );
  });

  it("may be texts that are numbers", () => {
    expect([...samplesOf([1, "2", "-3.5"], PLAIN)]).toEqual([1, 2, -3.5]);
  });

  it.each([
    ["a number", 5, {}],
    ["a word among numbers", [1, "none"], {}],
    ["no samples", [], {}],
    ["an odd half of a sample", "0001ff", { encoding: "hex" }],
    ["no hex", "xy", { encoding: "hex" }],
    ["cut base64", "AAAAA", { encoding: "base64" }],
    ["a part of a frame", [1, 2, 3, 4], { of: 3 }],
  ] as const)("are refused with what was found: %s", (_, found, layout) => {
    expect(() => samplesOf(found, { ...PLAIN, ...layout })).toThrow(/found|sample 1/);
  });
});
