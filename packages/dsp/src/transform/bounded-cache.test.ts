import { describe, expect, it } from "vitest";
import { boundedCache } from "./bounded-cache.ts";

describe("a bounded cache", () => {
  it("makes a value once and keeps those used last", () => {
    const made: string[] = [];
    const discarded: string[] = [];
    const upperOf = boundedCache(
      2,
      (key: string) => {
        made.push(key);
        return key.toUpperCase();
      },
      (value) => discarded.push(value),
    );
    expect([upperOf("a"), upperOf("b"), upperOf("a"), upperOf("a")]).toEqual(["A", "B", "A", "A"]);
    expect(upperOf("c")).toBe("C");
    expect(discarded).toEqual(["B"]);
    expect(upperOf("a")).toBe("A");
    expect(made).toEqual(["a", "b", "c"]);
    expect(upperOf("b")).toBe("B");
    expect(discarded).toEqual(["B", "C"]);
  });
});
