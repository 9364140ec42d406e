import { connectAsync } from "mqtt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../running-ingest.ts";
import { GRINDER, type House, openHouse, passwordOf } from "./guarded-house.ts";

let house: House;
const cookies = new Map<string, string>();
const TEMPERATURE = `/api/limits/${GRINDER}/temp/temperature`;
const EDIT = { limit: { warning: 50, alarm: 80 }, who: "somebody else", why: "new grease" };

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many routes, looked into by expectations
  readonly body: any;
}

/** Asks as a page of the console would, logged in as somebody. */
async function ask(who: string, method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await fetch(`${house.consoleUrl}${path}`, {
    method,
    headers: {
      origin: house.consoleUrl,
      cookie: cookies.get(who) ?? "",
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? undefined : JSON.parse(text) };
}

async function logIn(name: string, password = passwordOf(name)): Promise<number> {
  const answer = await fetch(`${house.consoleUrl}/api/session`, {
    method: "POST",
    headers: { origin: house.consoleUrl, "content-type": "application/json" },
    body: JSON.stringify({ name, password }),
  });
  cookies.set(name, answer.headers.get("set-cookie")?.split(";")[0] ?? "");
  return answer.status;
}

beforeAll(async () => {
  house = await openHouse();
  for (const role of ["viewer", "operator", "engineer", "admin"]) await logIn(`a-${role}`);
  await until("the broker", async () => (await fetch(`${house.consoleUrl}/readyz`)).status === 200);
});
afterAll(() => house.close());

describe("limits in the console", () => {
  it("are changed by engineers, and by nobody who may less", async () => {
    for (const who of ["a-viewer", "a-operator"])
      for (const method of ["PUT", "DELETE"])
        expect((await ask(who, method, TEMPERATURE, EDIT)).status).toBe(403);
    expect((await ask("a-viewer", "GET", "/api/limits")).body).toEqual([]);
    const set = await ask("a-engineer", "PUT", TEMPERATURE, EDIT);
    expect(set).toMatchObject({
      status: 200,
      body: { edited: { warning: 50, alarm: 80, who: "a-engineer", why: "new grease" } },
    });
    expect((await ask("a-viewer", "GET", "/api/limits")).body).toEqual([set.body]);
  });

  it("are refused with what would be right", async () => {
    const put = (path: string, limit: object, why = "why not") =>
      ask("a-engineer", "PUT", path, { limit, who: "x", why });
    const wrong = [
      [await put(TEMPERATURE, { warning: 80, alarm: 50 }), 400, "a warning below the alarm"],
      [await put(TEMPERATURE, {}), 400, "a warning, an alarm, or both"],
      [await put(TEMPERATURE, { alarm: "80" }), 400, "a finite number"],
      [await put(TEMPERATURE, { alarm: 80 }, " "), 400, "a reason is needed"],
      [await put(`/api/limits/${GRINDER}/temp/rms`, { alarm: 80 }), 404, "no indicator"],
      [await put(`/api/limits/${GRINDER}/x/rms`, { alarm: 80 }), 404, 'no channel "x"'],
      [await put("/api/limits/a/b/c/d/temp/temperature", { alarm: 80 }), 404, "no point a/b/c/d"],
    ] as const;
    for (const [{ status, body }, expected, detail] of wrong) {
      expect(status).toBe(expected);
      expect(body).toMatchObject({ status, detail: expect.stringContaining(detail) });
    }
  });

  it("are not changed by a page of another site, nor by a sensor", async () => {
    const foreign = await fetch(`${house.consoleUrl}${TEMPERATURE}`, {
      method: "PUT",
      headers: {
        origin: "http://evil.example",
        cookie: cookies.get("a-engineer") ?? "",
        "content-type": "application/json",
      },
      body: JSON.stringify(EDIT),
    });
    expect(foreign.status).toBe(403);
    const sensor = await connectAsync(house.mqtt.url, {
      username: "grinder",
      password: passwordOf("grinder"),
      reconnectPeriod: 0,
    });
    const edit = { channel: "temp", indicator: "temperature", limit: null, who: "x", why: "y" };
    const turnedOut = new Promise<void>((resolve) => sensor.once("close", () => resolve()));
    sensor.publish(`raceway/v1/limit-edit/${GRINDER}`, JSON.stringify(edit), { qos: 1 });
    await turnedOut;
    const [limit] = (await ask("a-viewer", "GET", `/api/limits?point=${GRINDER}`)).body;
    expect(limit.edited.warning).toBe(50);
  });

  it("are tried on the history stored: how often, how long, when", async () => {
    const start = Date.now() - 100 * 60_000;
    const service = await connectAsync(house.mqtt.url, {
      username: house.mqtt.username,
      password: house.mqtt.password,
    });
    for (let minute = 0; minute < 100; minute++)
      await service.publishAsync(
        `raceway/v1/reading/${GRINDER}/temp`,
        JSON.stringify({
          time: new Date(start + minute * 60_000).toISOString(),
          unit: "degC",
          value: minute >= 20 && minute < 30 ? 60 : minute === 70 ? 90 : 40,
        }),
        { qos: 1 },
      );
    await service.endAsync(true);
    const query = `point=${GRINDER}&channel=temp&indicator=temperature&days=1`;
    const preview = async (more: string) =>
      (await ask("a-viewer", "GET", `/api/limits/preview?${query}${more}`)).body;
    await until("the history", async () => (await preview("")).values === 100);
    const { warning, alarm, rows, seconds } = await preview("&warning=60&alarm=85");
    expect(seconds).toBe(6000);
    expect(warning).toMatchObject({ values: 11, times: 2, seconds: 660, share: 0.11 });
    expect(alarm).toMatchObject({ values: 1, times: 1, seconds: 60, share: 0.01 });
    expect(Date.parse(warning.first)).toBe(start + 20 * 60_000);
    expect(alarm.last).toBe(new Date(start + 70 * 60_000).toISOString());
    expect(rows).toHaveLength(100);
    expect((await ask("a-viewer", "GET", `/api/limits/preview?${query}&warning=x`)).status).toBe(
      400,
    );
  });

  it("go back to the plant file's, and the audit tells who, why, before and after", async () => {
    const taken = await ask("a-engineer", "DELETE", TEMPERATURE, { who: "x", why: "winter" });
    expect(taken.status).toBe(200);
    expect(taken.body).not.toHaveProperty("edited");
    const [last, ...others] = (await ask("a-admin", "GET", "/api/audit")).body;
    expect(last).toMatchObject({ who: "a-engineer", target: TEMPERATURE, outcome: "200" });
    expect(last.before).toContain('"warning":50');
    expect(last.after).toContain("winter");
    expect(others.filter(({ outcome }: { outcome: string }) => outcome === "200")).toHaveLength(1);
  });
});

it("a test message is an engineer's to send", async () => {
  const test = (who: string) => ask(who, "POST", "/api/notifications/mail/test");
  expect((await test("a-operator")).status).toBe(403);
  expect(await test("a-engineer")).toMatchObject({
    status: 404,
    body: { title: "No such channel" },
  });
});

describe("accounts in the console", () => {
  it("are an administrator's business", async () => {
    for (const who of ["a-viewer", "a-operator", "a-engineer"]) {
      expect((await ask(who, "GET", "/api/users")).status).toBe(403);
      const added = await ask(who, "POST", "/api/users", { name: "eve", role: "admin" });
      expect(added.status).toBe(403);
    }
    const { body } = await ask("a-admin", "GET", "/api/users");
    expect(body.find(({ name }: { name: string }) => name === "grinder")).toMatchObject({
      role: "sensor",
      points: [GRINDER],
    });
    expect(JSON.stringify(body)).not.toMatch(/hash|salt/);
  });

  it("are made with a password that is shown once and never written down", async () => {
    const { status, body } = await ask("a-admin", "POST", "/api/users", {
      name: "jo",
      role: "operator",
    });
    expect(status).toBe(200);
    expect(await logIn("jo", body.password)).toBe(200);
    expect((await ask("jo", "GET", "/api/users")).status).toBe(403);
    const audit = JSON.stringify(house.audit.read(500));
    expect(audit).toContain("/api/users");
    expect(audit).not.toContain(body.password);
    expect(house.logged()).not.toContain(body.password);
    const twice = await ask("a-admin", "POST", "/api/users", { name: "jo", role: "viewer" });
    expect(twice).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining("exists already") },
    });
    const machine = await ask("a-admin", "POST", "/api/users", { name: "m", role: "sensor" });
    expect(machine.status).toBe(400);
  });

  it("lose their sessions with a new role, a new password, or when told to", async () => {
    const sessions = async () =>
      (await ask("a-admin", "GET", "/api/users")).body.find(
        ({ name }: { name: string }) => name === "jo",
      ).sessions;
    expect(await sessions()).toBe(1);
    const engineer = await ask("a-admin", "PATCH", "/api/users/jo", { role: "engineer" });
    expect(engineer.body).toMatchObject({ role: "engineer", sessions: 0 });
    expect((await ask("jo", "GET", "/api/plant")).status).toBe(401);
    const { password } = (await ask("a-admin", "POST", "/api/users/jo/password")).body;
    expect(await logIn("jo", password)).toBe(200);
    expect((await ask("jo", "PUT", TEMPERATURE, EDIT)).status).toBe(200);
    expect((await ask("a-admin", "DELETE", "/api/users/jo/sessions")).body).toEqual({ ended: 1 });
    expect((await ask("jo", "GET", "/api/plant")).status).toBe(401);
  });

  it("go, but not the last administrator's", async () => {
    expect((await ask("a-admin", "DELETE", "/api/users/jo")).status).toBe(200);
    expect((await ask("a-admin", "DELETE", "/api/users/jo")).status).toBe(404);
    for (const [method, body] of [["DELETE"], ["PATCH", { role: "viewer" }]] as const)
      expect(await ask("a-admin", method, "/api/users/a-admin", body)).toMatchObject({
        status: 409,
        body: { detail: expect.stringContaining("last administrator") },
      });
  });
});
