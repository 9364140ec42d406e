import { expect, it } from "vitest";
import { guarded } from "./guarded.ts";

it("what a guarded callback throws or rejects with is told, with what it was given, and goes no further", async () => {
  const told: unknown[] = [];
  const failed = (error: unknown, given: string) => told.push([String(error), given]);
  const throws = guarded((given: string) => {
    throw new RangeError(given);
  }, failed);
  const rejects = guarded(async (given: string) => Promise.reject(new Error(given)), failed);
  const works = guarded((given: string) => told.push(given), failed);
  throws("a");
  rejects("b");
  works("c");
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toEqual([["RangeError: a", "a"], "c", ["Error: b", "b"]]);
});
