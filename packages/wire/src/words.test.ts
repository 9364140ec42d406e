import { expect, it } from "vitest";
import { z } from "zod";
import { brief, expectedIn } from "./words.ts";

it.each([
  [z.string(), 1, "a text"],
  [z.object({}), 1, "an object with named fields"],
  [z.number(), Number.NaN, "a finite number"],
  [z.int(), 1.5, "a whole number"],
  [z.enum(["a", "b"]), "c", "one of a, b"],
  [z.literal("a"), "c", '"a"'],
  [z.string().min(2), "a", "at least 2 characters"],
  [z.number().positive(), 0, "more than 0"],
  [z.array(z.number()).max(1), [1, 2], "at most 1 items"],
  [z.iso.datetime(), "today", "a time as ISO 8601 text in UTC (2026-11-22T06:00:00.000Z)"],
  [z.strictObject({}), { a: 1 }, 'no field "a"'],
  [z.union([z.string(), z.null()]), 1, "one of the forms that are documented"],
  [z.string("a name"), 1, "a name"],
])("says in our words what would be right: %#", (schema, value, words) => {
  const parsed = schema.safeParse(value, { error: expectedIn });
  expect(parsed.error?.issues.map(({ message }) => message)).toEqual([words]);
});

it("shows a value in a few words, however much of it there is", () => {
  const deep = JSON.parse(`${"[".repeat(900)}${"]".repeat(900)}`);
  const values = [undefined, null, 1n, "x".repeat(1e6), deep, { ["k".repeat(1e6)]: deep }, [1, 2]];
  for (const value of values) expect(brief(value).length).toBeLessThan(100);
});
