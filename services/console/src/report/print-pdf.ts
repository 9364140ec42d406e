import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Names that Chromium and its kin go by. */
const NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "msedge",
];
const PRINT_MS = 60_000;

/** Prints pages to PDF, one at a time. */
export interface PdfPrinter {
  /** @throws Error that says why it could not be printed. */
  print(html: string): Promise<Buffer>;
}

/** The printer that this machine has: a headless Chromium on PATH, or the one that RACEWAY_CHROMIUM names. Undefined: none, so that browsers print themselves. */
export function findPdfPrinter(env: NodeJS.ProcessEnv = process.env): PdfPrinter | undefined {
  const named = env["RACEWAY_CHROMIUM"];
  const binary = named || findOnPath(NAMES, env["PATH"] ?? "");
  if (binary === undefined) return undefined;
  let last: Promise<unknown> = Promise.resolve();
  return {
    print(html) {
      // A browser takes a core and some hundred megabytes: never two at once.
      const printed = last.then(() => printWith(binary, html));
      last = printed.catch(() => {});
      return printed;
    },
  };
}

function findOnPath(names: readonly string[], path: string): string | undefined {
  const folders = path.split(delimiter).filter((folder) => folder !== "");
  for (const name of names)
    for (const folder of folders) if (existsSync(join(folder, name))) return join(folder, name);
  return undefined;
}

async function printWith(binary: string, html: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "raceway-report-"));
  try {
    const [page, pdf] = [join(folder, "report.html"), join(folder, "report.pdf")];
    await writeFile(page, html, { mode: 0o600 });
    await run(
      binary,
      [
        "--headless",
        "--disable-gpu",
        "--disable-background-networking",
        "--no-first-run",
        // The page has no scripts and asks for nothing; root has no sandbox to give it.
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
        `--user-data-dir=${join(folder, "profile")}`,
        "--no-pdf-header-footer",
        `--print-to-pdf=${pdf}`,
        pathToFileURL(page).href,
      ],
      { timeout: PRINT_MS },
    );
    return await readFile(pdf);
  } catch (error) {
    throw new Error(`${binary} did not print: ${reasonOf(error)}`);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message.split("\n").findLast((line) => line.trim() !== "") ?? error.message;
}
