import { expect, it } from "vitest";
import { createThinnedRows } from "./thinned-rows.ts";

const second = 1_000_000_000n;

it("keeps the first row of every minute of source time, each series for itself", () => {
  const due = createThinnedRows(60);
  const kept = [0n, 10n, 59n, 60n, 119n, 121n].filter((at) => due("a", at * second));
  expect(kept).toEqual([0n, 60n, 121n]);
  expect(due("b", 61n * second)).toBe(true);
});
