import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkCertificate } from "@raceway/certificate/check-certificate";
import { madePart, type SeededFault } from "@raceway/simulator/test-stand/made-part";
import { partMessages } from "@raceway/simulator/test-stand/simulate-stand";
import { encodePart } from "@raceway/wire/part-message";
import { connectAsync } from "mqtt";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { plantOf } from "../running-ingest.ts";
import { describeWithServers } from "../servers/server-process.ts";
import { seriousFaults } from "./accessibility.ts";
import { launchBrowser } from "./browser.ts";
import { type RunningRaceway, runRaceway } from "./running-raceway.ts";
import { untranslated } from "./untranslated.ts";
import { ARTEFACTS } from "./views.ts";

const PLANT = `
site: works
lines:
  - id: assembly
    name: Assembly
    machines:
      - id: press
        points: [{ id: p, channels: [{ id: temp, kind: temperature, unit: degC }] }]
    stands: [{ id: stand-1, name: Stand 1 }]
bearingTypes:
  - id: 6205-zz
    bearing: { designation: "6205", tolerance: 0.01 }
    tests: [{ rpm: 1800 }]
    grading: [{ table: v, atLeast: v2 }]
gradeTables:
  - { id: v, unit: um/s, grades: [{ id: v3, low: 40, medium: 40, high: 40 }, { id: v2, low: 60, medium: 60, high: 60 }] }
`;
const TYPE = plantOf(PLANT).bearingTypes?.[0];
if (TYPE?.bearing === undefined) throw new Error("the plant of the test has a bearing type");
const type = TYPE;
const { orders } = TYPE.bearing;
/** Of these parts one has a dent, and one is of a type that nobody knows. */
const PARTS = 60;
const DENTED = 40;
const UNKNOWN = 50;
const NAMES = ["Assembly", "Stand", "works", "Cpk", "Ppk", "Li", "Ann"];

let folder: string;
let raceway: RunningRaceway;
let browser: Browser;
let page: Page;

async function opened(language: "en" | "zh", width = 1300): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 1100 } });
  await context.addInitScript(`localStorage.setItem("raceway.language", "${language}")`);
  return context.newPage();
}

async function testParts(): Promise<void> {
  const client = await connectAsync(raceway.mqttUrl);
  for (let number = 0; number < PARTS; number++) {
    const faults: readonly SeededFault[] = ["dent-outer"];
    const fault = number === DENTED ? { faulty: 1, faults, severity: 3 } : { faulty: 0 };
    const part = madePart({ seed: "page", orders, ...fault }, number);
    const body = partMessages(part, type, "page")[0]?.[1];
    if (body === undefined) throw new Error("a simulated part has a message");
    const known = number === UNKNOWN ? { ...body, type: "6999" } : body;
    const topic = "raceway/v1/part/works/assembly/stand-1/whole";
    await client.publishAsync(topic, Buffer.from(encodePart(known)), { qos: 1 });
  }
  for (const operator of ["Li", "Ann"])
    for (const number of [1, 2]) {
      const part = madePart({ seed: "page", orders, faulty: 0 }, number);
      const body = partMessages(part, type, "page")[0]?.[1];
      if (body === undefined) throw new Error("a simulated part has a message");
      const topic = "raceway/v1/part/works/assembly/stand-1/whole";
      const trial = encodePart({ ...body, study: "gauge-1", operator });
      await client.publishAsync(topic, Buffer.from(trial), { qos: 1 });
    }
  await client.endAsync();
}

const row = (serial: string) => page.getByRole("row").filter({ hasText: serial });
const picture = (name: string, of = page) =>
  of.screenshot({ path: `${ARTEFACTS}/test-stand-${name}.png`, fullPage: true });
/** Whether a checkpoint covers the parts that were tested. */
async function isSigned(): Promise<boolean> {
  const answer = await fetch(`${raceway.url}/api/record`);
  return answer.ok && ((await answer.json()) as { entries: number }).entries >= PARTS;
}
/** How far the page is wider than its window. */
const overhang = (of: Page) =>
  of.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");

