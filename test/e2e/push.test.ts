import { startAlarms } from "@raceway/alarms/start-alarms";
import { ensureWebBuilt } from "@raceway/console/web-build";
import { createPushNotifier } from "@raceway/notify-push/push-notifier";
import { startPushService } from "@raceway/notify-push/testing";
import { makeVapidKeys } from "@raceway/notify-push/vapid";
import { silentLog } from "@raceway/ports/log";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { GRINDER, type House, openHouse, passwordOf } from "../security/guarded-house.ts";
import { describeWithServers } from "../servers/server-process.ts";
import { launchBrowser } from "./browser.ts";
import { tellAnomaly } from "./tell-anomaly.ts";

const keys = makeVapidKeys();
let service: Awaited<ReturnType<typeof startPushService>>;
let house: House;
let alarms: ReturnType<typeof startAlarms>;
/** What the alarm service has logged. */
const said: string[] = [];

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

interface Answer {
  readonly publicKey: string;
  readonly detail: string;
  readonly password?: string;
  readonly devices: readonly Readonly<Record<string, unknown>>[];
}

/** What a person's page sends to the console, logged in. */
async function sessionOf(name: string, password = passwordOf(name)) {
  const headers = { "content-type": "application/json", origin: house.consoleUrl };
  const session = await fetch(`${house.consoleUrl}/api/session`, {
    method: "POST",
    headers,
    body: JSON.stringify({ name, password }),
  });
  const cookie = session.headers.get("set-cookie")?.split(";")[0] ?? "";
  return async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${house.consoleUrl}/api/${path}`, {
      method,
      headers: { ...headers, cookie },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Answer };
  };
}

async function untilSaid(words: string, times: number): Promise<void> {
  await vi.waitFor(
    () => expect(said.filter((message) => message.includes(words))).toHaveLength(times),
    { timeout: 60_000 },
  );
}

const subscription = () => ({
  who: "somebody else",
  device: "Phone 📱 هاتف",
  address: service.subscription,
  language: "zh",
  from: "low",
});

describeWithServers(["chromium"], "a phone", () => {
  beforeAll(async () => {
    await ensureWebBuilt(() => {});
    service = await startPushService(keys.publicKey);
    house = await openHouse();
    alarms = startAlarms({
      plant: house.plant,
      journalPath: ":memory:",
      mqtt: house.mqtt,
      push: {
        makeKeys: () => keys,
        notifier: createPushNotifier,
        hosts: [new URL(service.subscription.endpoint).host],
      },
      log: { ...silentLog, info: (_, message) => said.push(message) },
    });
    await vi.waitFor(() => expect(alarms.connected()).toBe(true), { timeout: 30_000 });
  });
  afterAll(async () => {
    await alarms?.close();
    await house?.close();
    await service?.stop();
  });

  it("rings for whoever subscribed it, in their language, and leads to the alarm", async () => {
    const ask = await sessionOf("a-operator");
    const made = await ask("POST", "push", subscription());
    expect(made.status).toBe(200);
    expect(made.body).toMatchObject({
      publicKey: keys.publicKey,
      devices: [{ device: "Phone 📱 هاتف", service: expect.stringMatching(/^127/) }],
    });
    expect(JSON.stringify(made.body)).not.toContain("/push/one");
    const tested = await ask("POST", `push/${made.body.devices[0]?.["id"]}/test`, { who: "" });
    // Whoever is logged in, whatever name was sent.
    expect(tested.status).toBe(200);
    expect(service.received().at(-1)?.message["tag"]).toMatch(/test/);
    await tellAnomaly(house, GRINDER, "alarm");
    await vi.waitFor(() => expect(service.received().length).toBeGreaterThan(1), {
      timeout: 60_000,
    });
    const push = service.received().at(-1);
    expect(push?.message["title"]).toMatch(/[\u4e00-\u9fff]/);
    expect(push?.message["path"]).toMatch(/^\/alarm\/line-1\.grinder\./);
    const listed = await ask("GET", "push");
    expect(listed.body.devices[0]?.["lastTaken"]).toBeDefined();
  });

  it("rings when another gives an alarm to its person, whatever it is to ring for else", async () => {
    const own = await sessionOf("a-operator");
    await own("POST", "push", { ...subscription(), from: "high", lines: ["line-2"] });
    const before = service.received().length;
    const engineer = await sessionOf("a-engineer");
    const id = `${GRINDER.split("/").slice(1).join(".")}.machine`;
    const answer = await engineer("POST", `alarms/${id}/assign`, { who: "", to: "a-operator" });
    expect(answer.status).toBe(200);
    await vi.waitFor(() => expect(service.received().length).toBe(before + 1), { timeout: 60_000 });
    expect(service.received().at(-1)?.message["title"]).toMatch(/已指派/);
    await own("POST", "push", subscription());
  }, 90_000);

  it("is nobody else's to see, test or still", async () => {
    const own = await sessionOf("a-operator");
    const id = (await own("GET", "push")).body.devices[0]?.["id"];
    const other = await sessionOf("a-viewer");
    expect((await other("GET", "push?who=a-operator")).body.devices).toEqual([]);
    for (const act of ["test", "unsubscribe"])
      expect((await other("POST", `push/${id}/${act}`, { who: "a-operator" })).status).toBe(409);
  });

  it("may not be an address within the plant", async () => {
    const ask = await sessionOf("a-operator");
    for (const endpoint of [
      "http://127.0.0.1:8086/write",
      "https://10.0.0.1/x",
      "https://fcm.googleapis.com:8443/x",
    ]) {
      const address = { ...service.subscription, endpoint };
      const { status, body } = await ask("POST", "push", { ...subscription(), address });
      expect(status).toBe(409);
      expect(body.detail).toMatch(/no push service that is known/);
    }
  });

  it("of somebody who sees one line only is told of that line only", async () => {
    const ask = await sessionOf("limited", passwordOf("of-lines"));
    const { body } = await ask("POST", "push", subscription());
    expect(body.devices).toMatchObject([{ lines: ["line-1"] }]);
    const hidden = await ask("POST", "push", { ...subscription(), lines: ["line-2"] });
    expect(hidden.status).toBe(403);
    // The same browser, and so no longer the other's: it is theirs again.
    const back = await sessionOf("a-operator");
    await back("POST", "push", subscription());
    expect((await ask("GET", "push")).body.devices).toEqual([]);
  });

  it("that is gone is dropped, and its person is told", async () => {
    const ask = await sessionOf("a-operator");
    service.behave("gone");
    const id = (await ask("GET", "push")).body.devices[0]?.["id"];
    expect((await ask("POST", `push/${id}/test`, { who: "a-operator" })).status).toBe(409);
    const [device] = (await ask("GET", "push")).body.devices;
    expect(device?.["gone"]).toMatch(/answered 410/);
  });

  it("of somebody who may not see a line any more, is disabled, or is removed, is still", async () => {
    const admin = await sessionOf("a-admin");
    const making = await admin("POST", "users", { name: "leaver", role: "operator" });
    const leaver = async (password: string | undefined) => {
      const ask = await sessionOf("leaver", password);
      return {
        subscribe: async () =>
          expect((await ask("POST", "push", subscription())).body.devices).toHaveLength(1),
        devices: async () => (await ask("GET", "push")).body.devices,
      };
    };
    const { password } = making.body;
    await (await leaver(password)).subscribe();

    const rights = { role: "viewer", lines: { "line-2": "operator" }, limited: true };
    await admin("PATCH", "users/leaver", rights);
    await untilSaid("told of no more lines", 1);
    const limited = await leaver(password);
    expect(await limited.devices()).toMatchObject([{ lines: ["line-2"] }]);

    await admin("POST", "users/leaver/disabled", { disabled: true });
    await untilSaid("was dropped", 1);
    await admin("POST", "users/leaver/disabled", { disabled: false });
    const enabled = await leaver(password);
    expect(await enabled.devices()).toEqual([]);

    // As `raceway account remove` does it: in another process, past the console.
    await enabled.subscribe();
    house.accounts.remove("leaver");
    await untilSaid("was dropped", 2);
    const again = await admin("POST", "users", { name: "leaver", role: "operator" });
    expect(await (await leaver(again.body.password)).devices()).toEqual([]);
  });

  it("shows what came, and opens the alarm", async () => {
    await using stack = new AsyncDisposableStack();
    const browser = await launchBrowser();
    stack.defer(() => browser.close());
    const context = await browser.newContext();
    await context.grantPermissions(["notifications"], { origin: house.consoleUrl });
    const page = await context.newPage();
    await page.goto(`${house.consoleUrl}/#/settings/own`);
    await page.getByRole("textbox", { name: "Name" }).fill("a-operator");
    await page.getByRole("textbox", { name: "Password" }).fill(passwordOf("a-operator"));
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("heading", { level: 1 }).waitFor();
    const cdp = await context.newCDPSession(page);
    const registered = new Promise<string>((resolve) =>
      cdp.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
        const [first] = registrations;
        if (first !== undefined) resolve(first.registrationId);
      }),
    );
    await cdp.send("ServiceWorker.enable");
    await page.evaluate(
      `navigator.serviceWorker.register("./sw.js").then(() => navigator.serviceWorker.ready).then(() => true)`,
    );
    await cdp.send("ServiceWorker.deliverPushMessage", {
      origin: house.consoleUrl,
      registrationId: await registered,
      data: JSON.stringify({
        title: "Outer race damage",
        body: "Grinder › Spindle",
        tag: "line-1.grinder.spindle.machine",
        path: "/alarm/line-1.grinder.spindle.machine",
        priority: "high",
        language: "en",
      }),
    });
    await page.waitForFunction(
      `navigator.serviceWorker.ready.then((r) => r.getNotifications()).then((shown) => shown.some(({ title, body, tag }) => title === "Outer race damage" && body.includes("Grinder") && tag.startsWith("line-1")))`,
      undefined,
      { timeout: 30_000 },
    );
  });
});
