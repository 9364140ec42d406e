import type { TelemetryPoint } from "@raceway/model/telemetry";
import { describe, expect, it } from "vitest";
import { refusalOf } from "./storable-point.ts";

const good: TelemetryPoint = {
  measurement: "indicator",
  tags: { site: "s", point: "p" },
  fields: { rms: 1.5, note: "" },
  time: 1n,
};

describe("refusalOf", () => {
  it("has nothing against numbers, texts and odd but printable tags", () => {
    expect(refusalOf(good)).toBeUndefined();
    expect(refusalOf({ ...good, tags: {} })).toBeUndefined();
    const odd = { a: "with space, comma=equals", b: 'quote " and \\ inside', c: "Öl 油 🛢" };
    expect(refusalOf({ ...good, tags: odd })).toBeUndefined();
    expect(refusalOf({ ...good, fields: { note: 'two\nlines "quoted" \\' } })).toBeUndefined();
  });

  it.each<[string, Partial<TelemetryPoint>, RegExp]>([
    ["not a number", { fields: { rms: Number.NaN } }, /"rms" is NaN/],
    ["infinite", { fields: { rms: 1, peak: -Infinity } }, /"peak" is -Infinity/],
    ["without fields", { fields: {} }, /no field/],
    ["with an empty tag", { tags: { site: "" } }, /tag value is empty/],
    ["with an empty tag name", { tags: { "": "x" } }, /tag is empty/],
    ["without a measurement", { measurement: "" }, /measurement is empty/],
    ["with a line break in a tag", { tags: { site: "a\nb" } }, /control character/],
    ["with a backslash at a tag's end", { tags: { site: "a\\" } }, /backslash/],
    ["with a backslash in a field's name", { fields: { "a\\b": 1 } }, /field holds a backslash/],
    ["with a backslash in its measurement", { measurement: "a\\b" }, /measurement holds a back/],
    ["with half a surrogate pair in a tag", { tags: { site: "\ud83d" } }, /well-formed/],
    ["with NUL in a text", { fields: { note: "a\0b" } }, /NUL/],
    ["with half a surrogate pair in a text", { fields: { note: "a\udc00" } }, /surrogate/],
    ["with a field named time", { fields: { time: 1 } }, /named "time"/],
    ["with one name as tag and field", { fields: { site: 1 } }, /both a tag and a field/],
    ["beyond 64 bits", { time: 2n ** 63n }, /64 bits/],
  ])("refuses a point %s and says so", (_, part, reason) => {
    expect(refusalOf({ ...good, ...part })).toMatch(reason);
  });
});
