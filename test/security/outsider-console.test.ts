import { request as httpRequest } from "node:http";
import { connect as connectSocket, type Socket } from "node:net";
import { startConsole } from "@raceway/console/start-console";
import type { Alarm } from "@raceway/model/alarm";
import { silentLog } from "@raceway/ports/log";
import { connect } from "mqtt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../running-ingest.ts";
import { GRINDER, type House, openHouse, passwordOf } from "./guarded-house.ts";
import { createProtocol } from "./protocol.ts";

let house: House;
const protocol = createProtocol("An outsider at the console");
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  protocol.print();
  await house.close();
});

interface Asked {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** Asks the console as a browser page of its own would, unless told otherwise. */
async function ask(path: string, init: RequestInit = {}): Promise<Asked> {
  const headers = { origin: house.consoleUrl, ...init.headers };
  const answer = await fetch(`${house.consoleUrl}${path}`, {
    redirect: "manual",
    ...init,
    headers,
  });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}
const json = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});

/** Logs in, and gives the cookie as a browser would send it. */
async function logIn(name: string, password = passwordOf(name)): Promise<string> {
  const { status, headers } = await ask("/api/session", json({ name, password }));
  expect(status).toBe(200);
  return headers.get("set-cookie")?.split(";")[0] ?? "";
}

