import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { launchBrowser } from "./browser.ts";
import { runRaceway } from "./running-raceway.ts";

/** The README's pictures, made from the running demo: `npm run screenshots`. Takes about three minutes. */
const DOCS = fileURLToPath(new URL("../../docs/", import.meta.url));
const SICK = "#/point/lakeside/grinding-1/outer-ring-grinder/work-head";

interface Picture {
  readonly name: string;
  readonly hash: string;
  readonly width: number;
  readonly height: number;
  readonly scheme: "dark" | "light";
  readonly language: "en" | "zh";
}

const PICTURES: readonly Picture[] = [
  { name: "console", hash: SICK, width: 1600, height: 1400, scheme: "dark", language: "en" },
  { name: "alarms", hash: "#/alarms", width: 1600, height: 600, scheme: "light", language: "en" },
  { name: "phone", hash: "#/", width: 390, height: 844, scheme: "dark", language: "en" },
  { name: "chinese", hash: SICK, width: 1600, height: 1400, scheme: "light", language: "zh" },
];

const raceway = await runRaceway();
const browser = await launchBrowser();
try {
  await waitForForecast(browser);
  for (const picture of PICTURES) await take(browser, picture);
} finally {
  await browser.close();
  await raceway.close();
}

/** A picture says most once the fault has its name and its forecast. */
async function waitForForecast(from: Browser): Promise<void> {
  const page = await from.newPage();
  await page.goto(`${raceway.url}/${SICK}`);
  await page
    .getByText(/Remaining life: about/)
    .first()
    .waitFor({ timeout: 240_000 });
  await page.waitForTimeout(8000);
  await page.close();
}

async function take(from: Browser, picture: Picture): Promise<void> {
  const { name, hash, width, height, scheme, language } = picture;
  const context = await from.newContext({ viewport: { width, height }, colorScheme: scheme });
  await context.addInitScript(`localStorage.setItem("raceway.language", "${language}")`);
  const page = await context.newPage();
  await page.goto(`${raceway.url}/${hash}`);
  await page.waitForTimeout(3000);
  await page.screenshot({ path: `${DOCS}${name}.png` });
  await context.close();
  process.stdout.write(`docs/${name}.png\n`);
}
