import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { PlacedWorkView, PlanView } from "@raceway/plan/plan-view";
import type { Clock } from "@raceway/ports/clock";
import { silentLog } from "@raceway/ports/log";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startHandOver } from "./hand-over.ts";
import type { MadePlan } from "./planner.ts";
import { openWorkOutbox } from "./work-outbox.ts";

const WORK: PlacedWorkView = {
  ...{ work: "advice p/l/m/q", line: "l", machine: "m", what: "Spindle: replace the bearing" },
  ...{ hours: 4, people: 1, part: { item: "6205", quantity: 1 } },
  ...{ start: "2026-11-29T06:00:00.000Z", end: "2026-11-29T10:00:00.000Z" },
  advised: { point: "p/l/m/q", fault: "inner-race" },
};
const LACK = {
  ...{ item: "6205", wanted: 1, inStock: 0, first: WORK.work, readyAt: "2026-12-20T00:00:00.000Z" },
};

let placed: readonly PlacedWorkView[];
let lacks: PlanView["partShortages"];
let status: number;
let due: (() => void) | undefined;
let hand: ReturnType<typeof startHandOver>;
const heard: { body: Record<string, unknown>; headers: IncomingHttpHeaders }[] = [];
const server = createServer((request, response) => {
  let text = "";
  request.on("data", (part) => (text += part));
  request.on("end", () => {
    heard.push({ body: JSON.parse(text), headers: request.headers });
    response.writeHead(status).end();
  });
});

/** What is due happens now, and is waited for. */
async function look(): Promise<void> {
  const before = due;
  due = undefined;
  before?.();
  while (due === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
}

beforeEach(async () => {
  [placed, lacks, status, due] = [[WORK], [], 200, undefined];
  heard.length = 0;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const clock = {
    now: () => 1_795_327_200_000_000_000n,
    after: (_: number, callback: () => void) => {
      due = callback;
      return () => {};
    },
  } as unknown as Clock;
  const view = () => ({ work: { placed, unplaced: [] }, partShortages: lacks });
  hand = startHandOver({
    planner: { plan: async () => ({ view: view(), calendar: "" }) as unknown as MadePlan },
    outbox: openWorkOutbox(":memory:", silentLog),
    site: () => "p",
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders`,
    secret: "s",
    clock,
    log: silentLog,
  });
});
afterEach(async () => {
  await hand.close();
  server.close();
});

it("hands an order over once, again when it is placed elsewhere, and says when it is wanted no more", async () => {
  await look();
  await look();
  expect(heard).toHaveLength(1);
  expect(heard[0]?.body).toEqual({
    ...{
      type: "work-order",
      site: "p",
      work: WORK.work,
      status: "planned",
      line: "l",
      machine: "m",
    },
    ...{ what: WORK.what, start: WORK.start, end: WORK.end, hours: 4, people: 1 },
    ...{ part: { item: "6205", quantity: 1 }, point: "p/l/m/q", fault: "inner-race" },
  });
  expect(heard[0]?.headers["webhook-signature"]).toMatch(/^v1,/);
  placed = [{ ...WORK, start: "2026-12-06T06:00:00.000Z", end: "2026-12-06T10:00:00.000Z" }];
  await look();
  placed = [];
  await look();
  expect(heard).toHaveLength(2);
  await look();
  await look();
  expect(heard.map(({ body }) => [body["status"], body["start"]])).toEqual([
    ["planned", WORK.start],
    ["planned", "2026-12-06T06:00:00.000Z"],
    ["withdrawn", undefined],
  ]);
  expect(new Set(heard.map(({ headers }) => headers["idempotency-key"])).size).toBe(3);
});

it("keeps trying under the same key while nobody takes it, and goes on behind what is refused for good", async () => {
  status = 503;
  await look();
  await look();
  expect(hand.waiting()).toBe(1);
  status = 200;
  await look();
  expect(hand.waiting()).toBe(0);
  expect(new Set(heard.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
  status = 422;
  placed = [WORK, { ...WORK, work: "W-1" }];
  await look();
  expect(hand.waiting()).toBe(0);
});

it("says nothing anew of a line that stops for it as soon as it can, and says that the part is missing", async () => {
  placed = [{ ...WORK, ownStop: true }];
  await look();
  placed = [{ ...WORK, ownStop: true, start: "2026-11-29T07:00:00.000Z" }];
  await look();
  expect(heard).toHaveLength(1);
  lacks = [LACK];
  await look();
  expect(heard[1]?.body["partMissing"]).toEqual({ inStock: 0, readyAt: LACK.readyAt });
});
