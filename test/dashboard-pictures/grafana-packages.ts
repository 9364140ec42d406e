import { execFile } from "node:child_process";
import { copyFile, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** What Grafana publishes of itself, and what they need; half a gigabyte, so no dependency of ours. */
const PACKAGES = [
  "@grafana/ui@13.2.3",
  "@grafana/data@13.2.3",
  "react@19.3.1",
  "react-dom@19.3.1",
  "rxjs@7.8.2",
  "esbuild@0.28.2",
];
const PAGE = join(import.meta.dirname, "page.js");
const run = promisify(execFile);

/** Installs Grafana's components into a folder of its own. @returns the folder */
export async function installGrafana(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "raceway-grafana-"));
  await writeFile(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  await run(
    "npm",
    ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--legacy-peer-deps", ...PACKAGES],
    { cwd: folder },
  );
  return folder;
}

/** Bundles `page.js` with the components that a folder holds. @returns the script's path */
export async function bundlePage(folder: string): Promise<string> {
  await copyFile(PAGE, join(folder, "page.js"));
  const script = join(folder, "bundle.js");
  const options = [
    "--bundle",
    "--format=iife",
    "--log-level=error",
    '--define:process.env.NODE_ENV="production"',
    "--loader:.svg=dataurl",
    "--loader:.woff2=dataurl",
    "--loader:.ttf=dataurl",
  ];
  await run(
    join(folder, "node_modules/.bin/esbuild"),
    ["page.js", `--outfile=${script}`, ...options],
    { cwd: folder },
  );
  return script;
}
