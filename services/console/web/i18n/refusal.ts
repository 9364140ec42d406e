import { sentenceForms } from "@raceway/model/sentence-forms";
import { REFUSALS_ZH } from "./refusals-zh.ts";

const translated = sentenceForms(REFUSALS_ZH);

/** What a service said against something, in Chinese; of what has no Chinese (a file's fault, a driver's message) its own words are said to be such. */
export function refusalInChinese(english: string): string {
  return translated(english) ?? faults(english) ?? `服务的原文：${english}`;
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
