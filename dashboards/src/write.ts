import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generatedFiles } from "./generated-files.ts";

/** `RACEWAY_CONSOLE_URL` names the console for the links of a plant's own dashboards. */
for (const [path, content] of generatedFiles(process.env["RACEWAY_CONSOLE_URL"]))
  writeFileSync(join(import.meta.dirname, "..", path), content);
