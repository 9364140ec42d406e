import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { launchBrowser } from "./browser.ts";
import { runRaceway } from "./running-raceway.ts";
import { ARTEFACTS, SICK_POINT, VIEWS } from "./views.ts";

/**
 * The README's pictures, made from the running demo into docs/, and every page at the widths of phone, tablet and desk, in both schemes and languages, into
 * test/artefacts: `npm run screenshots`. Takes about ten minutes.
 */
const DOCS = fileURLToPath(new URL("../../docs/", import.meta.url));

/** Seconds of the plant in one of the wall: until there is something to see, and while it is looked at. */
const HURRIED = 3600;
const CALM = 300;

interface Picture {
  readonly file: string;
  readonly hash: string;
  readonly width: number;
  readonly height: number;
  readonly scheme: "dark" | "light";
  readonly language: "en" | "zh";
}

const README: readonly Picture[] = [
  { file: "console", hash: VIEWS.point, width: 1600, height: 1560, scheme: "dark", language: "en" },
  { file: "alarms", hash: VIEWS.alarms, width: 1600, height: 600, scheme: "light", language: "en" },
  { file: "phone", hash: VIEWS.plant, width: 390, height: 844, scheme: "dark", language: "en" },
  {
    file: "chinese",
    hash: VIEWS.point,
    width: 1600,
    height: 1560,
    scheme: "light",
    language: "zh",
  },
].map((picture) => ({ ...picture, file: `${DOCS}${picture.file}.png` }) as Picture);

/** Each width in another scheme and language, so that both are seen of every page. */
const LOOKS = [
  { width: 390, height: 844, scheme: "dark", language: "zh" },
  { width: 768, height: 1024, scheme: "light", language: "en" },
  { width: 1600, height: 1000, scheme: "dark", language: "en" },
  { width: 1600, height: 1000, scheme: "light", language: "zh" },
] as const;

const everyPage: readonly Picture[] = LOOKS.flatMap((look) =>
  Object.entries(VIEWS).map(([name, hash]) => {
    const { width, scheme, language } = look;
    return { ...look, hash, file: `${ARTEFACTS}/page-${name}-${width}-${scheme}-${language}.png` };
  }),
);

/** Every chart that is to be seen has something on it. */
const DRAWN = `[...document.querySelectorAll(".plot")].every(
  (plot) => plot.offsetParent === null || plot.querySelector("canvas") !== null)`;

mkdirSync(ARTEFACTS, { recursive: true });
const raceway = await runRaceway(["--history", "30"]);
const browser = await launchBrowser();
try {
  await raceway.setRate(HURRIED);
  await waitForName(browser);
  await raceway.setRate(CALM);
  for (const picture of [...README, ...everyPage]) await take(browser, picture);
} finally {
  await browser.close();
  await raceway.close();
}

/** A picture says most once the fault has its name. */
async function waitForName(from: Browser): Promise<void> {
  const page = await from.newPage();
  await page.goto(`${raceway.url}/#/point/${SICK_POINT}`);
  await page
    .getByText(/Outer race damage, /)
    .first()
    .waitFor({ timeout: 600_000 });
  await page.waitForTimeout(8000);
  await page.close();
}

async function take(from: Browser, picture: Picture): Promise<void> {
  const { file, hash, width, height, scheme, language } = picture;
  const context = await from.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    // That of the plant: somebody who stands there.
    timezoneId: "Europe/Berlin",
    // The page forbids what a watching script needs.
    bypassCSP: true,
  });
  await context.addInitScript(`localStorage.setItem("raceway.language", "${language}")`);
  const page = await context.newPage();
  await page.goto(`${raceway.url}/${hash}`);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await page.waitForFunction(DRAWN);
  await page.waitForTimeout(2000);
  await page.screenshot({ path: file });
  await context.close();
  process.stdout.write(`${file}\n`);
}
