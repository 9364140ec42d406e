import { describe, expect, it } from "vitest";
import { createRetainedCopies } from "./retained-copies.ts";

describe("a copy of what a broker had kept", () => {
  it("is outdated when its topic has spoken since the connection", () => {
    const copies = createRetainedCopies(() => 0);
    copies.connected();
    expect(copies.isOutdated("a", true)).toBe(false);
    expect(copies.isOutdated("a", false)).toBe(false);
    expect(copies.isOutdated("b", true)).toBe(false);
    expect(copies.isOutdated("a", true)).toBe(true);
  });

  it("counts again after the next connection, which knows nothing of what passed meanwhile", () => {
    const copies = createRetainedCopies(() => 0);
    copies.isOutdated("a", false);
    copies.connected();
    expect(copies.isOutdated("a", true)).toBe(false);
  });

  it("is looked for during the first minute only, so that nothing is kept for ever", () => {
    let now = 0;
    const copies = createRetainedCopies(() => now);
    copies.isOutdated("a", false);
    now = 60_001;
    expect(copies.isOutdated("a", true)).toBe(false);
  });
});
