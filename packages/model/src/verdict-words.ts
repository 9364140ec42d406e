import { faultWords } from "./fault-words.ts";
import { indicatorWords } from "./indicator-words.ts";
import type { Language } from "./language.ts";
import { short } from "./quantity.ts";
import { spanInWords } from "./span-in-words.ts";
import { unnamedReasonInChinese } from "./unnamed-reasons.ts";
import type {
  AnomalyVerdict,
  DiagnosisVerdict,
  Evidence,
  PrognosisVerdict,
  SensorVerdict,
  Verdict,
} from "./verdict.ts";

/** Lines of a spectrum that a sentence names; the page shows all. */
const MOST_LINES = 4;

/** Of an anomaly that no indicator speaks for: it is over, or its end is awaited. */
const QUIET: Readonly<Record<Language, string>> = {
  en: "The latest records are as expected.",
  zh: "最近的记录均符合预期。",
};

/** What each model's bound is called. */
const BOUNDS: Readonly<Record<Evidence["model"], string>> = {
  limit: "限值",
  "iso-zone": "ISO 10816-3 界限",
  baseline: "自身历史界限",
  change: "变化检测界限",
  trend: "趋势界限",
  rate: "变化率限值",
};

/** What forecasts remaining life; `last-gain`: the pace of the last rise. */
const TRENDS: Readonly<Record<string, string>> = {
  linear: "线性",
  exponential: "指数",
  power: "幂函数",
  "theil-sen": "Theil–Sen 线性",
  "last-gain": "最近一次上升速度",
  "similar-lives": "相似轴承的寿命",
  "like-lives": "同型号轴承的寿命历程",
  survivors: "同型号轴承的寿命分布",
  landmark: "损伤程度相同的轴承",
  "first-passage": "退化随机过程",
  "self-feeding": "自加速损伤增长",
};

/** Why there is no forecast, as the prognosis says it. */
const NO_TREND: Readonly<Record<string, string>> = {
  "The point is still learning what is normal.": "该测点仍在学习正常状态，暂不预测寿命。",
  "No persistent anomaly: no trend.": "无持续异常，无趋势，不预测寿命。",
  "An anomaly, but no rising vibration: no trend.": "有异常，但振动未呈上升趋势，不预测寿命。",
  "Too short a history to extrapolate.": "历史数据太短，不足以外推寿命。",
};

/**
 * A verdict in sentences. In English they are its own, with names for people in the place of ids; in other languages they are made of its fields, and of a
 * reason that is nothing but text by its form; one of no known form stays English.
 *
 * @param nameOf the name of a channel for people; default: its id.
 */
export function inWords(
  verdict: Verdict,
  language: Language,
  nameOf: (channel: string) => string = (channel) => channel,
): readonly string[] {
  if (verdict.kind === "anomaly" && verdict.evidence.length === 0) return [QUIET[language]];
  if (language === "en") return inEnglish(verdict, nameOf);
  switch (verdict.kind) {
    case "anomaly":
      return anomalyInChinese(verdict, nameOf);
    case "diagnosis":
      return [diagnosisInChinese(verdict)];
    case "prognosis":
      return [prognosisInChinese(verdict)];
    case "sensor":
      return [sensorInChinese(verdict, nameOf)];
  }
}

function inEnglish(verdict: Verdict, nameOf: (channel: string) => string): readonly string[] {
  /** A sentence about a channel begins with its id. */
  const placed = (text: string, channel = "") => {
    const own = `${channel}: `;
    return text.startsWith(own) ? `${nameOf(channel)}: ${text.slice(own.length)}` : text;
  };
  /** One about an indicator names that by its id too. */
  const named = (text: string, indicator: string, channel?: string) =>
    placed(text, channel).replace(
      ` ${indicator} `,
      ` ${indicatorWords(indicator, "en") ?? indicator} `,
    );
  if (verdict.kind === "anomaly")
    return verdict.evidence.map(({ text, indicator, channel }) => named(text, indicator, channel));
  if (verdict.kind === "prognosis" && verdict.trend === "rising")
    return [named(verdict.text, verdict.indicator, verdict.channel)];
  return [inside(placed(verdict.text, verdict.channel), verdict.channel)];

  /** A diagnosis also says in which channel it was found: `(vib; 1.8 mm/s on vib, …`. */
  function inside(text: string, channel: string | undefined): string {
    if (channel === undefined || !/^[\w-]+$/.test(channel)) return text;
    return text.replace(
      new RegExp(`(\\(| on )${channel}(?=[;,) ])`, "g"),
      (_whole, before: string) => `${before}${nameOf(channel)}`,
    );
  }
}

