import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePort } from "../servers/free-port.ts";
import { describeWithServers } from "../servers/server-process.ts";
import { launchBrowser } from "./browser.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const ARTEFACTS = join(ROOT, "test/artefacts");
const folder = mkdtempSync(join(tmpdir(), "raceway-e2e-"));

let raceway: ChildProcess;
let browser: Browser;
let url: string;
let printed = "";

/** The command of the README, on free ports. */
async function startRaceway(): Promise<void> {
  const [mqtt, page] = [await freePort(), await freePort()];
  url = `http://127.0.0.1:${page}`;
  const args = [
    "services/raceway/src/main.ts",
    "start",
    "--data",
    folder,
    "--mqtt-port",
    `${mqtt}`,
    "--console-port",
    `${page}`,
  ];
  raceway = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  raceway.stdout?.on("data", (chunk) => {
    printed += chunk;
  });
  raceway.stderr?.on("data", (chunk) => {
    printed += chunk;
  });
  const deadline = Date.now() + 60_000;
  while (!printed.includes("Console")) {
    if (raceway.exitCode !== null || Date.now() > deadline)
      throw new Error(`raceway start: ${printed}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function openPage(width: number, height: number): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height } });
  await page.goto(url);
  return page;
}

/** Paths of the points that the API says are not well. */
async function troubledPoints(): Promise<string[]> {
  interface PlantView {
    readonly lines: readonly {
      readonly machines: readonly { readonly points: readonly { path: string; level: string }[] }[];
    }[];
  }
  const plant = (await (await fetch(`${url}/api/plant`)).json()) as PlantView;
  return plant.lines
    .flatMap(({ machines }) => machines.flatMap(({ points }) => points))
    .filter(({ level }) => level === "warning" || level === "alarm")
    .map(({ path }) => path);
}

describeWithServers(["chromium"], "npm start, seen in a browser", () => {
  beforeAll(async () => {
    mkdirSync(ARTEFACTS, { recursive: true });
    await startRaceway();
    browser = await launchBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    const ended = new Promise((resolve) => raceway.once("exit", resolve));
    raceway.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });

  it("flags and names the sick grinder within three minutes, and nobody else", async () => {
    const page = await openPage(1600, 1000);
    const faults: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(message.text());
    });
    await page.getByText("Damage on the outer race").first().waitFor({ timeout: 180_000 });
    await page
      .getByRole("link", { name: /Work head/ })
      .first()
      .click();
    await page.getByRole("heading", { name: "Work head" }).first().waitFor();
    await page
      .getByText(/Remaining life: about/)
      .first()
      .waitFor({ timeout: 180_000 });
    await page.waitForTimeout(1500);
    await page.screenshot({ path: join(ARTEFACTS, "console-point.png") });
    expect(await troubledPoints()).toEqual(["lakeside/grinding-1/outer-ring-grinder/work-head"]);
    expect(faults).toEqual([]);
    await page.close();
  }, 360_000);

  it("lets an operator acknowledge the alarm", async () => {
    const page = await openPage(1600, 1000);
    await page.getByRole("button", { name: "Acknowledge" }).first().click();
    await page.screenshot({ path: join(ARTEFACTS, "console-acknowledge.png") });
    await page.close();
  });

  it("fits a phone without scrolling sideways", async () => {
    const page = await openPage(390, 844);
    await page.waitForTimeout(1500);
    const [scroll, client] = (await page.evaluate(
      "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
    )) as [number, number];
    expect(scroll).toBeLessThanOrEqual(client);
    await page.screenshot({ path: join(ARTEFACTS, "console-phone.png") });
    await page.close();
  });

  it("printed where to look, and the news", () => {
    expect(printed).toMatch(/Console +http:/);
    expect(printed).toMatch(/work-head {2}NAMED {2}outer-race/);
    expect(printed).toMatch(/work-head {2}(WARNING|ALARM)/);
  });
});
