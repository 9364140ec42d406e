import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWithServers } from "../servers/server-process.ts";
import { seriousFaults } from "./accessibility.ts";
import { launchBrowser } from "./browser.ts";
import { type RunningRaceway, runRaceway } from "./running-raceway.ts";
import { untranslated } from "./untranslated.ts";
import { ARTEFACTS } from "./views.ts";

const PLANT = `
site: works
lines:
  - id: l
    name: Grinding
    plannedStops: [{ days: [sun], from: "06:00", to: "14:00" }]
    machines:
      - { id: m, name: Grinder, points: [{ id: p, channels: [{ id: temp, kind: temperature, unit: degC }] }] }
`;
const DAY = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();
const TABLES = {
  "orders.csv": `order,type,quantity,due\nA-1,6205,1000,${inDays(20)}\nA-2,6205,40000,${inDays(3)}\nA-3,7008,10,${inDays(9)}\n`,
  "routing.csv": "type,line,piecesPerHour\n6205,l,500\n",
  "materials.csv": "type,item,perPiece\n6205,ball,9\n",
  "stock.csv": "item,quantity,leadDays\nball,400000,2\n",
  "work.csv":
    "work,line,machine,what,hours,people\nW-1,l,m,Align the coupling,2,1\nW-2,l,m,Overhaul,9,1\n",
};

let folder: string;
let raceway: RunningRaceway;
let browser: Browser;
let page: Page;

async function opened(language: "en" | "zh", width = 1300): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 1100 } });
  await context.addInitScript(`localStorage.setItem("raceway.language", "${language}")`);
  return context.newPage();
}

const row = (name: string, of = page) => of.getByRole("row").filter({ hasText: name });

describeWithServers(["chromium"], "the page of the plan", () => {
  beforeAll(async () => {
    mkdirSync(ARTEFACTS, { recursive: true });
    folder = mkdtempSync(join(tmpdir(), "raceway-plan-"));
    const plant = join(folder, "plant.yaml");
    writeFileSync(plant, PLANT);
    for (const [name, text] of Object.entries(TABLES)) writeFileSync(join(folder, name), text);
    raceway = await runRaceway(["--no-simulate", "--plant", plant, "--plan", folder]);
    browser = await launchBrowser();
    page = await opened("en");
    await page.goto(`${raceway.url}#/maintenance`);
  });

  afterAll(async () => {
    await browser?.close();
    await raceway?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is reached from Maintenance, and shows work in the next stop with what has no place and why", async () => {
    await page.getByRole("link", { name: "Plan", exact: true }).click();
    await row("Align the coupling").waitFor();
    expect(await row("Align the coupling").textContent()).toMatch(/06:00|6:00/);
    expect(await row("Overhaul").textContent()).toContain(
      "It takes longer than any stop that is left.",
    );
  });

  it("shows orders with what is late, what no line makes and what lacks", async () => {
    expect(await row("A-1").textContent()).toContain("in time");
    expect(await row("A-2").textContent()).toContain("late");
    await page.getByText("No line makes 7008: order A-3 has no place.").waitFor();
    expect(await row("ball").count()).toBe(0);
    await page.screenshot({ path: `${ARTEFACTS}/plan.png`, fullPage: true });
    expect(await seriousFaults(page)).toEqual([]);
  });

  it("gives its work as a calendar", async () => {
    const answer = await fetch(new URL("api/plan.ics", raceway.url));
    expect(answer.headers.get("content-type")).toContain("text/calendar");
    expect(await answer.text()).toContain("SUMMARY:l / m: Align the coupling");
  });

  it("takes that work is done, and the point's maintenance has it", async () => {
    await page.getByRole("button", { name: "Work is done" }).click();
    await page.getByRole("combobox", { name: "What was done" }).selectOption("aligned");
    await page.getByRole("textbox", { name: "Your name" }).fill("Li");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText("Noted.").waitFor();
    await expect
      .poll(async () => {
        const answer = await fetch(new URL("api/maintenance", raceway.url));
        return ((await answer.json()) as { done: object[] }).done;
      })
      .toMatchObject([{ point: "works/l/m/p", work: "aligned", who: "Li" }]);
  });

  it("is Chinese on a Chinese page, and fits a phone", async () => {
    const chinese = await opened("zh", 390);
    await chinese.goto(`${raceway.url}#/planning`);
    await row("Overhaul", chinese).waitFor();
    const names = ["Align the coupling", "Overhaul", "Grinding", "Grinder", "works", "ball", "ics"];
    expect(await untranslated(chinese, names)).toEqual([]);
    const overhang = await chinese.evaluate<number>(
      "document.documentElement.scrollWidth - window.innerWidth",
    );
    expect(overhang).toBeLessThanOrEqual(0);
    await chinese.screenshot({ path: `${ARTEFACTS}/plan-phone.png`, fullPage: true });
    await chinese.context().close();
  });

  it("says which table cannot be used, and why", async () => {
    writeFileSync(join(folder, "orders.csv"), "order,type,quantity,due\nA-1,6205,-3,soon\n");
    await page.reload();
    await page.getByText('orders.csv, line 2: found "-3" in quantity').waitFor();
    writeFileSync(join(folder, "orders.csv"), TABLES["orders.csv"]);
  });
});
