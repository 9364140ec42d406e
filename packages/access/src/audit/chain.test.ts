import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { breaksIn, LINKED, linkOf, type Row } from "./chain.ts";

const KEY = Buffer.alloc(32, 1);
const MOST = 8;

function chainOf(length: number, key = KEY): Row[] {
  const rows: Row[] = [];
  for (let id = 1; id <= length; id++) {
    const row = { id, kind: "note", writer: "console", at: "t", who: `w${id}`, what: "x" };
    rows.push({ ...row, chain: linkOf(key, String(rows.at(-1)?.["chain"] ?? ""), row) });
  }
  return rows;
}

const headOf = (rows: readonly Row[]) => ({
  id: Number(rows.at(-1)?.["id"]),
  chain: String(rows.at(-1)?.["chain"]),
});

const lengthAndPlace = fc
  .integer({ min: 1, max: MOST })
  .chain((length) => fc.tuple(fc.constant(length), fc.integer({ min: 1, max: length })));

describe("a chain of entries", () => {
  it("holds as it was written", () => {
    expect(breaksIn(KEY, chainOf(MOST), headOf(chainOf(MOST)))).toEqual([]);
    // A crash between an entry and its seal.
    expect(breaksIn(KEY, chainOf(MOST), headOf(chainOf(MOST - 1)))).toEqual([]);
    expect(breaksIn(KEY, [], undefined)).toEqual([]);
  });

  it("breaks where any field of any entry was altered", () => {
    const columns = [...LINKED.filter((column) => column !== "id"), "chain"];
    fc.assert(
      fc.property(lengthAndPlace, fc.constantFrom(...columns), ([length, id], column) => {
        const rows = chainOf(length);
        rows[id - 1] = { ...rows[id - 1], [column]: "forged" };
        expect(breaksIn(KEY, rows, headOf(chainOf(length)))[0]).toEqual({ id, what: "altered" });
      }),
    );
  });

  it("breaks where entries were taken out, or cut off", () => {
    fc.assert(
      fc.property(lengthAndPlace, fc.integer({ min: 1, max: MOST }), ([length, id], count) => {
        const rows = chainOf(length);
        const head = headOf(rows);
        rows.splice(id - 1, count);
        const what = rows.length < id ? "cut off" : "missing";
        expect(breaksIn(KEY, rows, head)).toEqual([{ id, what }]);
      }),
    );
  });

  it("breaks from the first entry on when it was written with another key", () => {
    const forged = chainOf(3, Buffer.alloc(32, 2));
    expect(breaksIn(KEY, forged, headOf(chainOf(3))).map(({ id }) => id)).toEqual([1, 2, 3]);
  });
});
