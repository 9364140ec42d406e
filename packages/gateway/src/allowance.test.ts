import { expect, it } from "vitest";
import { createAllowance } from "./allowance.ts";

it("a client has a few at once, then one in ten seconds with the count of those kept back; others are not concerned", () => {
  let seconds = 0n;
  const allow = createAllowance({
    now: () => seconds * 1_000_000_000n,
    after: () => () => undefined,
  });
  const many = (client: string, count: number) =>
    Array.from({ length: count }, () => allow(client));
  expect(many("a", 20)).toEqual(Array(20).fill(0));
  expect(many("a", 5)).toEqual(Array(5).fill(undefined));
  expect(allow("b")).toBe(0);
  seconds = 10n;
  expect(many("a", 3)).toEqual([5, undefined, undefined]);
  seconds = 3600n;
  expect(many("a", 21)).toEqual([2, ...Array(19).fill(0), undefined]);
});
