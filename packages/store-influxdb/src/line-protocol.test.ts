import { describe, expect, it } from "vitest";
import { lineOf } from "./line-protocol.ts";

describe("lineOf", () => {
  it("writes measurement, tags, fields and nanoseconds, every number as a float", () => {
    const line = lineOf({
      measurement: "indicator",
      tags: { site: "works", point: "de" },
      fields: { rms: 2, peak: -1.5e-7, note: "worn" },
      time: 1_772_344_800_000_000_001n,
    });
    expect(line).toBe(
      'indicator,site=works,point=de rms=2,peak=-1.5e-7,note="worn" 1772344800000000001',
    );
  });

  it("escapes what would end a name, a tag or a text", () => {
    const line = lineOf({
      measurement: "a b,c=d",
      tags: { "k =": "v, w" },
      fields: { "f,=": 'say "\\"\nnow' },
      time: -1n,
    });
    const names = String.raw`a\ b\,c=d,k\ \==v\,\ w f\,\==`;
    expect(line).toBe(`${names}"say \\"\\\\\\"\nnow" -1`);
  });
});
