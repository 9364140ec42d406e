import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { SimulationView, TrendView } from "@raceway/console/http/api-types";
import type { Alarm } from "@raceway/model/alarm";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { until } from "../running-ingest.ts";
import { describeWithServers } from "../servers/server-process.ts";
import { seriousFaults } from "./accessibility.ts";
import { launchBrowser } from "./browser.ts";
import { type RunningRaceway, runRaceway } from "./running-raceway.ts";
import { ARTEFACTS, VIEWS } from "./views.ts";

/** A machine that nothing is wrong with. */
const WASHER = "lakeside/services/washer-pump/motor-de";
const HOUR_A_SECOND = 3600;
/** A busy machine may take its time. */
const PATIENCE_MS = 120_000;

let raceway: RunningRaceway;
let browser: Browser;
let page: Page;
const faults: string[] = [];

const read = async <T>(path: string) =>
  (await (await fetch(`${raceway.url}/api/${path}`)).json()) as T;
const simulation = () => read<SimulationView>("simulation");
const alarmsOf = async (point: string) =>
  (await read<readonly Alarm[]>("alarms")).filter((alarm) => alarm.point === point);
const bar = () => page.getByRole("region", { name: "Simulated plant" });
const picture = (name: string) =>
  page.screenshot({ path: join(ARTEFACTS, `simulated-${name}.png`) });

