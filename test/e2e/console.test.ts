import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { WaveformView } from "@raceway/console/http/api-types";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWithServers } from "../servers/server-process.ts";
import { seriousFaults } from "./accessibility.ts";
import { launchBrowser } from "./browser.ts";
import { type RunningRaceway, runRaceway } from "./running-raceway.ts";
import { untranslated } from "./untranslated.ts";
import { ARTEFACTS, SICK_ALARM, SICK_POINT, VIEWS } from "./views.ts";

/** Every page, that of the sick point's first alarm too. */
const PAGES = { ...VIEWS, occurrence: `#/occurrence/${SICK_ALARM}/1` };
const names = Object.keys(PAGES) as (keyof typeof PAGES)[];

/** Until there is something to look at: an hour of the plant in a second. */
const QUICK = 3600;
/** While it is looked at, so slow that it is not Sunday before all has been seen, and so quick that records keep coming. */
const CALM = 300;

let raceway: RunningRaceway;
let browser: Browser;
const faults: string[] = [];

interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: "dark" | "light";
  readonly language?: "en" | "zh";
}

async function openPage(hash: string, look: Look = {}): Promise<Page> {
  const { width = 1600, height = 1000, scheme = "dark", language = "en" } = look;
  const context: BrowserContext = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
  });
  await context.addInitScript(
    `localStorage.setItem("raceway.language", localStorage.getItem("raceway.language") ?? "${language}")`,
  );
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`${hash}: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`${hash}: ${error.message}`));
  await page.goto(`${raceway.url}/${hash}`);
  return page;
}

const close = (page: Page) => page.context().close();
const shot = (page: Page, name: string) =>
  page.screenshot({ path: join(ARTEFACTS, `console-${name}.png`) });

/** Pearson's. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (of: readonly number[]) => of.reduce((sum, value) => sum + value, 0) / of.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (const [k, value] of a.entries()) {
    const [x, y] = [value - meanA, (b[k] ?? 0) - meanB];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / Math.sqrt(aa * bb);
}

interface PlantView {
  readonly name: string;
  readonly lines: readonly (Named & {
    readonly machines: readonly (Named & {
      readonly points: readonly (Named & { readonly path: string; readonly level: string })[];
    })[];
  })[];
}
interface Named {
  readonly name: string;
}

const plantView = async () => (await (await fetch(`${raceway.url}/api/plant`)).json()) as PlantView;

/** Names of the plant, its lines, machines, points and channels. */
async function plantNames(): Promise<readonly string[]> {
  const { name, lines } = await plantView();
  const machines = lines.flatMap((line) => line.machines);
  const points = machines.flatMap((machine) => machine.points);
  const sensors = (await (await fetch(`${raceway.url}/api/sensors?limit=500`)).json()) as {
    readonly channel: Named;
  }[];
  const channels = sensors.map(({ channel }) => channel);
  return [name, ...[...lines, ...machines, ...points, ...channels].map((one) => one.name)];
}

/** Paths of the points that the API says are not well. */
async function troubledPoints(): Promise<string[]> {
  return (await plantView()).lines
    .flatMap(({ machines }) => machines.flatMap(({ points }) => points))
    .filter(({ level }) => level === "warning" || level === "alarm")
    .map(({ path }) => path);
}

describeWithServers(["chromium"], "npm start, seen in a browser", () => {
  beforeAll(async () => {
    mkdirSync(ARTEFACTS, { recursive: true });
    raceway = await runRaceway();
    await raceway.setRate(QUICK);
    browser = await launchBrowser();
  }, 700_000);
  afterAll(async () => {
    await browser?.close();
    await raceway?.close();
  });

  it("flags and names the sick grinder within days of the plant, and leads from the alarm to its evidence", async () => {
    const page = await openPage(VIEWS.plant);
    await page
      .getByRole("region", { name: "Alarms" })
      .getByRole("link", { name: /Outer race damage/ })
      .click({ timeout: 180_000 });
    await page.getByRole("heading", { name: "Alarms (1)" }).waitFor();
    await page
      .locator('main[data-view="alarms"]')
      .getByRole("link", { name: /› Work head/ })
      .click();
    await page.locator('main[data-view="point"] h1', { hasText: "Work head" }).waitFor();
    await page.getByText("Why", { exact: true }).first().click();
    await page.getByText(/Lines of the outer race/).waitFor();
    await page
      .getByText(/Remaining life (about|not yet known)/)
      .first()
      .waitFor({ timeout: 180_000 });
    // Its lines give it a name days before its level leaves the normal.
    await page
      .getByRole("heading", { name: /Left its normal behaviour/ })
      .waitFor({ timeout: 300_000 });
    expect(await troubledPoints()).toEqual([SICK_POINT]);
    await raceway.setRate(CALM);
    await close(page);
  }, 720_000);

  it("shows harmonics and sidebands under the mouse, orders, the waterfall and the waveform", async () => {
    const page = await openPage(VIEWS.point, { height: 2000 });
    const envelope = page.getByRole("region", { name: "Envelope spectrum" });
    const plot = envelope.locator(".plot");
    await plot.locator("canvas").first().waitFor();
    await envelope.getByText(/lines that the diagnosis found/).waitFor();
    await plot.hover({ position: { x: 200, y: 120 } });
    await envelope.getByText(/Hz = .* × and its harmonics/).waitFor();
    await plot.click({ position: { x: 200, y: 120 } });
    await plot.hover({ position: { x: 240, y: 120 } });
    await envelope.getByText(/with sidebands every/).waitFor();
    await envelope.getByRole("button", { name: "Orders" }).click();
    await envelope.getByRole("button", { name: "Waterfall" }).click();
    await envelope.getByText(/bright is large/).waitFor();
    await page.getByText(/samples at 25600 Hz/).waitFor();
    await page.getByRole("heading", { name: "Health and remaining life" }).waitFor();
    await shot(page, "point-tools");
    await close(page);
  });

  it("plays the samples of the waveform, as loud as they get", async () => {
    const page = await openPage(VIEWS.point, { height: 2000 });
    const address = "**/api/waveform?*";
    const waveform = (await (await page.waitForResponse(address)).json()) as WaveformView;
    // From here on it stays the same, so that what is heard can be compared.
    await page.route(address, (route) => route.fulfill({ json: waveform }));
    await page.evaluate(`{
      const { start } = AudioBufferSourceNode.prototype;
      AudioBufferSourceNode.prototype.start = function (...when) {
        window.heard = this.buffer;
        start.apply(this, when);
      };
    }`);
    await page.waitForResponse(address);
    await page.waitForTimeout(500);
    await page.getByRole("button", { name: "Listen" }).click();
    await page.getByRole("button", { name: "Stop" }).waitFor();
    const heard = (await page.evaluate(
      "({ rate: heard.sampleRate, seconds: heard.duration, data: [...heard.getChannelData(0)] })",
    )) as { readonly rate: number; readonly seconds: number; readonly data: number[] };
    expect(heard.rate).toBe(waveform.sampleRate);
    expect(heard.seconds).toBeGreaterThanOrEqual(3);
    const once = heard.data.slice(0, waveform.samples.length);
    // The loudest sample may lie where the block is faded in or out.
    const loudest = Math.max(...once.map(Math.abs));
    expect(loudest).toBeGreaterThan(0.7);
    expect(loudest).toBeLessThan(0.9001);
    expect(correlation(once, waveform.samples)).toBeGreaterThan(0.95);
    expect(heard.data.slice(once.length, 2 * once.length)).toEqual(once);
    await close(page);
  });

  it.each(names)("%s has nothing left in another language when it is Chinese", async (name) => {
    const page = await openPage(PAGES[name], { language: "zh", height: 2000 });
    await page.locator(`main[data-view="${name}"] h1`).first().waitFor();
    await page.waitForTimeout(1000);
    expect(await untranslated(page, await plantNames())).toEqual([]);
    await close(page);
  });

  it("lets a slow hand reach Acknowledge by Tab while data flows", async () => {
    const page = await openPage(VIEWS.alarms);
    await page.getByRole("button", { name: "Acknowledge" }).waitFor();
    const passed: string[] = [];
    while (passed.at(-1) !== "Acknowledge" && passed.length < 30) {
      await page.keyboard.press("Tab");
      // Longer than a record takes to come.
      await page.waitForTimeout(1100);
      passed.push(String(await page.evaluate("document.activeElement.textContent.trim()")));
    }
    expect(passed.at(-1)).toBe("Acknowledge");
    await close(page);
  }, 60_000);

  it.each(names)(
    "%s keeps the focus while data flows",
    async (name) => {
      const page = await openPage(PAGES[name]);
      await page.getByRole("heading", { level: 1 }).first().waitFor();
      await page.waitForTimeout(800);
      await page.locator("#content").focus();
      for (let k = 0; k < 4; k++) {
        await page.keyboard.press("Tab");
        await page.evaluate("window.before = document.activeElement");
        await page.waitForTimeout(1100);
        expect(await page.evaluate("document.activeElement === window.before")).toBe(true);
      }
      await close(page);
    },
    30_000,
  );

  it.each(["plant", "alarms", "point"] as const)(
    "%s keeps a text selected while data flows, and says nothing to those who listen",
    async (name) => {
      const page = await openPage(VIEWS[name]);
      const text = page.getByText(/Outer race damage/).first();
      await text.waitFor();
      await page.waitForTimeout(800);
      await text.selectText();
      const before = await page.evaluate("String(getSelection())");
      await page.evaluate(`{
        window.heard = [];
        const live = document.querySelectorAll("[role=status], [role=alert], [aria-live]");
        const watch = new MutationObserver((all) => heard.push(...all.map((it) => it.target.textContent)));
        for (const region of live) watch.observe(region, { childList: true, characterData: true, subtree: true });
      }`);
      await page.waitForTimeout(4000);
      expect(String(before)).toMatch(/Outer race damage/);
      expect(await page.evaluate("String(getSelection())")).toBe(before);
      expect(await page.evaluate("window.heard")).toEqual([]);
      await close(page);
    },
    30_000,
  );

  it("lets an operator acknowledge, comment, shelve and unshelve the alarm", async () => {
    const page = await openPage(VIEWS.alarms);
    const card = page.getByRole("article").first();
    await card.getByRole("button", { name: "Acknowledge" }).click();
    await card.getByRole("textbox", { name: "Your name" }).fill("Jo");
    await card.getByRole("button", { name: "Acknowledge" }).click();
    await page.getByText("Acknowledged by Jo").waitFor();
    await card.getByRole("button", { name: "Comment" }).click();
    await card.getByRole("textbox", { name: "Comment" }).fill("bearing ordered");
    await card.getByRole("button", { name: "Comment" }).click();
    await page.getByText(/Jo, .*: bearing ordered/).waitFor();
    await card.getByRole("button", { name: "Shelve" }).click();
    await card.getByRole("button", { name: "Shelve" }).click();
    await card.getByText("This needs a text.").waitFor();
    await card.getByRole("textbox", { name: "Reason" }).fill("stop on Sunday");
    await card.getByRole("button", { name: "Shelve" }).click();
    await page.getByText("No open alarm matches the filter.").waitFor();
    await page.getByRole("combobox", { name: "Show" }).selectOption("covered");
    await card.getByText(/Shelved by Jo until .*: stop on Sunday/).waitFor();
    await shot(page, "shelved");
    await card.getByRole("button", { name: "Unshelve" }).click();
    await card.getByRole("button", { name: "Unshelve" }).click();
    await page.getByText("No open alarm matches the filter.").waitFor();
    await close(page);
  });

  it("speaks Chinese once asked to, and remembers it", async () => {
    const page = await openPage(VIEWS.plant);
    await page.getByRole("button", { name: "中文" }).click();
    await page.getByRole("heading", { name: "需要关注" }).waitFor();
    await page
      .getByText(/外圈损伤/)
      .first()
      .waitFor();
    await page.reload();
    await page.getByRole("link", { name: "维护" }).click();
    await page.getByRole("heading", { name: "待处理" }).waitFor();
    await page.getByText(/更换轴承（外圈损伤）/).waitFor();
    for (const name of names) {
      await page.goto(`${raceway.url}/${PAGES[name]}`);
      await page.locator(`main[data-view="${name}"] h1`).first().waitFor();
      await page.waitForTimeout(400);
      await shot(page, `${name}-zh`);
    }
    await close(page);
  });

  it.each(names)(
    "%s fits phone, tablet and control room, in both schemes, and has no serious fault of accessibility",
    async (name) => {
      for (const look of [
        { width: 390, height: 844, scheme: "light" },
        { width: 768, height: 1024, scheme: "dark" },
        { width: 1024, height: 768, scheme: "light" },
        { width: 1920, height: 1080, scheme: "dark" },
      ] as const) {
        const page = await openPage(PAGES[name], look);
        await page.getByRole("heading", { level: 1 }).first().waitFor();
        await page.waitForTimeout(800);
        const [scroll, client] = (await page.evaluate(
          "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
        )) as [number, number];
        expect(scroll).toBeLessThanOrEqual(client);
        expect(await seriousFaults(page)).toEqual([]);
        await shot(page, `${name}-${look.width}`);
        await close(page);
      }
    },
  );

  it("is used by keyboard alone", async () => {
    const page = await openPage(VIEWS.plant);
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to the content");
    await page.getByRole("link", { name: "Maintenance" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "To be done" }).waitFor();
    await close(page);
  });

  it("lets somebody whom a mail leads to a point act there, in two clicks more", async () => {
    const page = await openPage(VIEWS.point);
    await page.evaluate("localStorage.setItem('raceway.who', 'Sam')");
    const card = page.getByRole("article").first();
    await card.getByRole("button", { name: "Comment" }).click();
    await card.getByRole("textbox", { name: "Comment" }).fill("seen");
    await card.getByRole("button", { name: "Comment" }).click();
    await card.getByText(/Sam, .*: seen/).waitFor();
    await close(page);
  });

  it("takes work done, after which the point learns anew and the alarm ends", async () => {
    const page = await openPage(VIEWS.point);
    await page.getByRole("button", { name: "Record maintenance" }).click();
    await page.getByRole("textbox", { name: "Your name" }).fill("Jo");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText("Noted.").waitFor();
    await page.getByRole("link", { name: "Maintenance", exact: true }).click();
    await page.getByRole("cell", { name: "Bearing replaced" }).waitFor({ timeout: 20_000 });
    await close(page);
  });

  it("says so when the service is away, and goes on by itself when it is back", async () => {
    const page = await openPage(VIEWS.plant);
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    const before = faults.length;
    await raceway.stop();
    const banner = page.getByText("The connection to the console is lost.");
    await banner.waitFor();
    await shot(page, "lost");
    await raceway.start();
    await banner.waitFor({ state: "hidden", timeout: 30_000 });
    // The browser itself reports the requests that found nobody.
    faults.length = before;
    await close(page);
  });

  it("printed where to look, and the news; and no page had an error", () => {
    expect(raceway.printed()).toMatch(/Console +http:/);
    expect(raceway.printed()).toMatch(/work-head {2}NAMED {2}outer-race/);
    expect(raceway.printed()).toMatch(/work-head {2}(WARNING|ALARM)/);
    expect(faults).toEqual([]);
  });
});
