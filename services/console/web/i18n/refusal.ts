import { REFUSALS_ZH } from "./refusals-zh.ts";

interface Pattern {
  readonly form: RegExp;
  readonly text: string;
}

/** The most particular first: of two that fit, the one with more words of its own. */
const PATTERNS: readonly Pattern[] = Object.entries(REFUSALS_ZH)
  .toSorted(([a], [b]) => wordsIn(b) - wordsIn(a))
  .map(([english, text]) => ({
    form: new RegExp(`^${english.split("{}").map(escaped).join("(.+?)")}$`, "s"),
    text,
  }));

/** Literally, in a regular expression. */
function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function wordsIn(template: string): number {
  return template.replaceAll("{}", "").length;
}

/** What a service said against something, in Chinese; of what has no Chinese (a file's fault, a driver's message) its own words are said to be such. */
export function refusalInChinese(english: string): string {
  return translated(english) ?? faults(english) ?? `服务的原文：${english}`;
}

function translated(english: string): string | undefined {
  for (const { form, text } of PATTERNS) {
    const match = form.exec(english);
    if (match === null) continue;
    const parts = match.slice(1).map((part) => translated(part) ?? part);
    return filled(text, parts);
  }
  return undefined;
}

/** `{}` is the next part, `{2}` the second. */
function filled(text: string, parts: readonly string[]): string {
  let next = 0;
  return text.replace(/\{(\d*)\}/g, (_whole, number: string) => {
    if (number !== "") return parts[Number(number) - 1] ?? "";
    next += 1;
    return parts[next - 1] ?? "";
  });
}

/** `field: what would be right; …`, as a form's faults are listed. */
function faults(english: string): string | undefined {
  const parts = english.split("; ").map((part) => {
    const [, field = "", fault = ""] = /^([\w.]+): (.+)$/s.exec(part) ?? [];
    const text = translated(fault);
    return text === undefined ? undefined : `${field}：${text}`;
  });
  return parts.every((part) => part !== undefined) ? parts.join("；") : undefined;
}