describeWithServers(["chromium"], "a simulated plant, in a browser", () => {
  beforeAll(async () => {
    mkdirSync(ARTEFACTS, { recursive: true });
    raceway = await runRaceway();
    browser = await launchBrowser();
    const context = await browser.newContext({ viewport: { width: 1400, height: 1000 } });
    await context.addInitScript('localStorage.setItem("raceway.language", "en")');
    page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.on("pageerror", (error) => faults.push(error.message));
    await page.goto(raceway.url);
  }, 700_000);
  afterAll(async () => {
    await browser?.close();
    await raceway?.close();
  });

  it("says on every page that it is simulated, and how quick its time is", async () => {
    for (const hash of Object.values(VIEWS)) {
      await page.goto(`${raceway.url}/${hash}`);
      await bar().getByText("Simulated plant").waitFor();
      const speed = bar().getByRole("combobox", { name: "How quickly time passes" });
      expect(await speed.locator("option:checked").textContent()).toBe("1 s = 20 min");
    }
  }, 60_000);

  it("has a past: it had learnt what is normal before anybody looked", async () => {
    const query = new URLSearchParams({
      point: WASHER,
      channel: "vib",
      indicator: "rms",
      span: String(2 * 86_400),
    });
    const { rows } = await read<TrendView>(`trend?${query}`);
    expect(rows.length).toBeGreaterThan(20);
    await page.goto(`${raceway.url}/#/point/${WASHER}`);
    await page
      .getByText(/^As expected/)
      .first()
      .waitFor({ timeout: 30_000 });
  }, 60_000);

  it("stands while it is paused", async () => {
    await bar().getByRole("button", { name: "Pause" }).click();
    await bar().getByText("paused").waitFor();
    const before = await simulation();
    expect(before.rate).toBe(0);
    await page.waitForTimeout(500);
    expect((await simulation()).time).toBe(before.time);
    await bar().getByRole("button", { name: "Go on" }).click();
    await bar().getByText("paused").waitFor({ state: "hidden" });
    await until("time to pass", async () => (await simulation()).time > before.time);
  });

  it("breaks what it is told to, and finds out what that was", async () => {
    await bar().getByRole("button", { name: "Break something" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "Where" }).selectOption(WASHER);
    await dialog
      .getByRole("combobox", { name: "What" })
      .selectOption({ label: "Outer race damage" });
    await dialog.getByRole("button", { name: "Break it" }).click();
    await dialog
      .getByText(/Outer race damage, since/)
      .first()
      .waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await picture("break");
    await dialog.getByRole("button", { name: "Close" }).click();
    await raceway.setRate(HOUR_A_SECOND);
    await page.goto(`${raceway.url}/${VIEWS.plant}`);
    await page
      .getByRole("region", { name: "Alarms" })
      .getByRole("link", { name: /Outer race damage/ })
      .click({ timeout: 240_000 });
    await picture("found");
  }, 700_000);

  it("puts in a bearing that is new when its replacement is told", async () => {
    await raceway.setRate(300);
    await page.goto(`${raceway.url}/#/point/${WASHER}`);
    await page.getByRole("button", { name: "Record maintenance" }).click();
    await page.getByRole("textbox", { name: "Your name" }).fill("Jo");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText("Noted.").waitFor();
    await until("the bearing to be replaced", async () =>
      (await simulation()).broken.every(({ point }) => point !== WASHER),
    );
    await raceway.setRate(HOUR_A_SECOND);
    await until("the alarm to be over", async () =>
      (await alarmsOf(WASHER)).every((alarm) => alarm.state === "returned-unacknowledged"),
    );
    // It learns what is normal now, and finds nothing: a bearing that had only been said to be new would be named again.
    await page
      .getByText(/^As expected/)
      .first()
      .waitFor({ timeout: 120_000 });
    expect((await alarmsOf(WASHER)).filter(({ state }) => state === "unacknowledged")).toEqual([]);
    await picture("mended");
  }, 240_000);

  it("says what becomes of a sensor that dies", async () => {
    await fetch(`${raceway.url}/api/simulation/faults`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ point: WASHER, fault: "sensor-dead" }),
    });
    await until(
      "the silence to be told",
      async () => (await alarmsOf(WASHER)).some(({ condition }) => condition === "sensor"),
      120_000,
    );
  }, 150_000);

  it("goes without its database for a while, and says so", async () => {
    await bar().getByRole("button", { name: "Break something" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Take the database away" }).click({ timeout: 30_000 });
    await bar().getByText("database away", { exact: true }).waitFor();
    const ready = async () => (await fetch(`${raceway.url}/readyz`)).status;
    expect(await ready()).toBe(503);
    await dialog.getByRole("button", { name: "Bring the database back" }).click();
    await bar().getByText("database away", { exact: true }).waitFor({ state: "hidden" });
    expect(await ready()).toBe(200);
    await dialog.getByRole("button", { name: "Close" }).click();
  }, 150_000);

  it("refuses what cannot be, in words", async () => {
    const patch = (body: object, path = "simulation", method = "PATCH") =>
      fetch(`${raceway.url}/api/${path}`, {
        method,
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    const rate = await patch({ rate: 7 });
    expect([rate.status, await rate.text()]).toEqual([400, expect.stringContaining("one of 60")]);
    const nowhere = await patch({ point: "a/b/c/d", fault: "cage" }, "simulation/faults", "POST");
    expect([nowhere.status, await nowhere.text()]).toEqual([
      400,
      expect.stringContaining("the plant has no point a/b/c/d"),
    ]);
  });

  it("goes on where it was left", async () => {
    const before = await simulation();
    await raceway.stop();
    expect(raceway.printed()).toMatch(
      /Stopping …\n(warning: .*\n)*Stopped\. `npm start -- --keep` goes on/,
    );
    await raceway.start();
    const after = await simulation();
    expect(after.broken.map(({ point, fault }) => [point, fault])).toEqual(
      before.broken.map(({ point, fault }) => [point, fault]),
    );
    expect(Date.parse(after.time)).toBeGreaterThanOrEqual(Date.parse(before.time));
    expect(Date.parse(after.time) - Date.parse(before.time)).toBeLessThan(30 * 86_400_000);
    expect(raceway.printed()).toMatch(/The simulated plant goes on where it was left/);
  }, 700_000);

  it("had no error on any page", () => {
    expect(faults).toEqual([]);
  });
});
