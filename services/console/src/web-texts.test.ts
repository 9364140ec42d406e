import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { indicatorWords } from "@raceway/model/indicator-words";
import { REJECTIONS } from "@raceway/wire/rejection";
import { describe, expect, it } from "vitest";
import { en } from "../web/i18n/en.ts";
import { meaningInChinese } from "../web/i18n/meanings-zh.ts";
import { zh } from "../web/i18n/zh.ts";
import { indicatorCatalogue } from "./trends/trend.ts";

const WEB = fileURLToPath(new URL("../web/", import.meta.url));
const sources = readdirSync(WEB, { recursive: true, encoding: "utf8" })
  // The page that customers check certificates with stands alone and brings its own two languages.
  .filter(
    (name) =>
      name.endsWith(".ts") && name !== "vite.config.ts" && !/^(?:i18n|check-page)\//.test(name),
  )
  .map((name) => ({ name, text: readFileSync(`${WEB}${name}`, "utf8") }));

/** Names that are the same in every language, of browsers and their parts too, and keys of a keyboard. */
const NAMES = [
  "Raceway",
  "CSV",
  "Parquet",
  "PushManager",
  "Notification",
  "Edge",
  "Edg",
  "Opera",
  "Escape",
  "Enter",
  "ArrowRight",
  "ArrowLeft",
];

const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
const keys = Object.keys(en) as (keyof typeof en)[];

/** String literals of a source, without comments and imports. */
function literalsOf(text: string): readonly string[] {
  const code = text
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/(^|\s)\/\/.*$/gm, "")
    .replace(/\bfrom "[^"]+"|\bimport\("[^"]+"\)|^import "[^"]+"/gm, "");
  return [...code.matchAll(/"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g)].map(
    ([, quoted, template]) => (quoted ?? template ?? "").replace(/\$\{[^}]*\}/g, ""),
  );
}

/** Words that a person would read: a capital letter with small ones after it, or several words that are no class names. */
function isProse(literal: string): boolean {
  const rest = NAMES.reduce((left, name) => left.replaceAll(name, ""), literal);
  if (/[\u4e00-\u9fff]/.test(rest)) return true;
  return /(^|\s)[A-Z][a-z]{2,}/.test(rest) || /[a-z]{2,} [a-z]{2,}[.,:!?]/.test(rest);
}

describe("the texts of the pages", () => {
  it.each(keys)("%s says the same in both languages, with the same values in it", (key) => {
    expect(zh[key]).not.toBe("");
    expect(placeholders(zh[key])).toEqual(placeholders(en[key]));
  });

  it("are Chinese in Chinese, but for the names of English and of a unit", () => {
    const latin = keys.filter((key) => {
      const words = zh[key].replace(/\{\w+\}/g, "");
      return /[A-Za-z]/.test(words) && !/[\u4e00-\u9fff]/.test(words);
    });
    expect(latin).toEqual(["nav.language", "point.speed", "language.en"]);
  });

  it("name every indicator that a chart can show", () => {
    const unnamed = Object.keys(indicatorCatalogue()).filter((name) =>
      (["en", "zh"] as const).some((language) => !indicatorWords(name, language)),
    );
    expect(unnamed).toEqual([]);
  });

  it("say in Chinese too what each of them means", () => {
    const silent = Object.keys(indicatorCatalogue()).filter((name) => !meaningInChinese(name));
    expect(silent).toEqual([]);
  });

  it("name every reason why a message cannot be used", () => {
    const unnamed = Object.keys(REJECTIONS).filter((code) => !(`rejection.${code}` in en));
    expect(unnamed).toEqual([]);
  });

  it("all come from the dictionary", () => {
    const left = sources.flatMap(({ name, text }) =>
      literalsOf(text)
        .filter(isProse)
        .map((literal) => `${name}: ${literal}`),
    );
    expect(left).toEqual([]);
  });

  it("are all used", () => {
    const all = sources.map(({ text }) => text).join("\n");
    const prefixes = [...all.matchAll(/`([a-z]+\.(?:[a-zA-Z]+\.)*)\$\{/g)].map(([, it]) => it);
    const unused = keys.filter(
      (key) =>
        !all.includes(`"${key}"`) && !prefixes.some((prefix) => key.startsWith(prefix ?? "?")),
    );
    expect(unused).toEqual([]);
  });
});

describe("the search for texts outside the dictionary", () => {
  it("finds prose and passes over names of classes", () => {
    expect(literalsOf('h("p", { class: "quiet small" }, "Nothing found")').filter(isProse)).toEqual(
      ["Nothing found"],
    );
    expect(literalsOf("`some values were lost, sadly`").filter(isProse)).toHaveLength(1);
  });
});
