import { type Dictionary, en } from "./en.ts";
import { zh } from "./zh.ts";

/** Every text of the page goes through here: one dictionary a language, and English decides which texts there are. */
export type TextKey = keyof Dictionary;

export const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

const DICTIONARIES: Readonly<Record<Language, Dictionary>> = { en, zh };
/** As BCP 47 writes them, for the document and for dates. */
const TAGS: Readonly<Record<Language, string>> = { en: "en", zh: "zh-Hans" };
const KEY = "raceway.language";

let current: Language = "en";

/** The language that a person chose here before, else the one their browser asks for. Call before anything is drawn. */
export function startLanguage(): void {
  const chosen = localStorage.getItem(KEY);
  const wanted = chosen ?? (navigator.language.startsWith("zh") ? "zh" : "en");
  current = LANGUAGES.find((language) => language === wanted) ?? "en";
  document.documentElement.lang = TAGS[current];
}

/** Keeps the choice and draws the page anew: nothing on it may stay in the other language. */
export function chooseLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
  // For the login page, which has no script.
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
  document.cookie = `raceway-language=${language}; path=/; max-age=31536000; samesite=lax`;
  location.reload();
}

export function language(): Language {
  return current;
}

/** For dates and numbers: Chinese as one expects it; otherwise as the browser is set, so that a day stands where its owner looks for it. */
export function locale(): string | undefined {
  return current === "en" ? undefined : TAGS[current];
}

/** Whether there is such a text. */
export function isText(key: string): key is TextKey {
  return key in en;
}

/** A text in the chosen language, `{name}` replaced by the values given. */
export function t(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  return DICTIONARIES[current][key].replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in values ? String(values[name]) : whole,
  );
}
