import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NORMAL } from "@raceway/alarms/book/memory";
import { openAlarmJournal } from "@raceway/alarms/journal/alarm-journal";
import { startAlarms } from "@raceway/alarms/start-alarms";
import { ensureWebBuilt } from "@raceway/console/web-build";
import type { Alarm } from "@raceway/model/alarm";
import { silentLog } from "@raceway/ports/log";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  GRINDER,
  type House,
  openHouse,
  PRESS,
  passwordOf,
  WASHER,
} from "../security/guarded-house.ts";
import { describeWithServers } from "../servers/server-process.ts";
import { seriousFaults } from "./accessibility.ts";
import { launchBrowser } from "./browser.ts";
import { tellAnomaly } from "./tell-anomaly.ts";

/** As many closed alarms as *Bad input* of a history asks for. */
const MANY = 10_000;
const HOUR_MS = 3_600_000;

/** A picture of one dot. */
const RING = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

let house: House;
let alarms: ReturnType<typeof startAlarms>;
let browser: Browser;
let folder: string;
const faults: string[] = [];

/** The closed alarm `k` of many, the newest first: one an hour, in turn of three machines. */
function past(k: number): Alarm {
  const [line, machine, point] = [
    ["line-1", "grinder", "spindle"],
    ["line-1", "press", "ram"],
    ["line-2", "washer", "drum"],
  ][k % 3] ?? ["", "", ""];
  const name = (id = "") => `${id.charAt(0).toUpperCase()}${id.slice(1).replace("-", " ")}`;
  return {
    ...{ id: `${line}.${machine}.${point}.machine`, occurrence: MANY - k, condition: "machine" },
    where: { line: name(line), machine: name(machine), point: name(point) },
    ...{ point: `works/${line}/${machine}/${point}`, state: "acknowledged" },
    severity: k % 5 === 0 ? "alarm" : "warning",
    ...{ title: "", evidence: [], advice: "", comments: [] },
    priority: (["low", "low", "medium", "high"] as const)[k % 4] ?? "low",
    fault: k % 2 === 0 ? "outer-race" : "imbalance",
    since: new Date(Date.now() - (k + 2) * HOUR_MS).toISOString(),
  };
}

function fillHistory(path: string): void {
  const journal = openAlarmJournal(path, silentLog);
  journal.save(
    Array.from({ length: MANY }, (_, k) => {
      const alarm = past(k);
      const closed = new Date(Date.parse(alarm.since) + HOUR_MS / 2).toISOString();
      const acknowledged = { who: k % 2 === 0 ? "Ann" : "陈 🛠", at: closed };
      const standing = { alarm, closed, ...(k % 10 > 0 && { acknowledged }) };
      return { id: alarm.id, memory: { ...NORMAL, occurrence: MANY }, standing };
    }),
  );
  journal.close();
}

/** The grinder's temperature now, and how it rose. */
async function tellWarmth(): Promise<void> {
  const [site = "", line = "", machine = "", point = ""] = GRINDER.split("/");
  const now = Date.now();
  await house.store.write(
    Array.from({ length: 20 }, (_, k) => ({
      measurement: "indicator",
      tags: { site, line, machine, point, channel: "temp" },
      fields: { temperature: 60 - k },
      time: BigInt(now - (k + 1) * (HOUR_MS / 2)) * 1_000_000n,
    })),
  );
  const body = { time: new Date(now).toISOString(), indicators: { temperature: 61.5 } };
  await house.gateway.publish(
    `raceway/v1/indicators/${GRINDER}/temp`,
    Buffer.from(JSON.stringify(body)),
    { retain: true },
  );
}

async function openAs(
  name: string,
  hash: string,
  options?: BrowserContextOptions,
  secret = name,
): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", ...options });
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(`${hash}: ${error.message}`));
  page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) faults.push(message.text());
  });
  await page.goto(`${house.consoleUrl}/${hash}`);
  await logIn(page, name, secret);
  return page;
}

/** In whichever language the browser speaks. */
async function logIn(page: Page, name: string, secret = name): Promise<void> {
  await page.locator("input[name=name]").fill(name);
  await page.locator("input[name=password]").fill(passwordOf(secret));
  await page.getByRole("button", { name: /^(Log in|登录)$/ }).click();
}