/** A request whose path goes out as it is written. */
function rawGet(path: string, cookie?: string): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(house.consoleUrl);
  return new Promise((resolve, reject) => {
    const headers = cookie === undefined ? {} : { cookie };
    const sent = httpRequest({ hostname, port, path, headers }, (answer) => {
      let text = "";
      answer.on("data", (chunk) => {
        text += chunk;
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    sent.once("error", reject);
    sent.end();
  });
}

const note = (attempt: string, { status, text }: { status: number; text: string }) =>
  protocol.note(attempt, `${status} ${/"detail":"([^"]*)"/.exec(text)?.[1] ?? ""}`);

describe("an outsider at the console", () => {
  it("sees nothing without a session, nor with a forged one", async () => {
    for (const path of ["/api/plant", "/api/alarms", "/api/events", "/api/audit", "/assets/x.js"]) {
      const got = await ask(path);
      note(`GET ${path} without a session`, got);
      expect(got.status).toBe(401);
    }
    const forged = { headers: { cookie: `raceway=${"A".repeat(43)}` } };
    const got = await ask("/api/plant", forged);
    note("a forged session", got);
    expect(got.status).toBe(401);
    const page = await ask("/", { headers: { accept: "text/html" } });
    expect([page.status, page.headers.get("location")]).toEqual([303, "/login?to=%2F"]);
    expect((await ask("/healthz")).status).toBe(200);
  });

  it("is not given an answer that was computed for somebody else a moment ago", async () => {
    const cookie = await logIn("a-viewer");
    const path = `/api/trend?point=${GRINDER}&indicator=health`;
    expect((await ask(path, { headers: { cookie } })).status).toBe(200);
    const got = await ask(path);
    expect(got.status).toBe(401);
    expect(got.text).not.toContain("rows");
  });

  it("is given a cookie that no script reads and no other site sends", async () => {
    const { headers } = await ask(
      "/api/session",
      json({ name: "a-viewer", password: passwordOf("a-viewer") }),
    );
    const cookie = headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^raceway=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  it("gains nothing from a cookie that was copied, once its owner has logged out or changed the password", async () => {
    const cookie = await logIn("a-viewer");
    expect((await ask("/api/plant", { headers: { cookie } })).status).toBe(200);
    expect((await ask("/api/session", { method: "DELETE", headers: { cookie } })).status).toBe(204);
    const replayed = await ask("/api/plant", { headers: { cookie } });
    note("a cookie replayed after its log out", replayed);
    expect(replayed.status).toBe(401);

    const copied = await logIn("a-engineer");
    const change = { old: passwordOf("a-engineer"), new: "another secret of theirs" };
    expect((await ask("/api/session/password", json(change, { cookie: copied }))).status).toBe(204);
    const after = await ask("/api/plant", { headers: { cookie: copied } });
    note("a cookie copied before its password was changed", after);
    expect(after.status).toBe(401);
    await logIn("a-engineer", change.new);
  });

  it("sees no more events, once the session has ended", async () => {
    const cookie = await logIn("a-viewer");
    const stream = await fetch(`${house.consoleUrl}/api/events`, { headers: { cookie } });
    expect(stream.status).toBe(200);
    const ended = stream.text().then(
      () => "ended",
      () => "ended",
    );
    await ask("/api/session", { method: "DELETE", headers: { cookie } });
    expect(protocol.note("an event stream after its log out", await ended)).toBe("ended");
  });

  it("stays within a role", async () => {
    const viewer = await logIn("a-viewer");
    const body = { who: "the director", comment: "all is well" };
    const acted = await ask("/api/alarms/x/acknowledge", json(body, { cookie: viewer }));
    note("as viewer, acknowledge an alarm", acted);
    expect(acted.status).toBe(403);
    const operator = await logIn("a-operator");
    const silenced = await ask(
      "/api/alarms/x/take-out-of-service",
      json(body, { cookie: operator }),
    );
    note("as operator, take an alarm out of service", silenced);
    expect(silenced.status).toBe(403);
    const audit = await ask("/api/audit", { headers: { cookie: operator } });
    note("as operator, read the audit", audit);
    expect(audit.status).toBe(403);
    const sensor = await ask(
      "/api/session",
      json({ name: "press", password: passwordOf("press") }),
    );
    note("with a sensor's login", sensor);
    expect(sensor.status).toBe(401);
  });

  it("changes nothing from another site's page, though the browser has a cookie", async () => {
    const cookie = await logIn("a-operator");
    const body = { who: "x", comment: "x" };
    for (const [what, init, status] of [
      ["from another site's script", json(body, { cookie, origin: "https://evil.example" }), 403],
      [
        "marked cross-site by the browser",
        json(body, { cookie, "sec-fetch-site": "cross-site" }),
        403,
      ],
      ["as a form of another site", json(body, { cookie, "content-type": "text/plain" }), 415],
    ] as const) {
      const got = await ask("/api/alarms/x/comment", init);
      note(`a change ${what}`, got);
      expect(got.status).toBe(status);
    }
    const preflight = await ask("/api/alarms/x/comment", {
      method: "OPTIONS",
      headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
    });
    expect(preflight.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("reads no file that is not a page, however the path is written", async () => {
    const cookie = await logIn("a-viewer");
    for (const path of [
      "/../../../package.json",
      "/..%2f..%2f..%2fpackage.json",
      "/%2e%2e/%2e%2e/%2e%2e/package.json",
      "/assets/..%5c..%5c..%5cpackage.json",
      "/assets/%2e%2e%2f%2e%2e%2f%2e%2e%2fpackage.json",
      "//etc/passwd",
      "/%00/etc/passwd",
      "/.env",
    ]) {
      const got = await rawGet(path, cookie);
      note(`GET ${path}`, got);
      expect([400, 403, 404]).toContain(got.status);
      expect(got.text).not.toMatch(/"version"|root:/);
    }
  });

  it("sends no more than it may", async () => {
    const cookie = await logIn("a-operator");
    const large = await ask(
      "/api/alarms/x/comment",
      json({ comment: "x".repeat(20_000) }, { cookie }),
    );
    note("a body of 20 kB, 16 kB allowed", large);
    expect(large.status).toBe(413);
  });

  it("must wait after a few guesses", async () => {
    const answers: number[] = [];
    for (let n = 0; n < 7; n++)
      answers.push(
        (await ask("/api/session", json({ name: "a-admin", password: `guess ${n}` }))).status,
      );
    protocol.note("guess the administrator's password seven times", answers.join(", "));
    expect(answers.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
    expect(answers.slice(5)).toEqual([429, 429]);
  });

  it("comes through the login to the alarm that a mail links to", async () => {
    const link = "/alarm/line-1.grinder.spindle.machine";
    const turned = await ask(link, { headers: { accept: "text/html" } });
    const login = turned.headers.get("location") ?? "";
    expect([turned.status, login]).toEqual([303, `/login?to=${encodeURIComponent(link)}`]);
    const hidden = /name="to" value="([^"]*)"/.exec((await ask(login)).text)?.[1] ?? "";
    const form = new URLSearchParams({
      name: "a-viewer",
      password: passwordOf("a-viewer"),
      to: hidden,
    });
    const done = await ask("/login", { method: "POST", body: form });
    expect([done.status, done.headers.get("location")]).toEqual([303, link]);
    const cookie = done.headers.get("set-cookie")?.split(";")[0] ?? "";
    const page = await ask(link, { headers: { cookie } });
    expect([page.status, page.headers.get("location")]).toEqual([
      303,
      "/#/alarms/line-1.grinder.spindle.machine",
    ]);
    const odd = await ask("/alarm/%0d%0aset-cookie:x", { headers: { cookie } });
    expect(odd.status).toBe(400);
  });

  it("puts no script and no foreign address into the login page", async () => {
    const hostile = `/login?to=${encodeURIComponent('/"><script>alert(1)</script>')}`;
    expect((await ask(hostile)).text).not.toContain("<script>");
    for (const to of ["//evil.example", "https://evil.example", "/\\evil.example", "/ok"]) {
      const form = new URLSearchParams({ name: "a-viewer", password: passwordOf("a-viewer"), to });
      const { status, headers } = await ask("/login", { method: "POST", body: form });
      expect([status, headers.get("location")]).toEqual([303, to === "/ok" ? "/ok" : "/"]);
    }
    protocol.note("log in with ?to=//evil.example", "sent to /");
  });

  it("gets no answer from a console without logins under another name (DNS rebinding)", async () => {
    const { plant, store, mqtt } = house;
    const open = await startConsole({ plant, store, mqtt, port: 0, log: silentLog });
    const { port } = new URL(open.url);
    const status = await new Promise<number>((resolve) => {
      const headers = { host: `evil.example:${port}` };
      httpRequest({ hostname: "127.0.0.1", port, path: "/api/plant", headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      }).end();
    });
    protocol.note("a console without logins, as evil.example", status);
    expect(status).toBe(421);
    expect((await fetch(`${open.url}/api/plant`)).status).toBe(200);
    await open.close();
  });

  it("is not answered by two names at once, and holds no more pages open than a person can look at", async () => {
    const { hostname, port } = new URL(house.consoleUrl);
    const status = (lines: readonly string[]) =>
      new Promise<number>((resolve) => {
        const socket = connectSocket(Number(port), hostname, () =>
          socket.write(`GET ${lines.join("\r\n")}\r\n\r\n`),
        );
        held.push(socket);
        socket.on("error", () => undefined);
        socket.once("data", (data) => resolve(Number(String(data).split(" ")[1])));
      });
    const held: Socket[] = [];
    const host = `Host: ${hostname}:${port}`;
    const two = await status(["/healthz HTTP/1.1", host, "Host: evil.example"]);
    expect(protocol.note("two Host headers", two)).toBe(400);
    const cookie = `Cookie: ${await logIn("a-viewer")}`;
    const pages = await Promise.all(
      Array.from({ length: 110 }, () => status(["/api/events HTTP/1.1", host, cookie])),
    );
    expect(pages.filter((code) => code === 200)).toHaveLength(100);
    const refused = pages.filter((code) => code === 429).length;
    protocol.note("110 event streams of one viewer", `${110 - refused} open, ${refused} times 429`);
    expect(refused).toBe(10);
    for (const socket of held) socket.destroy();
  });

  it("does not hold a connection by sending slowly", async () => {
    const { hostname, port } = new URL(house.consoleUrl);
    const begun = performance.now();
    let lines = 0;
    const socket = connectSocket(Number(port), hostname);
    socket.on("error", () => undefined);
    socket.write("GET / HTTP/1.1\r\n");
    const drip = setInterval(() => socket.write(`x-${lines++}: y\r\n`), 500);
    await new Promise((resolve) => socket.once("close", resolve));
    clearInterval(drip);
    const seconds = (performance.now() - begun) / 1000;
    protocol.note("headers, a line each 0.5 s", `closed after ${seconds.toFixed(0)} s`);
    expect(lines).toBeGreaterThan(0);
  });
});

describe("a change", () => {
  it("is written down: who, when, from where, what was before and after, whatever name was typed", async () => {
    const alarm: Alarm = {
      id: "line-1.grinder.spindle.machine",
      occurrence: 1,
      point: GRINDER,
      condition: "machine",
      where: { line: "Line 1", machine: "Grinder", point: "Spindle" },
      state: "unacknowledged",
      severity: "warning",
      title: "Unusual",
      evidence: [],
      advice: "Look.",
      since: "2026-11-22T06:00:00.000Z",
      comments: [],
    };
    const service = connect(house.mqtt.url, {
      username: "raceway",
      password: passwordOf("raceway"),
      clientId: "raceway-test-alarms",
      protocolVersion: 4,
    });
    const topic = `raceway/v1/alarm/${GRINDER}/machine`;
    const publish = (state: Alarm) =>
      service.publishAsync(topic, JSON.stringify(state), { qos: 1, retain: true });
    await service.subscribeAsync(`raceway/v1/alarm-act/${GRINDER}/machine`);
    service.on("message", (_topic, payload) => {
      const { who, comment, ask } = JSON.parse(payload.toString());
      const comments = [{ who, at: "2026-11-22T06:01:00.000Z", text: comment }];
      const answer = JSON.stringify({ ask, alarm: { ...alarm, comments } });
      void service.publishAsync(`raceway/v1/alarm-answer/${GRINDER.split("/")[0]}`, answer);
    });
    await publish(alarm);
    const cookie = await logIn("a-operator");
    const get = async (path: string) => (await ask(path, { headers: { cookie } })).text;
    await until("the alarm is shown", async () => (await get("/api/alarms")).includes(alarm.id));
    const body = { who: "somebody else", comment: "greased" };
    const done = await ask(`/api/alarms/${alarm.id}/comment`, json(body, { cookie }));
    expect(done.status).toBe(200);
    await until("the entry", () => house.audit.read(1)[0]?.what.startsWith("POST") ?? false);
    const [entry] = house.audit.read(1);
    expect(entry).toMatchObject({
      who: "a-operator",
      role: "operator",
      address: "127.0.0.1",
      what: "POST /api/alarms/:id/comment",
      outcome: "200",
    });
    expect(entry?.before).toContain('"comments":[]');
    expect(entry?.after).toContain("greased");
    expect(done.text).toContain("a-operator");
    expect(done.text).not.toContain("somebody else");
    process.stdout.write(`\nAn audit entry\n${JSON.stringify(entry, undefined, 2)}\n`);
    await service.endAsync();
  });

  it("leaves no password in the log or the audit", () => {
    const audit = JSON.stringify(house.audit.read(500));
    expect(audit).toContain("change password");
    for (const written of [house.logged(), audit]) expect(written).not.toMatch(/secret|guess \d/);
  });
});
