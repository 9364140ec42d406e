import { mkdirSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { allDashboards } from "@raceway/dashboards/all-dashboards";
import type { Page } from "playwright-core";
import { launchBrowser } from "../e2e/browser.ts";
import { ask, type Choice } from "../servers/grafana-queries.ts";
import { DATABASE, fillStore } from "./filled-store.ts";
import { bundlePage, installGrafana } from "./grafana-packages.ts";
import { type AnsweredPanel, answered, type Panel } from "./panel-answers.ts";

/**
 * Pictures of every dashboard into docs/pictures, drawn from its own JSON and a real InfluxDB full of the simulated plant's 30 days, with Grafana's own components in Chromium:
 *
 *     npm run dashboard-pictures
 *
 * No Grafana runs. `--store URL` draws from an InfluxDB that is full already, `--packages FOLDER` with components that are installed already.
 */
const PICTURES = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));
const ADDRESS = "http://127.0.0.1/";
const WIDTH = 1280;
const COLUMNS = 24;
const DAY = 86_400_000;

const SICK = {
  site: "lakeside",
  line: "grinding-1",
  machine: "outer-ring-grinder",
  point: "work-head",
  channel: "vib",
};
const STAND = { ...SICK, line: "test", machine: "measuring-spindle", point: "arbor" };
const COMMON = { spectrum: "envelope", before: "7d", velocity: "1", type: ".*" };
/** What somebody who looks at each dashboard has chosen, and how far back they look, days. */
const CHOSEN: Readonly<
  Record<string, { readonly values: Record<string, string>; readonly days: number }>
> = {
  // Without the line of the stand, whose limits are made up.
  overview: { values: { ...SICK, line: "(grinding-1|finishing|services)" }, days: 30 },
  machine: { values: { ...SICK, point: ".*" }, days: 30 },
  bearing: { values: SICK, days: 7 },
  ingest: { values: SICK, days: 2 },
  "test-stand": { values: STAND, days: 30 },
};

const { values: options } = parseArgs({
  options: { store: { type: "string" }, packages: { type: "string" } },
});
const packages = options.packages ?? (await installGrafana());
const script = await bundlePage(packages);
const influxd = options.store === undefined ? await fillStore() : undefined;
const url = options.store ?? influxd?.url ?? "";
const browser = await launchBrowser();
try {
  mkdirSync(PICTURES, { recursive: true });
  const context = await browser.newContext({ timezoneId: "Europe/Berlin", locale: "en-GB" });
  const page = await context.newPage();
  page.on("pageerror", (error) => process.stderr.write(`${error.message}\n`));
  // A page with an address, for components that remember things by it.
  await page.route(`${ADDRESS}**`, (route) =>
    route.fulfill({ contentType: "text/html", body: "" }),
  );
  await page.goto(ADDRESS);
  await page.addStyleTag({ path: script.replace(/js$/, "css") });
  await page.addScriptTag({ path: script });
  const to = await newestRow();
  await page.clock.setFixedTime(to);
  for (const [name, { panels = [] }] of allDashboards()) {
    const { values, days } = CHOSEN[name] ?? { values: SICK, days: 30 };
    const choice = {
      from: to - days * DAY,
      to,
      detail: "autogen",
      values: { ...values, ...COMMON },
    };
    for (const [at, row] of rowsOf(panels as unknown as readonly Panel[]).entries())
      await picture(page, `grafana-${name}-${at + 1}.png`, row, choice);
  }
} finally {
  await browser.close();
  await influxd?.stop();
  if (options.packages === undefined) rmSync(dirname(script), { recursive: true, force: true });
}

/** Dashboards are long: a picture each of their rows. */
function rowsOf(panels: readonly Panel[]): readonly (readonly Panel[])[] {
  const rows: Panel[][] = [];
  for (const panel of panels)
    if (panel.type === "row") rows.push([panel]);
    else rows.at(-1)?.push(panel);
  return rows;
}

async function newestRow(): Promise<number> {
  const { tables } = await ask(url, DATABASE, `SELECT last("score") FROM "state"`);
  return Number(tables[0]?.values[0]?.[0]);
}

async function picture(page: Page, file: string, row: readonly Panel[], choice: Choice) {
  const panels: AnsweredPanel[] = [];
  for (const panel of row)
    panels.push(
      await answered(url, DATABASE, panel, choice, Math.round((WIDTH * panel.gridPos.w) / COLUMNS)),
    );
  // A point without such sensors: a picture of empty panels says nothing.
  if (panels.every(({ answers }) => answers.length === 0)) return;
  await page.setViewportSize({ width: WIDTH, height: 2000 });
  const { from, to } = choice;
  const call = `draw(${JSON.stringify({ panels, range: { from, to }, width: WIDTH })})`;
  const height = Number(await page.evaluate(call));
  await page.setViewportSize({ width: WIDTH, height });
  await page.waitForTimeout(1500);
  await page.locator("#dashboard").screenshot({ path: `${PICTURES}${file}` });
  process.stdout.write(`${file} ${Math.round(statSync(`${PICTURES}${file}`).size / 1000)} kB\n`);
}