const close = (page: Page) => page.context().close();
const rows = (page: Page) => page.locator("tbody").getByRole("row");
const hashOf = (page: Page) => new URL(page.url()).hash;
/** Texts of a column by its heading, once the first row's is of this kind. */
async function column(page: Page, head: string, first: RegExp): Promise<readonly string[]> {
  const cells = page.locator(`tbody td[data-head="${head}"]`);
  await cells.first().filter({ hasText: first }).waitFor();
  return cells.allTextContents();
}

describeWithServers(["chromium"], "the history of alarms, in a browser", () => {
  beforeAll(async () => {
    await ensureWebBuilt(() => {});
    folder = mkdtempSync(join(tmpdir(), "raceway-history-e2e-"));
    const journalPath = join(folder, "alarms.sqlite");
    fillHistory(journalPath);
    // As long a message as ingest allows where nobody says otherwise.
    house = await openHouse({ maxPayloadBytes: 1024 * 1024 });
    alarms = startAlarms({ plant: house.plant, journalPath, mqtt: house.mqtt, log: silentLog });
    browser = await launchBrowser();
    await tellAnomaly(house, GRINDER, "alarm");
    await tellWarmth();
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    await alarms?.close();
    await house?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is found from the open alarms, and has these and the closed ones of the last days, the newest first", async () => {
    const page = await openAs("a-viewer", "#/alarms");
    await page.getByRole("article").first().waitFor();
    await page.getByRole("link", { name: "History" }).click();
    // Those of seven days, one an hour but for the last two, and the open one.
    await page.getByText("1 to 50 of 168 alarms").waitFor();
    const ends = await column(page, "Closed", /still open/);
    expect(ends).toHaveLength(50);
    expect(ends.filter((text) => text === "still open")).toHaveLength(1);
    expect(ends[1]).toMatch(/, after 30 min$/);
    await rows(page).first().getByRole("link", { name: "Unusual behaviour" }).click();
    await page.getByRole("link", { name: "Line 1 › Grinder › Spindle" }).waitFor();
    await page.getByText("No findings are recorded yet.").waitFor();
    expect(await page.getByRole("button", { name: "Send" }).count()).toBe(0);
    await close(page);
  });

  it("turns the pages of ten thousand, and its address leads back to the same page", async () => {
    const page = await openAs("a-viewer", "#/history/span=all");
    await page.getByText("1 to 50 of 10001 alarms").waitFor();
    await page.getByRole("button", { name: "Next page" }).click();
    await page.getByText("51 to 100 of 10001 alarms").waitFor();
    expect(hashOf(page)).toBe("#/history/span=all&page=1");
    await page.goto(`${house.consoleUrl}/#/history/span=all&page=200`);
    await page.getByText("10001 to 10001 of 10001 alarms").waitFor();
    expect(await rows(page).count()).toBe(1);
    expect(await page.getByRole("button", { name: "Next page" }).isDisabled()).toBe(true);
    await page.goBack();
    await page.getByText("51 to 100 of 10001 alarms").waitFor();
    await close(page);
  });

  it("is sorted by any column, with the keyboard too", async () => {
    const page = await openAs("a-viewer", "#/history/span=all");
    await page.getByText("1 to 50 of 10001 alarms").waitFor();
    await page.getByRole("button", { name: "Severity" }).focus();
    await page.keyboard.press("Enter");
    await page
      .getByRole("columnheader", { name: "Severity" })
      .and(page.locator("[aria-sort=descending]"))
      .waitFor();
    expect(new Set(await column(page, "Severity", /Alarm/))).toEqual(new Set(["Alarm"]));
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Severity");
    await page.keyboard.press("Enter");
    expect(new Set(await column(page, "Severity", /Warning/))).toEqual(new Set(["Warning"]));
    await page.getByRole("button", { name: "Priority" }).click();
    await column(page, "Priority", /High/);
    await page.getByRole("button", { name: "Place" }).click();
    await column(page, "Place", /Line 2/);
    await page.getByRole("button", { name: "Begun" }).click();
    await column(page, "Closed", /still open/);
    await close(page);
  });

  it("is narrowed by line, severity, operator and acknowledgement", async () => {
    const page = await openAs("a-viewer", "#/history/span=all");
    await page.getByText("1 to 50 of 10001 alarms").waitFor();
    await page.getByRole("combobox", { name: "Line" }).selectOption({ label: "Line 2" });
    await page.getByText("1 to 50 of 3333 alarms").waitFor();
    await page.getByRole("combobox", { name: "Acknowledged by" }).selectOption("陈 🛠");
    await page.getByRole("combobox", { name: "Severity" }).selectOption("alarm");
    // Of line 2 every third, of that person every second, severe every fifth: one in thirty.
    await page.getByText("1 to 50 of 334 alarms").waitFor();
    expect(await column(page, "Acknowledged", /陈 🛠/)).toHaveLength(50);
    await page.getByRole("combobox", { name: "Acknowledged by" }).selectOption("");
    await page.getByRole("combobox", { name: "Acknowledgement" }).selectOption("false");
    await page.getByText("1 to 50 of 333 alarms").waitFor();
    await page.getByRole("combobox", { name: "State" }).selectOption("true");
    await page.getByText("No such alarm in this period.").waitFor();
    await close(page);
  });

  it("is taken as a file, and asks in words for what is right", async () => {
    const page = await openAs("a-viewer", "#/history/span=all&line=line-2&severity=alarm");
    await page.getByText(/1 to 50 of \d+ alarms/).waitFor();
    const link = page.getByRole("link", { name: "As CSV" });
    const file = await page.request.get(
      new URL((await link.getAttribute("href")) ?? "", page.url()).href,
    );
    expect(file.headers()["content-disposition"]).toBe('attachment; filename="alarms.csv"');
    const lines = (await file.text()).split("\r\n");
    expect(lines).toHaveLength(1 + 667 + 1);
    expect(lines[1]).toContain(",Line 2,Washer,Drum,machine,");
    await page.goto(`${house.consoleUrl}/#/history/severity=awful`);
    await page.getByRole("alert").filter({ hasText: "severity:" }).waitFor();
    await close(page);
  });

  it("gives an alarm to a person, whose it then is in the row, in the filters, and in the history", async () => {
    const page = await openAs("a-operator", "#/alarms");
    const card = page.getByRole("article").first();
    await card.getByText("61.5 °C").waitFor();
    await card.locator("svg.spark").waitFor();
    await card.getByRole("button", { name: "Assign" }).click();
    const whose = card.getByRole("combobox", { name: "Assign to" });
    // Oneself, unless somebody else is meant; of those who may act on this line.
    expect(await whose.inputValue()).toBe("a-operator");
    await expect
      .poll(() =>
        page.evaluate(
          "[...document.querySelectorAll('datalist option')].map(({ value }) => value)",
        ),
      )
      .toEqual(["a-admin", "a-engineer", "a-operator", "limited", "mixed"]);
    await whose.fill("a-viewer");
    await card.getByRole("button", { name: "Assign" }).click();
    await card.getByRole("alert").filter({ hasText: "a-viewer" }).waitFor();
    await whose.fill("a-engineer");
    await card.getByRole("textbox", { name: /Comment/ }).fill("your machine");
    await page.keyboard.press("Enter");
    await card.getByText("Assigned to a-engineer").waitFor();
    await card.getByText("Journal").click();
    await card.getByRole("cell", { name: "to a-engineer: your machine" }).waitFor();
    const show = page.getByRole("combobox", { name: "Show" });
    expect(await show.locator("option").allTextContents()).toEqual(
      expect.arrayContaining(["Mine (0)", "Assigned to nobody (0)"]),
    );
    await page.goto(`${house.consoleUrl}/#/history/span=all`);
    await page.getByRole("combobox", { name: "Assigned to" }).selectOption("a-engineer");
    await page.getByText("1 alarm", { exact: true }).waitFor();
    expect(await column(page, "Assigned to", /a-engineer/)).toEqual(["a-engineer"]);
    expect(await seriousFaults(page)).toEqual([]);
    await close(page);
    const entry = house.audit.read(1000).find(({ what }) => what.endsWith("/assign"));
    expect(entry).toMatchObject({
      who: "a-operator",
      after: expect.stringContaining("a-engineer"),
    });
    const own = await openAs("a-engineer", "#/alarms", { locale: "zh-CN" });
    await own.getByRole("combobox", { name: "显示" }).selectOption("mine");
    await own.getByText("负责人：a-engineer").waitFor();
    await own.getByRole("button", { name: "取消指派" }).click();
    await own.getByRole("button", { name: "取消指派" }).click();
    await own.getByText("没有符合筛选条件的报警。").waitFor();
    await close(own);
  });

  it("hands a shift's note on: the next sees it above the alarms, takes it over, and it is kept", async () => {
    const page = await openAs("a-operator", "#/handover");
    const write = page.getByRole("region", { name: "To the next shift" });
    await write.getByRole("button", { name: "Hand over" }).click();
    await write.getByRole("alert").filter({ hasText: "This needs a text." }).waitFor();
    await write.getByRole("combobox", { name: "About" }).selectOption({ label: "Line 2" });
    await write
      .getByRole("textbox", { name: "What the next shift must know" })
      .fill("Washer 🧽 leaks\nבדקו את המשאבה <script>alert(1)</script>");
    await write.getByRole("button", { name: "Hand over" }).click();
    await page.getByRole("article", { name: /^Line 2 · a-operator · / }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await close(page);
    const next = await openAs("a-engineer", "#/alarms", { colorScheme: "dark" });
    const waiting = next.getByRole("region", { name: "From the shift before" });
    await waiting.getByText("<script>alert(1)</script>").waitFor();
    expect(await seriousFaults(next)).toEqual([]);
    await waiting.getByRole("button", { name: "Take over" }).click();
    await waiting.waitFor({ state: "detached" });
    await next.goto(`${house.consoleUrl}/#/handover`);
    await next.getByText(/^Taken over by a-engineer, /).waitFor();
    expect(await seriousFaults(next)).toEqual([]);
    await close(next);
    // Of other lines, and of the whole plant, somebody of line 1 hears nothing and says nothing.
    const limited = await openAs("limited", "#/handover", {}, "of-lines");
    await limited.getByText("No shift has left a note yet.").waitFor();
    const refused = await limited.request.post(
      `${house.consoleUrl}/api/lines/line-2/handover/1/take`,
      { headers: { origin: house.consoleUrl }, data: { who: "limited" } },
    );
    expect(refused.status()).toBe(403);
    await close(limited);
  });

  it("hears of an alarm that was closed while it is open", async () => {
    const page = await openAs("a-operator", "#/alarms");
    const card = page.getByRole("article").first();
    await card.getByRole("button", { name: "Acknowledge" }).click();
    await card.getByRole("button", { name: "Acknowledge" }).click();
    await card.getByText("Acknowledged by a-operator").waitFor();
    await page.goto(`${house.consoleUrl}/#/history/who=a-operator`);
    await rows(page).first().getByText("still open").waitFor();
    await tellAnomaly(house, GRINDER, "normal");
    await rows(page)
      .first()
      .getByText(/, after /)
      .waitFor();
    await close(page);
  });

  it("keeps what was found, with photos, and refuses in words what is no picture", async () => {
    const page = await openAs("a-operator", "#/history/span=all&line=line-2");
    await rows(page).first().getByRole("link").click();
    const found = page.getByRole("region", { name: "What was found" });
    const tell = found.getByRole("button", { name: "Send" });
    const says = (text: string | RegExp) =>
      found.getByRole("alert").filter({ hasText: text }).waitFor();
    await tell.click();
    await says("Choose what the look at the machine showed.");
    await found.getByRole("radio", { name: "The diagnosis was right" }).check();
    await found
      .getByRole("textbox", { name: /in your words/ })
      .fill("spall of 3 mm\non the outer ring");
    const files = found.getByLabel(/Photos or a PDF/);
    const file = (name: string, buffer: Buffer) => ({ name, mimeType: "image/jpeg", buffer });
    await files.setInputFiles(file("large.jpg", Buffer.alloc(11 * 2 ** 20)));
    await tell.click();
    await says("large.jpg is larger than 10 MB");
    await files.setInputFiles(
      file("drawing.jpg", Buffer.from("<svg><script>alert(1)</script></svg>")),
    );
    await tell.click();
    await says(/drawing\.jpg: An SVG drawing can carry scripts/);
    await files.setInputFiles([file("ring.jpg", RING), file("detail 😀.png", RING)]);
    await tell.click();
    await found.getByText("The diagnosis was right", { exact: true }).first().waitFor();
    await found.getByText("spall of 3 mm").waitFor();
    const widths =
      "[...document.querySelectorAll('.found-files img')].map((img) => img.naturalWidth)";
    await expect.poll(() => page.evaluate(widths)).toEqual([1, 1]);
    expect(await seriousFaults(page)).toEqual([]);
    await page.goto(`${house.consoleUrl}/#/history/span=all&diagnosis=right`);
    await page.getByText("1 alarm", { exact: true }).waitFor();
    // The next who looks at the point, or at its report, knows of it.
    await page.goto(`${house.consoleUrl}/#/point/${WASHER}`);
    const before = page.getByRole("region", { name: "What was found" }).first();
    await before.getByRole("cell", { name: /spall of 3 mm/ }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    const query = new URLSearchParams({ of: WASHER, span: String(3e7), language: "zh" });
    const report = await page.request.get(`${house.consoleUrl}/api/report?${query}`);
    expect(await report.text()).toMatch(/检查结果[\s\S]*正确[\s\S]*spall of 3 mm/);
    await close(page);
    expect(house.logged()).not.toContain("request failed");
  });

  it("refuses a photo of 50 MB that no page has looked at, and a viewer's telling, in words", async () => {
    const page = await openAs("a-operator", "#/history");
    await rows(page).first().waitFor();
    const send = (on: Page, path: string, type: string, data: Buffer | string) =>
      on.request.post(`${house.consoleUrl}/api/alarms/line-2.washer.drum.machine/${path}`, {
        headers: { "content-type": type, origin: house.consoleUrl },
        data,
      });
    const large = await send(page, "files", "application/octet-stream", Buffer.alloc(50e6));
    expect(large.status()).toBe(413);
    expect((await large.json()).detail).toBe(
      "What was sent is too large: 10 MB are taken at most.",
    );
    const form = await send(page, "files", "application/json", "{}");
    expect((await form.json()).detail).toBe("Files are sent as application/octet-stream.");
    await close(page);
    const viewer = await openAs("a-viewer", "#/history");
    await rows(viewer).first().waitFor();
    const refused = await send(viewer, "files", "application/octet-stream", RING);
    expect(refused.status()).toBe(403);
    expect((await refused.json()).detail).toMatch(/viewer may not do this: operator is needed/);
    await close(viewer);
  });

  it("counts alike in heading, filter and tab, and sounds where somebody wants it", async () => {
    const context = await browser.newContext({ locale: "en-GB" });
    // No ear listens here: what is begun is counted.
    await context.addInitScript(`
      const start = OscillatorNode.prototype.start;
      window.tones = 0;
      OscillatorNode.prototype.start = function (...when) { window.tones += 1; return start.apply(this, when); };
    `);
    const page = await context.newPage();
    await page.goto(`${house.consoleUrl}/#/settings/own`);
    await logIn(page, "a-operator");
    await page.getByRole("checkbox", { name: /Sound a tone/ }).check();
    const tones = () => page.evaluate("window.tones");
    expect(await tones()).toBe(2);
    await expect.poll(() => page.title()).toBe("Raceway: Works");
    await tellAnomaly(house, PRESS, "alarm");
    await expect.poll(() => page.title()).toBe("(1) Raceway: Works");
    expect(await tones()).toBe(4);
    await page.getByRole("checkbox", { name: /browser's tab/ }).uncheck();
    await expect.poll(() => page.title()).toBe("Raceway: Works");
    await page.goto(`${house.consoleUrl}/#/alarms`);
    await page.getByRole("heading", { name: "Alarms (1)" }).waitFor();
    const card = page.getByRole("article").first();
    await card.getByRole("button", { name: "Shelve" }).click();
    await card.getByRole("textbox", { name: "Reason" }).fill("wheel change");
    await card.getByRole("button", { name: "Shelve" }).click();
    await page.getByRole("heading", { name: "Alarms: 0 open · 1 set aside" }).waitFor();
    await page
      .getByRole("combobox", { name: "Show" })
      .getByText("Set aside (1)")
      .waitFor({ state: "attached" });
    await context.close();
  });

  it.each([
    ["desktop, light", { colorScheme: "light", viewport: { width: 1400, height: 900 } }],
    ["desktop, dark", { colorScheme: "dark", viewport: { width: 1400, height: 900 } }],
    ["phone", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
    [
      "phone, Chinese, dark",
      {
        viewport: { width: 390, height: 844 },
        hasTouch: true,
        isMobile: true,
        locale: "zh-CN",
        colorScheme: "dark",
      },
    ],
  ] as const)(
    "has nothing that hinders anybody, and nothing off the screen: %s",
    async (name, options) => {
      const page = await openAs("a-viewer", "#/history", options);
      await rows(page).first().waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      if (name.startsWith("phone")) {
        expect(
          await page.evaluate("document.querySelector('#content').scrollWidth - innerWidth"),
        ).toBeLessThanOrEqual(0);
        const small =
          await page.evaluate(`[...document.querySelectorAll(".content select, .content .tabs a, .pager a, .pager ix-button")]
        .filter((node) => node.getBoundingClientRect().height < 43.5).map((node) => node.outerHTML)`);
        expect(small).toEqual([]);
      }
      await close(page);
    },
  );

  it("had no error in any page, and no style that the content security policy forbids", () => {
    expect(faults).toEqual([]);
  });
});
