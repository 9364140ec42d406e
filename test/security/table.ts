import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Attempts, FOLDER_VARIABLE } from "./protocol.ts";

/** `npm run outsiders`: runs what outsiders try, and writes into docs/security.md what they were answered. Nothing is written when a test fails. */

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PAGE = join(ROOT, "docs/security.md");
const BEGIN = "<!-- written by `npm run outsiders` -->\n";
const END = "<!-- end of what `npm run outsiders` writes -->\n";

const folder = mkdtempSync(join(tmpdir(), "raceway-outsiders-"));
try {
  const { status } = spawnSync(
    "vitest",
    ["run", "--project", "test", "test/security/outsider-", "test/security/tls"],
    {
      cwd: ROOT,
      stdio: "inherit",
      env: { ...process.env, [FOLDER_VARIABLE]: folder },
    },
  );
  if (status !== 0) process.exit(1);
  const tables = readdirSync(folder)
    .toSorted()
    .map((file) => tableOf(JSON.parse(readFileSync(join(folder, file), "utf8")) as Attempts));
  writeFileSync(PAGE, replaced(readFileSync(PAGE, "utf8"), tables.join("\n")));
} finally {
  rmSync(folder, { recursive: true });
}

function tableOf({ title, rows }: Attempts): string {
  const cell = (text: string) => text.trim().replaceAll("|", "\\|");
  const lines = rows.map(([attempt, answer]) => `| ${cell(attempt)} | ${cell(answer)} |`);
  return `| ${title}: attempt | answer |\n|---|---|\n${lines.join("\n")}\n`;
}

function replaced(page: string, tables: string): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`${PAGE} lacks the lines between which the tables go`);
  return `${before}${BEGIN}\n${tables}\n${END}${after}`;
}
