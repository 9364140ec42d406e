import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import type { SimulationView } from "@raceway/console/http/api-types";
import type { StandView } from "@raceway/console/stands/stand-types";
import type { Life } from "@raceway/model/life-words";
import type { Page } from "playwright-core";
import { launchBrowser } from "./browser.ts";
import { runRaceway } from "./running-raceway.ts";
import { SICK_POINT, VIEWS } from "./views.ts";

/**
 * The story of the simulated plant as eight pictures with their times, into docs/: `npm run story`. Takes about ten minutes, for nothing is hurried that whoever runs
 * `npm start` does not hurry.
 */
const PAGE = fileURLToPath(new URL("../../docs/simulated-plant.md", import.meta.url));
const PICTURES = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));
const LONGEST_MS = 900_000;

const HEAD = `<!-- written by \`npm run story\`: test/e2e/story.ts -->

# The simulated plant

\`npm start\` shows a plant that is simulated: sensors of the machines in the plant file, published over MQTT like any sensor's, judged by the same code as real ones. Its data
(\`data/simulated\`) shares no folder with real data, and nobody is told of its alarms.

**A past.** The plant's last 30 days are played first (\`--history DAYS\`), into the same stores by the same analysis: three shifts in grinding, two in assembly, planned stops on Sundays, a few
warm days, and a fan whose imbalance was seen, acknowledged, and balanced at the next stop. Controllers of the grinders, the superfinisher and the press tell what they do, and for eleven days bearings of three types have come to the test stand, one each twenty minutes, some with seeded defects. The past ends on the latest Tuesday at 08:00, so that everybody sees the same story; the bearing is compared with six earlier lives of its kind, made up.

**Quick time.** Then its time goes on at 1 s = 20 min. The line at the top of every page says so, with the plant's date; there it is stopped, slowed down (1 s = 1 min) and hurried (1 s = 1 h); on a machine that is too busy for that it is slower, since it waits for its sensors and for the analysis. Measurements come every half hour of its time.
Every service of the process goes by the plant's clock; only what concerns the services themselves (a database that is away) lasts by the clock on your wall. Times lie ahead of yours after a while: with \`--store influxdb://…\` a dashboard
that ends "now" does not show them.

**Break something.** At every point: races, balls, lubrication, balance, or the sensor; and the database can be taken away. Damage grows over days of the plant's time. Work that is told of is really done: "bearing replaced" puts in
a new one, "balanced" balances, "sensor replaced" lets a dead sensor speak; "taken back" brings the damage back. Work of the wrong kind mends nothing, and the fault is found again.

**Going on.** Ctrl-C stops; \`npm start -- --keep\` goes on where it was left, \`npm start\` begins anew. \`--plant\` simulates another plant, with the same story at a machine that can tell it.

## The story
`;
const LOAD = `load ${loadavg()[0]?.toFixed(0)} on ${availableParallelism()} cores.`;

interface Scene {
  readonly file: string;
  /** What the picture is of, for whoever does not see it. */
  readonly what: string;
  /** Seconds after the first page could be opened. */
  readonly seconds: number;
  /** By the plant's wall clock. */
  readonly moment: string;
  readonly text: string;
}

mkdirSync(PICTURES, { recursive: true });
const begun = performance.now();
const raceway = await runRaceway(["--history", "30"]);
const ready = performance.now();
const browser = await launchBrowser();
const context = await browser.newContext({
  viewport: { width: 1400, height: 1000 },
  colorScheme: "dark",
  timezoneId: "Europe/Berlin",
  locale: "en-GB",
});
await context.addInitScript('localStorage.setItem("raceway.language", "en")');
const page = await context.newPage();
const scenes: Scene[] = [];

const read = async <T>(path: string) =>
  (await (await fetch(`${raceway.url}/api/${path}`)).json()) as T;