function anomalyInChinese({ evidence }: AnomalyVerdict, nameOf: (channel: string) => string) {
  return evidence.map(({ channel, indicator, value, unit, model, limit, expected }) => {
    const shown = (quantity: number) => `${short(quantity)} ${unitInPrint(unit)}`.trim();
    const usual = expected === undefined ? "" : `，预期 ${shown(expected)}`;
    const bound = limit === undefined ? "" : `，${BOUNDS[model]} ${shown(limit)}`;
    return `${nameOf(channel)}：${indicatorInChinese(indicator)} ${shown(value)}${usual}${bound}。`;
  });
}

function diagnosisInChinese(verdict: DiagnosisVerdict) {
  const { fault, confidence, lines, hypotheses, persistent, text } = verdict;
  const others = hypotheses
    .filter((other) => other.fault !== fault && other.fault !== "unnamed")
    .map((other) => `${faultWords(other.fault, "zh").title} ${certainty(other.confidence)} %`);
  const also = others.length === 0 ? "" : `，其他可能：${others.join("、")}`;
  if (fault === "unnamed") {
    const might = others.length === 0 ? "" : `可能的故障：${others.join("、")}。`;
    return `故障类型尚未确定：${unnamedReasonInChinese(text) ?? text}。${might}`;
  }
  const found = lines
    .slice(0, MOST_LINES)
    .map(({ label, foundHz, snrDb }) => `${label} ${short(foundHz)} Hz（${short(snrDb)} dB）`);
  const seen = found.length === 0 ? "" : `，谱线 ${found.join("、")}`;
  const alone = persistent ? "" : "，仅凭此次记录";
  return `诊断：${faultWords(fault, "zh").title}，置信度 ${certainty(confidence)} %${alone}${seen}${also}。`;
}

function prognosisInChinese(verdict: PrognosisVerdict): string {
  const span = (seconds = 0) => spanInWords(seconds, "zh");
  const { rulSeconds, lowSeconds, highSeconds, interval = 0 } = verdict;
  const range = `${percent(interval)} 区间：${span(lowSeconds)}至 ${span(highSeconds)}`;
  if (verdict.trend === "none") {
    const [, reason] =
      Object.entries(NO_TREND).find(([text]) => verdict.text.startsWith(text)) ?? [];
    if (reason === undefined) return verdict.text;
    if (verdict.basis === undefined) return reason;
    const whose =
      verdict.basis === "population"
        ? "同类轴承运行至此后"
        : "按额定寿命（ISO 281），运行至此的轴承";
    return `${reason}${whose}一般还能运行 ${span(rulSeconds)}（${range}）。`;
  }
  const { indicator, model, endReached } = verdict;
  if (endReached) return `${indicatorInChinese(indicator)}已超过所有已知失效时的水平：请立即停机。`;
  return `预计剩余运行寿命 ${span(rulSeconds)}（${range}），依据${indicatorInChinese(indicator)}的上升趋势（${TRENDS[model] ?? model}）。`;
}

function sensorInChinese({ channel, fault }: SensorVerdict, nameOf: (channel: string) => string) {
  const what = fault === "none" ? "传感器正常" : faultWords(fault, "zh").title;
  return `${channel === undefined ? "" : `${nameOf(channel)}：`}${what}。`;
}

function indicatorInChinese(name: string): string {
  return indicatorWords(name, "zh") ?? name;
}

/** A unit as it is printed; a pure number has none. */
export function unitInPrint(unit: string): string {
  if (unit === "1") return "";
  return unit
    .replace("degC", "°C")
    .replace(/\bum\b/g, "µm")
    .replaceAll("s2", "s²")
    .replaceAll("^2", "²");
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** A confidence in per cent: `"87"`; certainty that rounding would make of it is not claimed (`"> 99"`, `"< 1"`). */
export function certainty(confidence: number): string {
  if (confidence >= 0.995) return "> 99";
  return confidence < 0.01 ? "< 1" : String(Math.round(100 * confidence));
}
