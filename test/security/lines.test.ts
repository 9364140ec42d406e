import { get } from "node:http";
import { connectAsync } from "mqtt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../running-ingest.ts";
import { GRINDER, type House, openHouse, passwordOf, WASHER } from "./guarded-house.ts";
import { type Asker, askerOf } from "./person.ts";

let house: House;
let mixed: Asker;
let limited: Asker;
let viewer: Asker;
const EDIT = { limit: { alarm: 80 }, who: "x", why: "y" };
const limitOf = (point: string) => `/api/limits/${point}/temp/temperature`;

beforeAll(async () => {
  house = await openHouse();
  [mixed, limited, viewer] = [askerOf(house), askerOf(house), askerOf(house)];
  for (const [asker, name] of [
    [mixed, "mixed"],
    [limited, "limited"],
  ] as const)
    expect(await asker.logIn(name, passwordOf("of-lines"))).toBe(200);
  await viewer.logIn("a-viewer");
  await until("the broker", async () => (await fetch(`${house.consoleUrl}/readyz`)).status === 200);
});
afterAll(() => house.close());

/** Reads a temperature at both lines, over its limits, as a service may. */
async function publishBoth(): Promise<void> {
  const { url, username, password } = house.mqtt;
  const service = await connectAsync(url, { username, password });
  for (const point of [GRINDER, WASHER])
    await service.publishAsync(
      `raceway/v1/reading/${point}/temp`,
      JSON.stringify({ time: new Date().toISOString(), unit: "degC", value: 40 }),
      { qos: 1 },
    );
  await service.publishAsync(`raceway/v1/reading/${WASHER}/temp`, "not a reading", { qos: 1 });
  await service.publishAsync(`raceway/v1/reading/${WASHER}/nobody`, "40", { qos: 1 });
  await service.endAsync(true);
}

describe("an engineer of one line who looks at the others", () => {
  it("acts on that line and on no other", async () => {
    expect((await mixed.ask("PUT", limitOf(GRINDER), EDIT)).status).toBe(200);
    expect((await mixed.ask("PUT", limitOf(WASHER), EDIT)).status).toBe(403);
    const work = (point: string) => ({ point, work: "lubricated", who: "x" });
    expect((await mixed.ask("POST", "/api/maintenance", work(GRINDER))).status).toBe(200);
    const refused = await mixed.ask("POST", "/api/maintenance", work(WASHER));
    expect(refused).toMatchObject({ status: 403 });
    expect(refused.body.detail).toBe(
      "Your role viewer on line line-2 may not do this: operator is needed.",
    );
    const act = (id: string) =>
      mixed.ask("POST", `/api/alarms/${id}/take-out-of-service`, { who: "x" });
    expect((await act("line-1.grinder.spindle.machine")).status).toBe(400);
    expect((await act("line-2.washer.drum.machine")).status).toBe(403);
    expect((await act("raceway.ingest.store.system")).status).toBe(403);
  });

  it("does not act by naming their own line beside another's", async () => {
    const both = `/api/maintenance?point=${GRINDER}`;
    const work = { point: WASHER, work: "lubricated", who: "x" };
    expect((await mixed.ask("POST", both, work)).status).toBe(403);
    expect((await mixed.ask("PUT", `${limitOf(WASHER)}?point=${GRINDER}`, EDIT)).status).toBe(403);
  });

  it("sees every line", async () => {
    expect((await mixed.ask("GET", "/api/plant")).body.lines).toHaveLength(2);
    expect((await mixed.ask("GET", `/api/points/${WASHER}`)).status).toBe(200);
  });
});

