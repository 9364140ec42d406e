import type { AlarmOccurrence } from "@raceway/model/alarm-occurrence";
import type { Plant } from "@raceway/model/plant";
import { historyAsk } from "@raceway/wire/history-ask";
import Fastify from "fastify";
import { describe, expect, it } from "vitest";
import { type ApiParts, addApi } from "../http/api-routes.ts";
import { historyReader, historyRoutes } from "./history-routes.ts";

const plant = { site: "p", lines: [{ id: "l1" }, { id: "l2" }] } as unknown as Plant;

const row = (k: number, more: Partial<AlarmOccurrence> = {}): AlarmOccurrence => ({
  ...{ id: `l1.m.q${k}.machine`, occurrence: 1, condition: "machine", severity: "alarm" },
  ...{ where: { line: "L", machine: "M", point: `Q${k}` }, since: "2026-11-22T06:00:00.000Z" },
  ...more,
});

/** A console whose alarm service has so many occurrences; what it was asked is held to the message's form. */
function house(all: readonly AlarmOccurrence[]) {
  const asks: object[] = [];
  const askAt: ApiParts["askAt"] = async (topic, body) => {
    expect(topic).toBe("raceway/v1/history-ask/p");
    const { ask, ...query } = historyAsk.parse({ ...body, ask: "a" });
    asks.push(query);
    const rows = all.slice(query.offset, query.offset + query.limit);
    return { ask, history: { total: all.length, people: ["Ann"], rows } };
  };
  const app = Fastify();
  addApi(app, { plant: () => plant, askAt } as unknown as ApiParts);
  const get = (path: string) => app.inject(`/api/alarm-history${path}`);
  return { asks, askAt, get };
}

describe("the history of alarms over HTTP", () => {
  it("asks for what was wanted, and says how long the whole is", async () => {
    const { asks, get } = house(Array.from({ length: 60 }, (_, k) => row(k)));
    const answer = await get("?line=l1&acknowledged=false&sort=place&order=asc&limit=20&offset=20");
    expect(answer.json()).toMatchObject({ total: 60, people: ["Ann"] });
    expect(answer.json().rows.map(({ id }: AlarmOccurrence) => id)[0]).toBe("l1.m.q20.machine");
    expect(answer.headers["x-total-count"]).toBe("60");
    expect(asks).toEqual([
      {
        ...{ line: "l1", acknowledged: false, sort: "place", descending: false },
        ...{ offset: 20, limit: 20 },
      },
    ]);
  });

  it("asks for no line that the asker may not see", async () => {
    const { asks, askAt } = house([]);
    const [list] = historyRoutes(historyReader({ plant: () => plant, askAt }));
    const reply = { header: () => {} } as never;
    await list?.handle({ params: {}, query: {}, body: {}, reply, sees: (line) => line === "l2" });
    expect(asks).toMatchObject([{ lines: ["l2"] }]);
  });

  it("says in words what it does not understand", async () => {
    const { get } = house([]);
    const answer = await get("?severity=awful&limit=9999");
    expect(answer.json().message).toMatch(/severity: .*limit: /);
  });

  it("makes a file of all of it, whatever names people have", async () => {
    const rows = Array.from({ length: 1203 }, (_, k) => row(k));
    const odd = row(1203, {
      where: { line: "=1+1", machine: 'Press "A", left', point: "ציר 🛞" },
      acknowledged: { who: "@Ann", at: "2026-11-22T07:00:00.000Z" },
      ...{ fault: "outer-race", priority: "high", closed: "2026-11-22T08:00:00.000Z" },
    });
    const { get, asks } = house([...rows, odd]);
    const answer = await get("/export?language=zh&from=2026-11-01T00:00:00.000Z");
    const lines = answer.body.split("\r\n");
    expect(answer.headers["content-disposition"]).toBe('attachment; filename="alarms.csv"');
    expect(lines).toHaveLength(1 + 1204 + 1);
    expect(lines[0]).toMatch(/^\uFEFFsince,closed,/);
    expect(lines[1204]).toBe(
      `2026-11-22T06:00:00.000Z,2026-11-22T08:00:00.000Z,alarm,high,外圈损伤,'=1+1,"Press ""A"", left",ציר 🛞,machine,'@Ann,2026-11-22T07:00:00.000Z,,,,,,l1.m.q1203.machine,1`,
    );
    expect(asks).toHaveLength(7);
    expect(asks[6]).toMatchObject({ from: "2026-11-01T00:00:00.000Z", offset: 1200, limit: 200 });
  });
});
