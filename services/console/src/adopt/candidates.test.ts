import { compileExpression } from "@raceway/mapping/expression";
import { expect, it } from "vitest";
import { candidatesOf } from "./candidates.ts";

const of = (payload: unknown) =>
  candidatesOf(Buffer.from(typeof payload === "string" ? payload : JSON.stringify(payload)));

it("every number of a payload is offered with an expression that picks it", async () => {
  const payload = {
    temp: 41.5,
    data: { "x-axis": { rms: "2.1" }, list: [1, { v: 2 }] },
    id: "abc",
    ok: true,
    none: null,
  };
  const found = of(payload);
  expect(found.map(({ number }) => number)).toEqual([41.5, 2.1, 1, 2]);
  for (const { value, number } of found)
    expect(Number(await compileExpression(value)(payload, []))).toBe(number);
});

it("a plain number is one by itself; what holds none offers none", () => {
  expect(of("41.5")).toEqual([{ value: "$", number: 41.5 }]);
  expect(of("on")).toEqual([]);
  expect(of("{")).toEqual([]);
});

it("a payload full of numbers is offered in part, and a deep one no deeper than anybody looks", () => {
  expect(of(Array.from({ length: 1000 }, (_, n) => n)).length).toBe(60);
  expect(of(`${"[".repeat(500)}1${"]".repeat(500)}`)).toEqual([]);
});
