import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { startAlarms } from "@raceway/alarms/start-alarms";
import { ensureWebBuilt } from "@raceway/console/web-build";
import { type Clock, systemClock } from "@raceway/ports/clock";
import { silentLog } from "@raceway/ports/log";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { GRINDER, type House, openHouse, PRESS, passwordOf } from "../security/guarded-house.ts";
import { describeWithServers } from "../servers/server-process.ts";
import { launchBrowser } from "./browser.ts";
import { tellAnomaly } from "./tell-anomaly.ts";

const DAY_MS = 86_400_000;

/** By how much the clock of the machine that console and alarm service run on is ahead, milliseconds. */
let ahead = 0;
const clock: Clock = {
  ...systemClock,
  now: () => systemClock.now() + BigInt(ahead) * 1_000_000n,
};

/** An answer as a machine with that clock gives it: its date is as long, whatever it is. */
function dated(bytes: Buffer): Buffer {
  if (ahead === 0) return bytes;
  const text = bytes.toString("latin1").replace(/^date: (.{29})\r$/gim, (_line, date: string) => {
    const shown = new Date(Date.parse(date) + ahead).toUTCString();
    return `date: ${shown}\r`;
  });
  return Buffer.from(text, "latin1");
}

/** A network between browser and console that can go away, for new connections and for those that are open. */
async function openNetwork(port: number) {
  const sockets = new Set<Socket>();
  let isThere = true;
  const server = createServer((near) => {
    if (!isThere) {
      near.destroy();
      return;
    }
    const far = connect(port, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("data", (bytes) => isThere && to.write(from === far ? dated(bytes) : bytes));
      from.on("error", () => to.destroy());
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** As a lost radio link: nothing comes any more, and nobody is told. */
    lose(): void {
      isThere = false;
    },
    /** It is back; what was open before is not. */
    find(): void {
      isThere = true;
      for (const socket of sockets) socket.destroy();
    },
    async close(): Promise<void> {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

let house: House;
let network: Awaited<ReturnType<typeof openNetwork>>;
let alarms: ReturnType<typeof startAlarms>;
let browser: Browser;
const faults: string[] = [];

async function openPage(hash: string): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB" });
  const page = await context.newPage();
  await page.clock.install();
  page.on("pageerror", (error) => faults.push(error.message));
  await page.goto(`${network.url}/${hash}`);
  await page.locator("input[name=name]").fill("a-operator");
  await page.locator("input[name=password]").fill(passwordOf("a-operator"));
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  return page;
}

describeWithServers(["chromium"], "a page whose network or clock goes astray", () => {
  beforeAll(async () => {
    await ensureWebBuilt(() => {});
    house = await openHouse({}, { clock });
    network = await openNetwork(Number(new URL(house.consoleUrl).port));
    alarms = startAlarms({
      ...{ plant: house.plant, journalPath: ":memory:", mqtt: house.mqtt, log: silentLog, clock },
    });
    browser = await launchBrowser();
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    await network?.close();
    await alarms?.close();
    await house?.close();
  });

  it("says within half a minute that it is alone, still after an hour, and then catches up without being loaded anew", async () => {
    await tellAnomaly(house, PRESS, "warning");
    const page = await openPage("#/alarms");
    await page.getByRole("heading", { name: "Alarms (1)" }).waitFor();
    await page.evaluate("window.loadedOnce = true");
    network.lose();
    // Nothing is heard for longer than the service is ever silent.
    await page.clock.fastForward(28_000);
    const banner = page.getByText("The connection to the console is lost.");
    await page.clock.fastForward(3000);
    await banner.waitFor();
    await tellAnomaly(house, GRINDER, "alarm");
    await page.clock.fastForward(3_600_000);
    expect(await banner.isVisible()).toBe(true);
    expect(await page.getByRole("article").count()).toBe(1);
    network.find();
    await page.clock.fastForward(30_000);
    await page.getByRole("heading", { name: "Alarms (2)" }).waitFor();
    await banner.waitFor({ state: "hidden" });
    // What is done from here on is carried out again.
    // Which alarm stands first changes with that.
    const card = page.getByRole("article").filter({ hasText: "Grinder" });
    await card.getByRole("button", { name: "Acknowledge" }).click();
    await card.getByRole("button", { name: "Acknowledge" }).click();
    await card.getByText("Acknowledged by a-operator").waitFor();
    expect(await page.evaluate("window.loadedOnce")).toBe(true);
    await page.context().close();
  }, 60_000);

  it.each([
    ["a month ahead", 30],
    ["a month behind", -30],
  ])(
    "goes by the console's clock where the browser's jumps %s, and says so",
    async (_how, days) => {
      const page = await openPage("#/alarms");
      const note = page.getByText(/^This device's clock and the console's differ/);
      await page.getByRole("article").first().waitFor();
      expect(await note.count()).toBe(0);
      await page.clock.setSystemTime(Date.now() + days * DAY_MS);
      await page.goto(`${network.url}/#/history`);
      await note.waitFor();
      expect(await note.textContent()).toMatch(/differ by 30 d\./);
      // The last seven days are the console's.
      await page.getByText("2 alarms").waitFor();
      expect(await page.locator("tbody td").first().textContent()).toMatch(/^\d\d:\d\d$/);
      await page.context().close();
    },
  );

  it.each([
    ["ahead", 30],
    ["back", -30],
  ])(
    "says that the clocks differ when the console's jumps %s by a month, and goes on",
    async (_where, days) => {
      const page = await openPage("#/alarms");
      await page.evaluate("window.loadedOnce = true");
      const cards = page.getByRole("article");
      await cards.first().waitFor();
      const note = page.getByText(/^This device's clock and the console's differ by 30 d\./);
      ahead = days * DAY_MS;
      await tellAnomaly(house, PRESS, days > 0 ? "alarm" : "warning");
      await note.waitFor();
      // What is done is dated by that clock, and still carried out.
      const card = cards.filter({ hasText: "Press" });
      await card.getByRole("button", { name: "Comment" }).click();
      await card.getByRole("textbox", { name: "Comment" }).fill(`by another clock ${days}`);
      await card.getByRole("button", { name: "Comment" }).last().click();
      await card.getByText(`by another clock ${days}`).waitFor();
      ahead = 0;
      await tellAnomaly(house, PRESS, days > 0 ? "warning" : "alarm");
      await page.goto(`${network.url}/#/sensors`);
      await note.waitFor({ state: "hidden" });
      expect(await page.evaluate("window.loadedOnce")).toBe(true);
      await page.context().close();
    },
    60_000,
  );

  it("had no error in any page", () => {
    expect(faults).toEqual([]);
  });
});
