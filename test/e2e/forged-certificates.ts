import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { checkPage } from "@raceway/console/record/check-page";
import { launchBrowser } from "./browser.ts";
import { makeForgeries } from "./forgeries.ts";

/** A certificate verified and forged ones refused, by the command and by the page: writes the transcript into docs/record.md, and the pictures. `npm run forgeries`. */

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PAGE = join(ROOT, "docs", "record.md");
const [BEGIN, END] = ["<!-- forgeries -->", "<!-- /forgeries -->"];

const folder = mkdtempSync(join(tmpdir(), "raceway-forgeries-"));
const browser = await launchBrowser();
try {
  const { data, key, files } = await makeForgeries(folder);
  const names = ["genuine", "printed", "altered", "swapped", "resigned", "stranger"] as const;
  const transcript = names.map((name) => verified(files[name], key)).join("\n");
  const text = readFileSync(PAGE, "utf8");
  const [before, rest = ""] = text.split(BEGIN);
  const [, after] = rest.split(END);
  writeFileSync(PAGE, `${before}${BEGIN}\n\n\`\`\`\n${transcript}\`\`\`\n\n${END}${after}`);
  const html = join(folder, "check-certificate.html");
  writeFileSync(html, await checkPage(join(data, "record")));
  for (const name of ["printed", "altered", "swapped", "resigned"] as const) {
    const page = await browser.newPage({ viewport: { width: 720, height: 900 }, locale: "en" });
    await page.goto(pathToFileURL(html).href);
    await page.getByLabel("Certificate (.json or .pdf)").setInputFiles(files[name]);
    await page.locator("[data-verdict]").waitFor();
    const path = join(ROOT, "docs", "pictures", `certificate-${name}.png`);
    await page.screenshot({ path, fullPage: true });
    await page.close();
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}

/** What the command says of a file, as one would see it in the folder of the file. */
function verified(file: string, key: string): string {
  const name = file.slice(folder.length + 1);
  const main = join(ROOT, "services", "raceway", "src", "main.ts");
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [main, "verify", name, "--key", key],
    { cwd: folder, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } },
  );
  return `$ raceway verify ${name} --key ${key}\n${stdout}${stderr}exit status ${status}\n`;
}
