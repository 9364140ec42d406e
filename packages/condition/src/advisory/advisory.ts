import { faultWords } from "@raceway/model/fault-words";
import type { Language } from "@raceway/model/language";
import { spanInWords } from "@raceway/model/span-in-words";
import type { AnomalyVerdict, DiagnosisVerdict, PrognosisVerdict } from "@raceway/model/verdict";

/** What is known of a point when somebody asks what to do. */
export interface Findings {
  readonly anomaly?: AnomalyVerdict;
  readonly diagnosis?: DiagnosisVerdict;
  readonly prognosis?: PrognosisVerdict;
}

/** Below this chance the name of a fault is not acted on. */
const SURE = 0.5;

/**
 * Advisory (ISO 13374 AG): what to do by when, in one or two sentences, from what was found.
 *
 * @returns "No action needed." while nothing persistent is wrong
 */
export function advise(
  { anomaly, diagnosis, prognosis }: Findings,
  language: Language = "en",
): string {
  const abnormal = anomaly?.persistent === true && anomaly.severity !== "normal";
  const named =
    diagnosis?.persistent === true && diagnosis.fault !== "unnamed" && diagnosis.confidence >= SURE;
  if (!abnormal && !named) return WORDS[language].nothing;
  const fault = named && diagnosis !== undefined ? diagnosis.fault : "unnamed";
  const words = WORDS[language];
  const action = faultWords(fault, language).action;
  return words.sentence(action, deadline(words, anomaly, prognosis)) + outlook(words, prognosis);
}

interface Words {
  readonly sentence: (action: string, deadline: string) => string;
  readonly within: (span: string) => string;
  readonly soon: string;
  readonly planned: string;
  readonly outlook: (life: string, low: string, high: string, percent: number) => string;
  readonly span: (seconds: number) => string;
  readonly nothing: string;
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    sentence: (action, deadline) => `${action}, ${deadline}.`,
    within: (span) => `within ${span} of running`,
    soon: "at the next possible stop",
    planned: "at the next planned stop",
    outlook: (life, low, high, percent) =>
      ` Expected remaining life ${life} (${percent} %: ${low} to ${high}).`,
    span: (seconds) => spanInWords(seconds),
    nothing: "No action needed.",
  },
  zh: {
    sentence: (action, deadline) => `${action}，${deadline}。`,
    within: (span) => `须在再运行 ${span}之内`,
    soon: "在最近一次可能的停机时",
    planned: "在下一次计划停机时",
    outlook: (life, low, high, percent) =>
      `预计剩余寿命 ${life}（${percent} %：${low}至 ${high}）。`,
    span: (seconds) => spanInWords(seconds, "zh"),
    nothing: "无需处理。",
  },
};

function deadline(words: Words, anomaly?: AnomalyVerdict, prognosis?: PrognosisVerdict): string {
  if (prognosis?.trend === "rising") return words.within(words.span(prognosis.lowSeconds));
  return anomaly?.severity === "alarm" ? words.soon : words.planned;
}

function outlook(words: Words, prognosis?: PrognosisVerdict): string {
  if (prognosis?.trend !== "rising") return "";
  const { rulSeconds, lowSeconds, highSeconds, interval } = prognosis;
  return words.outlook(
    words.span(rulSeconds),
    words.span(lowSeconds),
    words.span(highSeconds),
    Math.round(100 * interval),
  );
}
