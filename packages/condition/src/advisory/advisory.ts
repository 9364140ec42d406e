import { faultWords } from "@raceway/model/fault-words";
import type { Language } from "@raceway/model/language";
import { isSpent, type Life, lifeSaid, spanSaid } from "@raceway/model/life-words";
import type {
  AnomalyVerdict,
  DiagnosisVerdict,
  PlannedStop,
  PrognosisVerdict,
  SpareOrder,
  StopAdvice,
} from "@raceway/model/verdict";
import { isNamed } from "./level.ts";

/** What is known of a point when somebody asks what to do. */
export interface Findings {
  readonly anomaly?: AnomalyVerdict;
  readonly diagnosis?: DiagnosisVerdict;
  readonly prognosis?: PrognosisVerdict;
}

/**
 * Advisory (ISO 13374 AG): what to do by when, in one or two sentences, from what was found and from the line's planned stops as the verdicts name them.
 *
 * @returns "No action needed." while nothing persistent is wrong
 */
export function advise(
  { anomaly, diagnosis, prognosis }: Findings,
  language: Language = "en",
): string {
  const abnormal = anomaly?.persistent === true && anomaly.severity !== "normal";
  const named = isNamed(diagnosis);
  if (!abnormal && !named) return WORDS[language].nothing;
  const fault = named && diagnosis !== undefined ? diagnosis.fault : "unnamed";
  const words = WORDS[language];
  const action = faultWords(fault, language).action;
  const what = words.sentence(action, deadline(words, anomaly, prognosis));
  return what + outlook(words, prognosis) + orderSaid(words, prognosis);
}

interface Words {
  readonly sentence: (action: string, deadline: string) => string;
  readonly within: (span: string) => string;
  readonly soon: string;
  readonly planned: (stop: PlannedStop | undefined) => string;
  readonly advised: (advice: StopAdvice, lowSeconds: number) => string;
  readonly spent: string;
  readonly outlook: (life: Life) => string;
  readonly span: (seconds: number) => string;
  readonly order: (order: SpareOrder) => string;
  readonly nothing: string;
}

const DAY = 86_400;

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    sentence: (action, deadline) => {
      // What is to be done comes before its time, what to look for after it.
      const [what = action, ...hints] = action.split("; ");
      return `${[`${what} ${deadline}`, ...hints].join("; ")}.`;
    },
    within: (span) => `within ${span} of running`,
    soon: "at the next possible stop",
    planned: (stop) => `at ${stop === undefined ? "the next planned stop" : stopInEnglish(stop)}`,
    advised: adviceInEnglish,
    spent: "now: the end of its life is reached",
    outlook: (life) => ` Remaining life ${lifeSaid(life)}.`,
    span: (seconds) => spanSaid(seconds),
    order: orderInEnglish,
    nothing: "No action needed.",
  },
  zh: {
    sentence: (action, deadline) => `${action}，${deadline}。`,
    within: (span) => `须在再运行 ${span}之内进行`,
    soon: "请尽快停机进行",
    planned: (stop) => `请在${stop === undefined ? "下一次计划停机" : stopInChinese(stop)}时进行`,
    advised: adviceInChinese,
    spent: "请立即停机进行：已到寿命终点",
    outlook: (life) => `剩余寿命：${lifeSaid(life, "zh")}。`,
    span: (seconds) => spanSaid(seconds, "zh"),
    order: orderInChinese,
    nothing: "无需处理。",
  },
};

function adviceInEnglish(
  { choice, stop, marginSeconds, risk }: StopAdvice,
  lowSeconds: number,
): string {
  const span = spanOf(Math.abs(marginSeconds), (days) => `${days} days`, "en");
  const margin = `${span} ${marginSeconds < 0 ? "after" : "before"} the interval's lower end`;
  const chance = `${inPercent(risk)} risk that it fails before`;
  switch (choice) {
    case "in-time":
      return `at ${stopInEnglish(stop)}, ${margin}`;
    case "least-cost":
      return `at ${stopInEnglish(stop)}, ${margin}, ${chance}: the least expected cost`;
    case "first":
      return `at ${stopInEnglish(stop)}, the next one, ${margin}: ${chance}, so earlier if the line can stop`;
    case "before":
      return `within ${spanSaid(lowSeconds)} of running, before ${stopInEnglish(stop)}, the next one, which comes too late: ${chance}`;
    case "now":
      return `now, without waiting for ${stopInEnglish(stop)}: ${chance}, which costs more than to stop the line`;
  }
}

