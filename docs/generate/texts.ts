import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL(".", import.meta.url));

/** The hand-written texts of the generated pages, by page name; `{{name}}` marks where a table goes. */
export function readTexts(): Readonly<Record<string, string>> {
  const files = globSync("*.text.md", { cwd: folder });
  return Object.fromEntries(
    files.map((file) => [basename(file, ".text.md"), readFileSync(join(folder, file), "utf8")]),
  );
}
