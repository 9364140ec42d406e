import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { codeOf } from "@raceway/certificate/certificate-code";
import { checkPage } from "@raceway/console/record/check-page";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWithServers } from "../servers/server-process.ts";
import { seriousFaults } from "./accessibility.ts";
import { launchBrowser } from "./browser.ts";
import { type Forgeries, makeForgeries } from "./forgeries.ts";
import { untranslated } from "./untranslated.ts";
import { ARTEFACTS } from "./views.ts";

let folder: string;
let browser: Browser;
let forgeries: Forgeries;
let address: string;

/** The page from its file, as a customer has it, in a browser without a network. */
async function opened(language = "en", code = ""): Promise<Page> {
  const context = await browser.newContext({
    ...{ locale: language, offline: true, viewport: { width: 800, height: 1000 } },
  });
  const page = await context.newPage();
  await page.goto(`${address}${code === "" ? "" : `#${code}`}`);
  return page;
}

const verdict = (page: Page) => page.locator("[data-verdict]").getAttribute("data-verdict");
const failing = async (page: Page) =>
  (await page
    .getByRole("row")
    .filter({ hasText: "FAILS" })
    .getByRole("rowheader")
    .allTextContents()) as readonly string[];

describeWithServers(["chromium"], "the page that checks certificates", () => {
  beforeAll(async () => {
    mkdirSync(ARTEFACTS, { recursive: true });
    folder = mkdtempSync(join(tmpdir(), "raceway-check-page-"));
    forgeries = await makeForgeries(folder);
    const file = join(folder, "check-certificate.html");
    writeFileSync(file, await checkPage(join(forgeries.data, "record")));
    address = pathToFileURL(file).href;
    browser = await launchBrowser();
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(["genuine", "printed"] as const)(
    "says of a %s one that it holds, and what it certifies",
    async (name) => {
      const page = await opened();
      await page.getByLabel("Certificate (.json or .pdf)").setInputFiles(forgeries.files[name]);
      await page.getByRole("heading", { name: "This certificate holds." }).waitFor();
      await page.getByText("Bearing test certificate: Rejected").waitFor();
      await page.getByRole("cell", { name: "77-14", exact: true }).waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      await page.screenshot({ path: `${ARTEFACTS}/check-page-${name}.png`, fullPage: true });
      await page.context().close();
    },
    60_000,
  );

  it.each([
    ["altered", ["signature", "entry"]],
    ["swapped", ["signature", "entry"]],
    ["resigned", ["signature", "checkpoint"]],
    ["stranger", ["key"]],
  ] as const)(
    "refuses a forged one: %s",
    async (name, checks) => {
      const page = await opened();
      await page.getByLabel("Certificate (.json or .pdf)").setInputFiles(forgeries.files[name]);
      await page.getByRole("heading", { name: "This certificate is not to be trusted." }).waitFor();
      expect(await failing(page)).toEqual(checks);
      await page.screenshot({ path: `${ARTEFACTS}/check-page-${name}.png`, fullPage: true });
      await page.context().close();
    },
    60_000,
  );

  it("checks what a QR code holds: behind its address, or pasted", async () => {
    const code = await codeOf(forgeries.genuine);
    const page = await opened("en", code);
    await page.getByRole("heading", { name: "This certificate holds." }).waitFor();
    await page.context().close();
    const other = await opened();
    await other.getByLabel("Or what a scanner reads from the QR code").fill(`RACEWAY:${code}`);
    await other.getByRole("button", { name: "Check" }).click();
    await expect.poll(() => verdict(other)).toBe("holds");
    await other.getByLabel("Or what a scanner reads from the QR code").fill("77-14");
    await other.getByRole("button", { name: "Check" }).click();
    await other.getByText(/This is no certificate: there are no digits/).waitFor();
    await other.context().close();
  }, 60_000);

  it("is Chinese for a Chinese browser", async () => {
    const page = await opened("zh-CN", await codeOf(forgeries.genuine));
    await page.getByRole("heading", { name: "证书有效。" }).waitFor();
    expect(
      await untranslated(page, ["zhengzhou", "English", "Raceway", "Ed25519", "JavaScript"]),
    ).toEqual([]);
    await page.screenshot({ path: `${ARTEFACTS}/check-page-zh.png`, fullPage: true });
    await page.context().close();
  }, 60_000);

  it("says so, and nothing of a certificate, where the browser cannot check", async () => {
    const context = await browser.newContext({ locale: "en" });
    await context.addInitScript("crypto.subtle.importKey = () => Promise.reject(new Error())");
    const page = await context.newPage();
    await page.goto(`${address}#${await codeOf(forgeries.genuine)}`);
    await page.getByText(/cannot check Ed25519 signatures, so nothing is said/).waitFor();
    expect(await page.locator("[data-verdict]").count()).toBe(0);
    await context.close();
  }, 60_000);
});