describe("who is limited to one line", () => {
  it("sees nothing of another, wherever it is asked for", async () => {
    const of = (point: string) => [
      `/api/points/${point}`,
      `/api/limits?point=${point}`,
      `/api/trend?point=${point}&channel=temp&indicator=temperature`,
      `/api/forecast?point=${point}`,
      `/api/export?point=${point}`,
      `/api/events?point=${point}`,
      `/api/alarms/${point.split("/").slice(1).join(".")}.machine/journal`,
    ];
    for (const path of of(WASHER))
      expect([path, (await limited.ask("GET", path)).status]).toEqual([path, 403]);
    expect((await limited.ask("GET", `/api/points/${GRINDER}`)).status).toBe(200);
    expect((await limited.ask("GET", `/api/export?point=${GRINDER}`)).status).toBe(200);
  });

  it("finds lists without it, and no list that is of the whole plant", async () => {
    await publishBoth();
    for (const name of ["dead-letters", "strangers"])
      await until(`the washer's ${name} are heard`, async () =>
        JSON.stringify((await viewer.ask("GET", `/api/${name}`)).body).includes(WASHER),
      );
    const lists = [
      "plant",
      "sensors",
      "alarms",
      "alarms/covered",
      "dead-letters",
      "strangers",
      "maintenance",
      "limits",
    ];
    for (const name of lists) {
      const { status, body } = await limited.ask("GET", `/api/${name}`);
      expect([name, status]).toEqual([name, 200]);
      expect(JSON.stringify(body)).not.toMatch(/line-2|washer/i);
    }
    expect((await limited.ask("GET", "/api/sensors")).body.length).toBeGreaterThan(0);
    for (const name of ["alarm-report", "notifications", "users", "audit"])
      expect([name, (await limited.ask("GET", `/api/${name}`)).status]).toEqual([name, 403]);
  });

  it("hears no event of it", async () => {
    const [all, some] = [await eventsOf(viewer), await eventsOf(limited)];
    await publishBoth();
    await limited.ask("PUT", limitOf(GRINDER), { ...EDIT, limit: { alarm: 82 } });
    const admin = askerOf(house);
    await admin.logIn("a-admin");
    await admin.ask("PUT", limitOf(WASHER), EDIT);
    await until("the events", () => all().includes(WASHER) && some().includes(GRINDER));
    expect(some()).not.toMatch(/line-2|washer/i);
  });

  async function eventsOf(asker: Asker): Promise<() => string> {
    let text = "";
    await new Promise<void>((resolve, reject) => {
      const request = get(
        `${house.consoleUrl}/api/events`,
        { headers: asker.headers() },
        (answer) => {
          answer.on("data", (part) => {
            text += part;
          });
          resolve();
        },
      );
      request.on("error", reject);
    });
    return () => text;
  }
});

describe("sessions", () => {
  it("are listed to whom they belong, and ended one by one", async () => {
    const elsewhere = askerOf(house);
    await elsewhere.logIn("a-viewer");
    const { body } = await viewer.ask("GET", "/api/sessions");
    expect(body.map(({ current }: { current: boolean }) => current)).toEqual([false, true]);
    const [{ key }] = body;
    expect((await mixed.ask("DELETE", `/api/sessions/${key}`)).status).toBe(404);
    expect((await viewer.ask("DELETE", `/api/sessions/${key}`)).status).toBe(204);
    expect((await elsewhere.ask("GET", "/api/plant")).status).toBe(401);
    expect((await viewer.ask("GET", "/api/plant")).status).toBe(200);
    expect(house.audit.read(1)[0]).toMatchObject({ who: "a-viewer", outcome: "done" });
  });

  it("of everybody are an administrator's to end, and end when the account is disabled", async () => {
    const admin = askerOf(house);
    await admin.logIn("a-admin");
    const [{ key }] = (await admin.ask("GET", "/api/users/a-viewer/sessions")).body;
    expect((await admin.ask("DELETE", `/api/sessions/${key}`)).status).toBe(204);
    expect((await viewer.ask("GET", "/api/plant")).status).toBe(401);
    expect((await mixed.ask("GET", "/api/users/a-viewer/sessions")).status).toBe(403);
    const disable = (disabled: boolean) =>
      admin.ask("POST", "/api/users/mixed/disabled", { disabled });
    expect((await disable(true)).body).toMatchObject({ disabled: true });
    expect((await mixed.ask("GET", "/api/plant")).status).toBe(401);
    expect(await mixed.logIn("mixed", passwordOf("of-lines"))).toBe(401);
    await disable(false);
    expect(await mixed.logIn("mixed", passwordOf("of-lines"))).toBe(200);
  });
});