describeWithServers(["chromium"], "the pages of test stands", () => {
  beforeAll(async () => {
    mkdirSync(ARTEFACTS, { recursive: true });
    folder = mkdtempSync(join(tmpdir(), "raceway-test-stand-"));
    const file = join(folder, "plant.yaml");
    writeFileSync(file, PLANT);
    raceway = await runRaceway(["--no-simulate", "--plant", file, "--data", join(folder, "data")]);
    browser = await launchBrowser();
    page = await opened("en");
    await testParts();
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await raceway?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("show the latest parts with their answers and why, as they come", async () => {
    await page.goto(`${raceway.url}/#/plant`);
    await page.getByRole("link", { name: "Test stands" }).click();
    await row(`0-${PARTS - 1}`).waitFor({ timeout: 60_000 });
    const good = await row(`0-${PARTS - 1}`).textContent();
    expect(good).toContain("Accept");
    expect(good).toContain("Nothing found");
    const dented = await row(`0-${DENTED}`).textContent();
    expect(dented).toContain("Reject");
    expect(dented).toContain("Dent of the outer ring");
    expect(dented).toMatch(/usual .*, at most .*; side [ab], 1800 r\/min/);
    const strange = await row(`0-${UNKNOWN}`).textContent();
    expect(strange).toContain("Not judged: rework");
    expect(strange).toContain("Unknown type");
    await page.getByText("58 accepted, 0 to rework, 1 rejected, 1 not judged").waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await picture("parts");
  }, 120_000);

  it("find a part by its serial, and say so in the address", async () => {
    await page.getByRole("textbox", { name: "Serial" }).fill(`0-${DENTED}`);
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByRole("heading", { name: `serial begins with 0-${DENTED}` }).waitFor();
    await expect.poll(() => page.getByRole("row").count()).toBe(2);
    expect(page.url()).toContain(`serial=0-${DENTED}`);
    await page.getByRole("textbox", { name: "Serial" }).fill("nobody");
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByText(/No part of this stand/).waitFor();
  });

  it("show control charts, capability, yield and causes of what is chosen", async () => {
    await page.getByRole("link", { name: "Quality" }).click();
    for (const name of [
      "Single parts",
      "Weighted mean",
      "Means of 5 parts",
      "Largest over smallest",
    ])
      await page.getByRole("img", { name: new RegExp(name) }).waitFor();
    await page.getByText(/By the upper limit 60 µm\/s of v v2/).waitFor();
    const capability = page.getByRole("region", { name: "Capability" }).last();
    const index = Number((await capability.locator("strong").first().textContent()) ?? "");
    expect(index).toBeGreaterThan(1);
    await page.getByRole("cell", { name: "Dent of the outer ring" }).waitFor();
    await page.getByText("Next: part 0-1 by Li, 1 of 2 trials so far. 3 more like it.").waitFor();
    await page.getByLabel("Band").selectOption({ label: "Low band" });
    await expect.poll(() => page.url()).toContain("band=low");
    expect(await seriousFaults(page)).toEqual([]);
    await picture("quality");
  }, 60_000);

  it("check the record, hand out a certificate that holds, and say where a byte was changed", async () => {
    // A checkpoint is signed within a minute.
    await expect.poll(isSigned, { timeout: 90_000, interval: 1000 }).toBe(true);
    await page.getByRole("link", { name: "Record" }).click();
    await page.getByText(/\d+ entries are signed/).waitFor();
    await page.getByRole("button", { name: "Check all of it" }).click();
    await page.getByText(/^Nothing was altered: /).waitFor();
    await page.getByRole("textbox", { name: "Serial" }).fill("0-3");
    const link = page.getByRole("link", { name: "Certificate of 0-3 (JSON)" });
    const answer = await fetch(new URL((await link.getAttribute("href")) ?? "", `${raceway.url}/`));
    const certificate = await answer.text();
    const failed = async (text: string) =>
      (await checkCertificate(JSON.parse(text))).filter(({ ok }) => !ok).length;
    expect(await failed(certificate)).toBe(0);
    expect(await failed(certificate.replace('"accept"', '"reject"'))).toBeGreaterThan(0);
    expect(await seriousFaults(page)).toEqual([]);
    await picture("record");
    const entries = join(folder, "data", "record", "entries", "00000000.ndjson");
    writeFileSync(entries, readFileSync(entries, "utf8").replace('"accept"', '"reject"'));
    await page.getByRole("button", { name: "Check all of it" }).click();
    await page.getByText(/^The record is not what it was/).waitFor();
    await page
      .getByText(/^Entry \d+: /)
      .first()
      .waitFor();
  }, 150_000);

  it.each(["stands", "quality", "record"])(
    "are Chinese on a Chinese page: %s",
    async (view) => {
      const chinese = await opened("zh");
      await chinese.goto(`${raceway.url}/#/${view}`);
      await chinese
        .getByText({ stands: "外圈凹坑", quality: "过程能力" }[view] ?? "防篡改记录")
        .first()
        .waitFor();
      expect(await untranslated(chinese, NAMES)).toEqual([]);
      await picture(`${view}-zh`, chinese);
      await chinese.close();
    },
    60_000,
  );

  it.each(["stands", "quality"])(
    "fit a phone: %s",
    async (view) => {
      const phone = await opened("en", 390);
      await phone.goto(`${raceway.url}/#/${view}`);
      await phone
        .getByText(view === "stands" ? "Latest parts" : "Capability")
        .first()
        .waitFor();
      await phone.waitForTimeout(500);
      expect(await overhang(phone)).toBeLessThanOrEqual(0);
      await picture(`${view}-phone`, phone);
      await phone.close();
    },
    60_000,
  );
});
