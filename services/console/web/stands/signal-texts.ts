import type { QualityView } from "../../src/stands/stand-types.ts";
import { isText, t } from "../i18n/text.ts";

/** Which rules single parts break, each with how often and where last. */
export function signalTexts({ parts, charts }: QualityView): readonly string[] {
  const signals = charts?.individuals.signals ?? [];
  const rules = Map.groupBy(signals, ({ rule }) => rule);
  return [...rules].map(([name, own]) => {
    const at = own.at(-1)?.at ?? 0;
    const key = `stands.rule.${name}`;
    const rule = isText(key) ? t(key) : name;
    const part = parts[at]?.serial ?? String(at + 1);
    if (own.length === 1) return t("stands.signalOnce", { rule, part });
    return t("stands.signal", { rule, count: own.length, part });
  });
}
