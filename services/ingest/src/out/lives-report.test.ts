import { decodeLives } from "@raceway/wire/lives-message";
import { describe, expect, it } from "vitest";
import { createLivesReport } from "./lives-report.ts";

const DAY = 86_400;

/** What was published after each telling; `fails` times it is not taken. */
async function told(durations: readonly (readonly number[])[], fails = 0) {
  const published: { topic: string; payload: Uint8Array }[] = [];
  let refused = 0;
  const report = createLivesReport("works", {
    publish: (topic, payload) => {
      if (refused++ < fails) return Promise.reject(new Error("away"));
      published.push({ topic, payload });
      return Promise.resolve();
    },
  });
  for (const running of durations) {
    report(new Map([["6205", { ended: [40 * DAY], running }]]));
    await Promise.resolve();
    await Promise.resolve();
  }
  return published;
}

describe("what is told of bearings' lives", () => {
  it("can be read by who hears it", async () => {
    const [first] = await told([[12 * DAY, 90.123_456]]);
    const read = decodeLives(first?.payload ?? new Uint8Array());
    expect(first?.topic).toBe("raceway/v1/lives/works");
    expect(read.ok && read.body.kinds).toEqual([
      { kind: "6205", ended: [40 * DAY], running: [12 * DAY, 90.1] },
    ]);
  });

  it("is told again only when it has moved by more than anybody reads", async () => {
    expect(await told([[12 * DAY], [12 * DAY + 60], [13 * DAY]])).toHaveLength(2);
  });

  it("is told again when it could not be sent", async () => {
    expect(await told([[12 * DAY], [12 * DAY]], 1)).toHaveLength(1);
  });
});