/** Whatever is true at some time of the plant. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + LONGEST_MS;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error("the story does not go on");
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function scene(
  name: string,
  what: string,
  hash: string,
  text: string,
  before?: (on: Page) => unknown,
) {
  await page.goto(`${raceway.url}/${hash}`);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await before?.(page);
  await page.waitForTimeout(2500);
  const { time } = await read<SimulationView>("simulation");
  const file = `story-${scenes.length + 1}-${name}.png`;
  await page.screenshot({ path: `${PICTURES}${file}` });
  const moment = new Date(time).toLocaleString("en-GB", {
    timeZone: "Europe/Berlin",
    weekday: "long",
    hour: "2-digit",
    minute: "2-digit",
  });
  scenes.push({
    file,
    what,
    seconds: Math.round((performance.now() - ready) / 1000),
    moment,
    text,
  });
  process.stdout.write(`${file} ${moment}\n`);
}

const alarms = () => read<readonly { readonly title: string }[]>("alarms");
const drifts = async () =>
  (await read<readonly StandView[]>("stands")).flatMap((stand) => stand.drifts);
const lifeOf = async () => (await read<{ readonly life?: Life }>(`points/${SICK_POINT}`)).life;
const week = (on: Page) =>
  on.getByRole("combobox", { name: "Time", exact: true }).first().selectOption({ index: 4 });

try {
  await scene(
    "month",
    "The plant page",
    VIEWS.plant,
    "A month is behind the plant, and nothing needs a look. Above the page stands that the plant is simulated.",
  );
  await until(async () => (await alarms()).some(({ title }) => /Outer race/.test(title)));
  await scene(
    "named",
    "The alarm",
    VIEWS.alarms,
    "The outer race of the work head's bearing is named on its lines alone: no level has risen beyond what is normal yet.",
  );
  await until(async () =>
    (await drifts()).some(({ condition }) => condition?.cause?.fault === "outer-race"),
  );
  await scene(
    "drift",
    "A drift beside the condition of its machine",
    "#/quality",
    "The test stand has found that the high band of finished bearings rises, traced it to the rings of the outer ring grinder, and shows beside it how that machine is: its work head's bearing is the one that spalls.",
  );
  await scene(
    "production",
    "Downtime and effectiveness",
    "#/production",
    "What the machines did, what it comes to by ISO 22400-2, and why they stood.",
    (on) => on.getByText("Causes of unplanned minutes").waitFor(),
  );
  await scene(
    "week",
    "A week as a manager sees it on Monday",
    "#/week/back=3",
    "The week in which the fan was balanced: effectiveness beside the week before, what cost most, what the alarm was worth and by which rule, work done and due.",
    (on) => on.getByText("What cost most").waitFor(),
  );
  await until(async () => (await lifeOf()) !== undefined);
  await scene(
    "forecast",
    "The point, with its remaining life",
    VIEWS.point,
    "Levels have risen; the remaining life is forecast, at first as no more than the units that it may lie in, and the advice names the planned stop.",
    week,
  );
  await scene(
    "plan",
    "Work to be done",
    VIEWS.maintenance,
    "What is to be done by when, and the bearing it needs.",
  );
  await fetch(`${raceway.url}/api/maintenance`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ point: SICK_POINT, work: "bearing-replaced", who: "M. Keller" }),
  });
  await until(async () => (await lifeOf()) === undefined);
  await page.waitForTimeout(20_000);
  await scene(
    "mended",
    "The point with its new bearing",
    VIEWS.point,
    "The bearing was said to be replaced, and so it was: the point learns what is normal now, and its levels are those of a new one.",
  );
  writeFileSync(PAGE, pageText());
} finally {
  await browser.close();
  await raceway.close();
}

function pageText(): string {
  const took = Math.round((ready - begun) / 1000);
  const rows = scenes.map(
    ({ file, what, seconds, moment, text }) =>
      `### ${moment} · ${seconds} s\n\n${text}\n\n![${what}](pictures/${file})\n`,
  );
  return `${HEAD}\nThe pictures were made by \`npm run story\`, seconds counted from the first page on; until that could be opened it took ${took} s on the machine that made them, ${LOAD}\n\n${rows.join("\n")}`;
}
