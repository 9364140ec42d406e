import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { generatedPages } from "./pages.ts";
import { readTexts } from "./texts.ts";

it.each(Object.entries(generatedPages(readTexts())))(
  "docs/%s is what `npm run docs` writes",
  (name, content) => {
    expect(readFileSync(new URL(`../${name}`, import.meta.url), "utf8")).toBe(content);
  },
);

it("leaves no table out", () => {
  for (const content of Object.values(generatedPages(readTexts())))
    expect(content).not.toMatch(/\{\{\w+\}\}/);
});
