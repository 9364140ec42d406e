import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { generatedPages } from "./pages.ts";
import { readTexts } from "./texts.ts";

for (const [name, content] of Object.entries(generatedPages(readTexts()))) {
  writeFileSync(fileURLToPath(new URL(`../${name}`, import.meta.url)), content);
}