function adviceInChinese(
  { choice, stop, marginSeconds, risk }: StopAdvice,
  lowSeconds: number,
): string {
  const span = spanOf(Math.abs(marginSeconds), (days) => `${days} 天`, "zh");
  const margin = `${marginSeconds < 0 ? "晚于" : "早于"}寿命区间下限 ${span}`;
  const chance = `此前失效风险 ${inPercent(risk)}`;
  switch (choice) {
    case "in-time":
      return `请在${stopInChinese(stop)}时进行，${margin}`;
    case "least-cost":
      return `请在${stopInChinese(stop)}时进行，${margin}，${chance}，期望成本最低`;
    case "first":
      return `请在下一次计划停机（${stopInChinese(stop)}）时进行，${margin}，${chance}，如能停机请提前`;
    case "before":
      return `须在再运行 ${spanSaid(lowSeconds, "zh")}之内停机进行，下一次计划停机（${stopInChinese(stop)}）太迟，${chance}`;
    case "now":
      return `请立即停机进行，不要等到${stopInChinese(stop)}：${chance}，等待的期望成本高于停机`;
  }
}

function orderInEnglish({ by, leadDays, timeZone, lateSeconds }: SpareOrder): string {
  const takes = `it takes ${spanOf(leadDays * DAY, (days) => `${days} days`, "en")} to come`;
  if (lateSeconds !== undefined)
    return ` Order the bearing now: ${takes}, ${spanOf(lateSeconds, (days) => `${days} days`, "en")} too late.`;
  const day = new Date(by).toLocaleDateString("en-GB", {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
  });
  return ` Order the bearing by ${day}: ${takes}.`;
}

function orderInChinese({ by, leadDays, timeZone, lateSeconds }: SpareOrder): string {
  const takes = `到货需 ${spanOf(leadDays * DAY, (days) => `${days} 天`, "zh")}`;
  if (lateSeconds !== undefined)
    return `请立即订购轴承：${takes}，将迟 ${spanOf(lateSeconds, (days) => `${days} 天`, "zh")}。`;
  const day = new Date(by).toLocaleDateString("zh-CN", { timeZone, month: "long", day: "numeric" });
  return `请最迟于 ${day} 订购轴承：${takes}。`;
}

/** Whole days are not rounded up: a person must not be told more time than there is. */
function spanOf(seconds: number, days: (count: number) => string, language: Language): string {
  if (seconds >= 2 * DAY) return days(Math.floor(seconds / DAY));
  return spanSaid(seconds, language);
}

function inPercent(share: number): string {
  if (share < 0.01) return "< 1 %";
  return share > 0.99 ? "> 99 %" : `${Math.round(100 * share)} %`;
}

/** e.g. `Sunday's stop (Sun 29 Nov 06:00)`. */
function stopInEnglish({ start, timeZone }: PlannedStop): string {
  const when = new Date(start);
  const day = when.toLocaleDateString("en-GB", { timeZone, weekday: "long" });
  const short = when.toLocaleDateString("en-GB", {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
  });
  return `${day}'s stop (${short.replaceAll(",", "")} ${clockOf(when, timeZone)})`;
}

function stopInChinese({ start, timeZone }: PlannedStop): string {
  const when = new Date(start);
  const date = when.toLocaleDateString("zh-CN", { timeZone, month: "long", day: "numeric" });
  const day = when.toLocaleDateString("zh-CN", { timeZone, weekday: "short" });
  return `${date}（${day}）${clockOf(when, timeZone)} 的停机`;
}

function clockOf(when: Date, timeZone: string): string {
  return when.toLocaleTimeString("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" });
}

function deadline(words: Words, anomaly?: AnomalyVerdict, prognosis?: PrognosisVerdict): string {
  if (prognosis?.trend === "rising" && isSpent(lifeOf(prognosis))) return words.spent;
  if (prognosis?.trend === "rising" && prognosis.advice !== undefined)
    return words.advised(prognosis.advice, prognosis.lowSeconds);
  if (prognosis?.trend === "rising") return words.within(words.span(prognosis.lowSeconds));
  return anomaly?.severity === "alarm" ? words.soon : words.planned(anomaly?.stop);
}

function outlook(words: Words, prognosis?: PrognosisVerdict): string {
  if (prognosis?.trend !== "rising") return "";
  const life = lifeOf(prognosis);
  return isSpent(life) ? "" : words.outlook(life);
}

function orderSaid(words: Words, prognosis?: PrognosisVerdict): string {
  if (prognosis?.trend !== "rising" || prognosis.order === undefined) return "";
  return words.order(prognosis.order);
}

/** The remaining life of a forecast. */
export function lifeOf(forecast: Extract<PrognosisVerdict, { readonly trend: "rising" }>): Life {
  const { rulSeconds: seconds, lowSeconds: low, highSeconds: high, endReached } = forecast;
  return { seconds, low, high, ...(endReached && { endReached }) };
}
