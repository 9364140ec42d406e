import { expect, it } from "vitest";
import { createStandstill } from "./standstill.ts";

it("a batch that is not finished counts as standing still while messages wait, and idleness does not", () => {
  let seconds = 0;
  const standstill = createStandstill(() => seconds);
  seconds = 3600;
  expect(standstill.reason(0)).toBeUndefined();
  standstill.begun();
  expect(standstill.reason(5)).toBeUndefined();
  seconds += 31;
  expect(standstill.reason(5)).toBe("no batch has been finished for 31 s while 5 messages wait");
  standstill.done();
  expect(standstill.reason(5)).toBeUndefined();
});
