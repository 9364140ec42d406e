import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readPlanFiles } from "./plan-files.ts";

const root = mkdtempSync(join(tmpdir(), "raceway-plan-"));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;
/** A Monday afternoon. */
const FROM = BigInt(Date.parse("2026-12-07T15:00:00Z")) * 1_000_000n;

function folderOf(files: Record<string, string>): string {
  const folder = join(root, `${folders++}`);
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}
const refused = (files: Record<string, string>) => () => readPlanFiles(folderOf(files), FROM);

describe("the files of a plan", () => {
  it("are read as an ERP exports them: semicolons, decimal commas, a byte order mark, columns that nobody asked for", () => {
    const { orders, routes, stock, works } = readPlanFiles(
      folderOf({
        "orders.csv": "\ufefforder;customer;type;quantity;due\r\nA-1;Mill;6205;1000;2026-12-24\r\n",
        "routing.csv": "type;line;piecesPerHour;setupHours\n6205;l;12,5;1,5\n",
        "stock.csv": "item,quantity\nball,5\n",
        "work.csv":
          "work,line,machine,what,hours,people,item\nW,l,m,align,2,,\nX,l,m,replace,3,2,6205\n",
      }),
      FROM,
    );
    expect(orders).toEqual([
      {
        id: "A-1",
        type: "6205",
        quantity: 1000,
        due: BigInt(Date.parse("2026-12-24T23:59:59Z")) * 1_000_000n,
        lateCostADay: 100,
      },
    ]);
    expect(routes).toEqual([
      { type: "6205", line: "l", piecesAnHour: 12.5, setupHours: 1.5, hourCost: 1 },
    ]);
    expect(stock).toEqual([{ item: "ball", quantity: 5, leadDays: 0 }]);
    expect(works.map(({ people, part }) => [people, part])).toEqual([
      [1, undefined],
      [2, { item: "6205", quantity: 1 }],
    ]);
  });

  it("may count days from the plan's first one, so that an example never grows old", () => {
    const { orders } = readPlanFiles(
      folderOf({ "orders.csv": "order,type,quantity,due\nA,6205,10,+3d\nB,6205,10,+0d\n" }),
      FROM,
    );
    expect(orders.map(({ due }) => new Date(Number(due / 1_000_000n)).toISOString())).toEqual([
      "2026-12-10T23:59:59.000Z",
      "2026-12-07T23:59:59.000Z",
    ]);
  });

  it("are refused with file, line, what was found and what would be right", () => {
    const head = "order,type,quantity,due\n";
    expect(refused({ "orders.csv": "order,type\nA,6205\n" })).toThrow(
      "orders.csv, line 1: found the titles order, type; quantity, due would be right beside them",
    );
    expect(
      refused({ "orders.csv": `${head}A,6205,10,2026-12-24\nB,6205,-5,2026-12-24\n` }),
    ).toThrow(
      'orders.csv, line 3: found "-5" in quantity; a whole number of pieces above 0 would be right',
    );
    expect(refused({ "orders.csv": `${head}A,6205,10,soon\n` })).toThrow(
      'orders.csv, line 2: found "soon" in due; a date',
    );
    expect(refused({ "orders.csv": `${head}A,,10,2026-12-24\n` })).toThrow(
      "orders.csv, line 2: found nothing in type; a name would be right",
    );
    expect(refused({ "orders.csv": `${head}A,6205,10,2026-12-24\nA,6205,9,2026-12-24\n` })).toThrow(
      "orders.csv: found A twice; once would be right",
    );
    expect(refused({ "orders.csv": `${head}A,6205,10\n` })).toThrow("orders.csv: ");
    expect(refused({ "stock.csv": "item,quantity\nball,-1\n" })).toThrow(
      'stock.csv, line 2: found "-1" in quantity; a stock of 0 or more would be right',
    );
  });

  it("are refused where there are none", () => {
    expect(() => readPlanFiles(join(root, "nowhere"), FROM)).toThrow(
      /nowhere: found none of orders\.csv, routing\.csv/,
    );
  });
});
