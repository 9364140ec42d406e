import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readNumberTable, type TableStyle } from "./number-table.ts";

function read(text: string, width: number, style: TableStyle = { delimiter: "," }) {
  const table = readNumberTable(Buffer.from(text, "utf8"), width, style, { file: "f.csv" });
  return { ...table, columns: table.columns.map((column) => [...column]) };
}

describe("readNumberTable", () => {
  it("gives back what was written, whatever separates it", () => {
    // String(-0) is "0".
    const finite = fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .map((value) => (value === 0 ? 0 : value));
    const rows = fc.array(fc.array(finite, { minLength: 3, maxLength: 3 }), { minLength: 1 });
    const layout = fc.record({
      delimiter: fc.constantFrom(",", ";", "\t", " "),
      pad: fc.constantFrom("", " ", '"'),
      end: fc.constantFrom("\n", "\r\n", "\n\n", " \r\n"),
      last: fc.boolean(),
    });
    fc.assert(
      fc.property(rows, layout, (values, { delimiter, pad, end, last }) => {
        const line = (row: readonly number[]) =>
          row.map((value) => pad + String(value) + pad).join(delimiter);
        const text = values.map(line).join(end) + (last ? end : "");
        const { columns } = read(text, 3, { delimiter });
        expect(columns).toEqual([0, 1, 2].map((at) => values.map((row) => row[at])));
      }),
    );
  });

  it("survives a byte order mark, CRLF, blank lines and separators at the end of lines", () => {
    const { columns, rows } = read("\uFEFF1,2,\r\n\r\n  \r\n3,4,,\r\n\n", 2);
    expect(rows).toBe(2);
    expect(columns).toEqual([
      [1, 3],
      [2, 4],
    ]);
  });

  it.each(["1,2\n3,4\n5", "1,2\n3,4\n5,", "1,2\n3,4\n5,-", "1,2\n3,4\n5,6e", "1,2\n3,4\n5,6e-\n"])(
    "drops the last line of %j, which was cut off",
    (text) => {
      expect(read(text, 2).columns).toEqual([
        [1, 3],
        [2, 4],
      ]);
    },
  );

  it("names file, line, column, what it found and what would be right", () => {
    expect(() => read("1,2\n3,x\n5,6\n", 2)).toThrow(
      'f.csv: line 2: found "x" in column 2; 2 numbers separated by "," would be right',
    );
    expect(() => read("1,2\n\n3\n5,6\n", 2)).toThrow(
      'f.csv: line 3: found 1 number in "3"; 2 numbers separated by "," would be right',
    );
    expect(() => read("1\t2\n3\t4\t5\n6\t7\n", 2, { delimiter: "\t" })).toThrow(
      "line 2: found 3 numbers",
    );
    expect(() => read("1,,2\n3,4,5\n", 3)).toThrow('line 1: found "" in column 2');
  });

  it.each(["NaN", "nan", "Inf", "-Infinity", "1e999", "#DIV/0!"])("refuses %s", (bad) => {
    expect(() => read(`1,2\n3,${bad}\n4,5\n`, 2)).toThrow(`found "${bad}" in column 2`);
  });

  it("refuses a bad last line that is not the head of a good one", () => {
    expect(() => read("1,2\n3,4\n5,NaN", 2)).toThrow('line 3: found "NaN"');
    expect(() => read("1,2\n3,4\n5,6,7", 2)).toThrow("line 3: found 3 numbers");
  });

  it("reads decimal commas beside another separator", () => {
    expect(read("0,5;-1,25e1\n", 2, { delimiter: ";", decimalComma: true }).columns).toEqual([
      [0.5],
      [-12.5],
    ]);
  });

  it("either reads any bytes or says what is wrong with a line", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.integer({ min: 1, max: 4 }),
        (bytes, width) => {
          try {
            const table = readNumberTable(bytes, width, { delimiter: "," }, { file: "f" });
            for (const column of table.columns) expect(column.every(Number.isFinite)).toBe(true);
          } catch (error) {
            expect(String(error)).toMatch(/^TraceError: f: line \d+: found /);
          }
        },
      ),
    );
  });
});
