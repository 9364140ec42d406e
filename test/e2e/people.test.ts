import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { startAlarms } from "@raceway/alarms/start-alarms";
import { ensureWebBuilt } from "@raceway/console/web-build";
import type { Alarm } from "@raceway/model/alarm";
import { silentLog } from "@raceway/ports/log";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { GRINDER, type House, openHouse, PRESS, passwordOf } from "../security/guarded-house.ts";
import { describeWithServers } from "../servers/server-process.ts";
import { seriousFaults } from "./accessibility.ts";
import { launchBrowser } from "./browser.ts";
import { tellAnomaly } from "./tell-anomaly.ts";

const ALARM_OF_GRINDER = "line-1.grinder.spindle.machine";

let house: House;
let alarms: ReturnType<typeof startAlarms>;
let browser: Browser;
const faults: string[] = [];

/** A page of somebody who has just opened a link. */
async function follow(hash: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", ...options });
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(`${hash}: ${error.message}`));
  page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) faults.push(message.text());
  });
  await page.goto(`${house.consoleUrl}/${hash}`);
  return page;
}

async function logIn(page: Page, name: string): Promise<void> {
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("textbox", { name: "Password" }).fill(passwordOf(name));
  await page.getByRole("button", { name: "Log in" }).click();
}

async function openAs(name: string, hash: string, options?: BrowserContextOptions): Promise<Page> {
  const page = await follow(hash, options);
  await logIn(page, name);
  return page;
}

const close = (page: Page) => page.context().close();
const cards = (page: Page) => page.getByRole("article");
const act = (page: Page, name: string) => cards(page).first().getByRole("button", { name });

