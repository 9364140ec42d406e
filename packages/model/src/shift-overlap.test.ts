import { expect, test } from "vitest";
import { overlappingShifts } from "./shift-overlap.ts";
import { DAYS } from "./week.ts";

const night = {
  ...{ name: "night", days: [...DAYS], from: "22:00", to: "06:00", timeZone: "Europe/Berlin" },
};

test("shifts that overlap are found, also over midnight; those that meet do not", () => {
  const early = { ...night, name: "early", from: "06:00", to: "14:00" };
  expect(overlappingShifts([early, night])).toBeUndefined();
  expect(overlappingShifts([{ ...early, from: "05:30" }, night])).toEqual(["night", "early"]);
});
