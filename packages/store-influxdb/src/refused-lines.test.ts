import type { TelemetryPoint } from "@raceway/model/telemetry";
import { StoreUnavailable } from "@raceway/ports/telemetry-store";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Answer } from "./connection.ts";
import { lineOf } from "./line-protocol.ts";
import { writeAllButRefused } from "./refused-lines.ts";

const points: readonly TelemetryPoint[] = Array.from({ length: 40 }, (_, k) => ({
  measurement: "m",
  tags: { point: `p${k}` },
  fields: { v: k },
  time: BigInt(k),
}));

/** A server that keeps the lines it takes, and answers with one text when there are any that it does not. */
function server(takes: (line: string) => boolean, text: (dropped: number) => string) {
  const stored = new Set<string>();
  let requests = 0;
  const write = (lines: readonly string[]): Promise<Answer> => {
    requests += 1;
    for (const line of lines.filter(takes)) stored.add(line);
    const dropped = lines.filter((line) => !takes(line)).length;
    return Promise.resolve(
      dropped === 0 ? { stored: true } : { stored: false, text: text(dropped) },
    );
  };
  return { write, stored, requests: () => requests };
}

describe("writeAllButRefused", () => {
  it("finds any set of bad points by halving when the answer's words are unknown", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.constantFrom(...points)), async (bad) => {
        const lines = new Set(bad.map(lineOf));
        const { write, stored } = server(
          (line) => !lines.has(line),
          () => "no",
        );
        const refused = await writeAllButRefused(write, points);
        expect(new Set(refused.map((each) => each.point))).toEqual(new Set(bad));
        expect(stored.size).toBe(points.length - bad.length);
      }),
    );
  });

  it("needs one more request, not many, for points beyond retention", async () => {
    const young = (line: string) => Number(line.split(" ").at(-1)) >= 10;
    const text = (dropped: number) =>
      `partial write: points beyond retention policy dropped=${dropped}`;
    const { write, requests } = server(young, text);
    const refused = await writeAllButRefused(write, points.toReversed());
    expect(new Set(refused.map((each) => each.point))).toEqual(new Set(points.slice(0, 10)));
    expect(requests()).toBe(2);
  });

  it("needs one more request for a conflict of kinds, whatever number was dropped", async () => {
    const mixed = points.map((point, k) =>
      k % 3 === 0 ? { ...point, fields: { v: "x" } } : point,
    );
    const text = `partial write: field type conflict: input field "v" on measurement "m" is type string, already exists as type float dropped=1`;
    const { write, requests } = server(
      (line) => !line.includes('"x"'),
      () => text,
    );
    const refused = await writeAllButRefused(write, mixed);
    expect(refused).toHaveLength(14);
    expect(refused[0]?.reason).toBe(text);
    expect(requests()).toBe(2);
  });

  it("keeps both ends of a long reason", async () => {
    const text = `unable to parse '${"x".repeat(5000)}': max key length exceeded`;
    const { write } = server(
      () => false,
      () => text,
    );
    const [refused] = await writeAllButRefused(write, points.slice(0, 1));
    expect(refused?.reason.length).toBeLessThan(400);
    expect(refused?.reason).toMatch(/^unable to parse .* max key length exceeded$/);
  });

  it("passes on that the store is unavailable", async () => {
    const write = () => Promise.reject(new StoreUnavailable("away"));
    await expect(writeAllButRefused(write, points)).rejects.toThrow("away");
  });
});