describeWithServers(["chromium"], "people with accounts, in a browser", () => {
  beforeAll(async () => {
    await ensureWebBuilt(() => {});
    house = await openHouse();
    alarms = startAlarms({
      plant: house.plant,
      journalPath: ":memory:",
      mqtt: house.mqtt,
      log: silentLog,
    });
    browser = await launchBrowser();
    await tellAnomaly(house, GRINDER, "alarm");
    await tellAnomaly(house, PRESS, "warning");
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    await alarms?.close();
    await house?.close();
  });

  it("leads from a mail's link through the login to the alarm, and to its acknowledgement in two clicks more", async () => {
    const page = await follow(`#/alarms/${ALARM_OF_GRINDER}`);
    await page.getByRole("textbox", { name: "Name" }).fill("a-operator");
    await page.getByRole("textbox", { name: "Password" }).fill("not this one");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByText("The name or the password is not right.").waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await logIn(page, "a-operator");
    await cards(page).first().getByText("Line 1 › Grinder › Spindle").waitFor();
    expect(new URL(page.url()).hash).toBe(`#/alarms/${ALARM_OF_GRINDER}`);
    await act(page, "Acknowledge").click();
    await cards(page).first().getByRole("button", { name: "Acknowledge" }).click();
    await page.getByText("Acknowledged by a-operator").waitFor();
    await close(page);
  });

  it.each(["alarm", "#/alarms"])(
    "leads to /%s/… from another site too, such as mail in the browser, without another login",
    async (way) => {
      const inbox = createServer((_request, response) => {
        response.setHeader("content-type", "text/html");
        response.end(`<a href="${house.consoleUrl}/${way}/${ALARM_OF_GRINDER}">alarm</a>`);
      });
      await once(inbox.listen(0, "localhost"), "listening");
      const page = await openAs("a-operator", "#/");
      await page.getByRole("heading", { name: "Works" }).waitFor();
      await page.goto(`http://localhost:${(inbox.address() as AddressInfo).port}/`);
      await page.getByRole("link", { name: "alarm" }).click();
      await page.getByText("Acknowledged by a-operator").waitFor();
      expect(new URL(page.url()).hash).toBe(`#/alarms/${ALARM_OF_GRINDER}`);
      await close(page);
      inbox.close();
    },
  );

  it("speaks Chinese at the login to whose browser does, or who chose it", async () => {
    const page = await follow("#/", { locale: "zh-CN" });
    await page.getByRole("button", { name: "登录" }).waitFor();
    await close(page);
    const chosen = await openAs("a-viewer", "#/");
    await chosen.getByRole("button", { name: "中文" }).click();
    await chosen.getByRole("heading", { name: "需要关注" }).waitFor();
    await chosen.getByRole("button", { name: "退出登录" }).click();
    await chosen.waitForURL(/login/);
    await chosen.getByRole("button", { name: "登录" }).waitFor();
    await chosen.waitForLoadState("networkidle");
    expect(await seriousFaults(chosen)).toEqual([]);
    await close(chosen);
  });

  it("shows a viewer everything and nothing to do", async () => {
    const page = await openAs("a-viewer", "#/alarms");
    await page.getByRole("heading", { name: "Alarms (2)" }).waitFor();
    expect(await page.getByRole("button", { name: /Acknowledge|Shelve|Comment/ }).count()).toBe(0);
    await page.goto(`${house.consoleUrl}/#/point/${GRINDER}`);
    await page.getByRole("heading", { name: "Spindle" }).waitFor();
    expect(await page.getByRole("button", { name: "Record maintenance" }).isVisible()).toBe(false);
    await close(page);
  });

  it("lets an operator shelve several at once, and see and end that", async () => {
    const page = await openAs("a-operator", "#/alarms");
    await page.getByRole("button", { name: "Select all" }).click();
    const bulk = page.getByRole("region", { name: "Actions on all selected" });
    await bulk.getByText("2 selected").waitFor();
    expect(await bulk.getByRole("button", { name: "Out of service" }).count()).toBe(0);
    await bulk.getByRole("button", { name: "Shelve" }).click();
    await bulk.getByRole("textbox", { name: "Reason" }).fill("wheel change");
    await bulk.getByRole("button", { name: "Shelve" }).click();
    await page.getByText("No open alarm matches the filter.").waitFor();
    await page.getByRole("link", { name: "Set aside" }).click();
    await page
      .getByText(/Shelved by a-operator until .*: wheel change/)
      .nth(1)
      .waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    for (const left of [1, 0]) {
      await act(page, "Unshelve").click();
      await act(page, "Unshelve").click();
      await expect.poll(() => page.getByText(/: wheel change/).count()).toBe(left);
    }
    await close(page);
  });

  it("lets an engineer take an alarm out of service and bring it back", async () => {
    const page = await openAs("a-engineer", "#/alarms");
    await act(page, "Out of service").click();
    await cards(page).first().getByRole("textbox", { name: "Reason" }).fill("rebuilt");
    await act(page, "Out of service").click();
    await page.getByRole("link", { name: "Set aside" }).click();
    await page.getByText(/Taken out of service by a-engineer: rebuilt/).waitFor();
    await act(page, "Back into service").click();
    await act(page, "Back into service").click();
    await page.getByText("Nothing is set aside.").waitFor();
    await close(page);
  });

  it("is done by keyboard alone: from the list to a comment on the alarm", async () => {
    const page = await openAs("a-operator", "#/alarms");
    await act(page, "Comment").waitFor();
    const focused = () => page.evaluate("document.activeElement.textContent.trim()");
    for (let presses = 0; presses < 60 && (await focused()) !== "Comment"; presses++)
      await page.keyboard.press("Tab");
    expect(await focused()).toBe("Comment");
    await page.keyboard.press("Enter");
    // What is typed before the field is there would be lost, to a person too, who sees that it is not there yet.
    await expect.poll(() => page.evaluate("document.activeElement.localName")).toBe("input");
    await page.keyboard.type("on my way");
    await page.keyboard.press("Enter");
    await page.getByText(/a-operator, .*: on my way/).waitFor();
    await close(page);
  });

  it("tells an alarm's journal: who, when, why, before, after", async () => {
    const page = await openAs("a-viewer", "#/alarms");
    await cards(page).first().getByText("Journal").click();
    const row = cards(page).first().getByRole("row").filter({ hasText: "on my way" });
    await row.waitFor();
    expect(await row.getByRole("cell").allTextContents()).toEqual([
      expect.stringMatching(/^\d\d:\d\d$/),
      "a-operator",
      "commented",
      expect.stringContaining("acknowledged"),
      expect.stringContaining("acknowledged"),
      "on my way",
    ]);
    await close(page);
  });

  it("reports how the alarms fare, against the targets", async () => {
    for (const look of [
      { colorScheme: "dark", viewport: { width: 1600, height: 1000 } },
      { colorScheme: "light", viewport: { width: 390, height: 844 } },
    ] as const) {
      const page = await openAs("a-viewer", "#/report", look);
      await page.getByRole("row").filter({ hasText: "meets the target" }).first().waitFor();
      await page.getByRole("row").filter({ hasText: "wheel change" }).first().waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      await close(page);
    }
  });

  it("shows times by the plant's clock, and says so to whose own shows another", async () => {
    const page = await openAs("a-viewer", "#/alarms", { timezoneId: "Asia/Shanghai" });
    const since = cards(page).first().getByText(/Since/);
    await since.waitFor();
    const [alarm] = (await page.evaluate(
      "fetch('./api/alarms').then((response) => response.json())",
    )) as readonly Alarm[];
    const clock = new Date(alarm?.since ?? "").toLocaleTimeString("en-GB", {
      hour: "2-digit",
      minute: "2-digit",
      timeZone: "UTC",
    });
    expect(await since.textContent()).toMatch(new RegExp(`Since (.*, )?${clock} `));
    await page.getByText(/plant's clock \(UTC\), which differs from yours/).waitFor();
    const near = await openAs("a-viewer", "#/alarms", { timezoneId: "Atlantic/Reykjavik" });
    await cards(near).first().getByText(/Since/).waitFor();
    expect(await near.getByText(/differs from yours/).count()).toBe(0);
    await close(near);
    await close(page);
  });

  it("had no error in any page, and no style that the content security policy forbids", () => {
    expect(faults).toEqual([]);
  });
});
