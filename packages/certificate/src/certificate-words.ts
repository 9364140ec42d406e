import type { Json } from "@raceway/model/json";
import type { Language } from "@raceway/model/language";
import type { PartResult } from "@raceway/model/part";
import { causeText, featureText } from "@raceway/model/part-words";
import type { Certificate, LotSummary } from "./certificate.ts";

/** What a certificate says, as rows for a page or a sheet. */
export interface CertificateText {
  readonly title: string;
  readonly verdict: string;
  readonly isGood: boolean;
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly findings: readonly string[];
  /** A table; its first row are its heads. Empty: there is none. */
  readonly table: readonly (readonly string[])[];
}

const TEXTS = {
  part: { en: "Bearing test certificate", zh: "轴承检验证书" },
  lot: { en: "Lot certificate", zh: "批次证书" },
  accept: { en: "Accepted", zh: "合格" },
  rework: { en: "To rework", zh: "返工" },
  reject: { en: "Rejected", zh: "剔除" },
  notJudged: { en: "Not judged", zh: "未判定" },
  maker: { en: "Plant", zh: "工厂" },
  serial: { en: "Serial", zh: "序列号" },
  lotNumber: { en: "Lot", zh: "批次" },
  type: { en: "Type", zh: "型号" },
  order: { en: "Order", zh: "订单" },
  stand: { en: "Test stand", zh: "试验台" },
  operator: { en: "Operator", zh: "操作员" },
  time: { en: "Tested", zh: "检验时间" },
  grade: { en: "Grade by {table}", zh: "{table} 等级" },
  belowGrade: { en: "below the worst", zh: "低于最低等级" },
  finding: {
    en: "{fault}: {feature} {value}, at most {limit}; side {side}, {rpm} r/min",
    zh: "{fault}：{feature} {value}，上限 {limit}；{side} 面，{rpm} r/min",
  },
  more: { en: "and {count} more", zh: "另有 {count} 项" },
  side: { en: "Side", zh: "面" },
  low: { en: "Low band", zh: "低频带" },
  medium: { en: "Medium band", zh: "中频带" },
  high: { en: "High band", zh: "高频带" },
  parts: { en: "Parts", zh: "件数" },
  from: { en: "First result", zh: "首次结果" },
  to: { en: "Last result", zh: "末次结果" },
  acceptedOf: { en: "{accept} of {parts} accepted", zh: "{parts} 件中合格 {accept} 件" },
} as const;

/** So many findings and measurements are shown; the file holds all. */
const MOST_ROWS = 12;

type Say = (key: keyof typeof TEXTS, values?: Readonly<Record<string, string | number>>) => string;

function sayIn(language: Language): Say {
  return (key, values = {}) =>
    TEXTS[key][language].replaceAll(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** Says what a certificate certifies. Times are in UTC: they are read elsewhere. */
export function certificateWords(certificate: Certificate, language: Language): CertificateText {
  const say = sayIn(language);
  const maker = [say("maker"), certificate.issuer.name] as const;
  if (certificate.evidence[0].type === "RecordEntries") {
    const words = lotWords(certificate.credentialSubject as LotSummary, say);
    return { ...words, facts: [maker, ...words.facts] };
  }
  const words = partWords(
    certificate.credentialSubject as Json as unknown as PartResult,
    say,
    language,
  );
  return { ...words, facts: [maker, ...words.facts] };
}

function lotWords(sum: LotSummary, say: Say): CertificateText {
  const { lot, bearingTypes, parts, accept, rework, reject, from, to } = sum;
  return {
    title: say("lot"),
    verdict: say("acceptedOf", { accept, parts }),
    isGood: accept === parts,
    facts: [
      [say("lotNumber"), lot],
      [say("type"), bearingTypes.join(", ")],
      [say("parts"), String(parts)],
      [say("accept"), String(accept)],
      [say("rework"), String(rework)],
      [say("reject"), String(reject)],
      [say("from"), utc(from)],
      [say("to"), utc(to)],
    ],
    findings: [],
    table: [],
  };
}

function partWords(result: PartResult, say: Say, language: Language): CertificateText {
  const known: readonly (readonly [string, string | undefined])[] = [
    [say("serial"), result.serial],
    [say("lotNumber"), result.lot],
    [say("type"), result.bearingType],
    [say("order"), result.order],
    [say("stand"), result.stand],
    [say("operator"), result.operator],
    [say("time"), utc(result.measured ?? result.time)],
    ...Object.entries(result.grades).map(
      ([table, grade]) => [say("grade", { table }), grade ?? say("belowGrade")] as const,
    ),
  ];
  const why = result.notJudged === undefined ? [] : [causeText(result.notJudged.code, language)];
  const findings = result.findings.map(({ fault, feature, value, limit, unit, side, rpm }) =>
    say("finding", {
      ...{ fault: causeText(fault, language), feature: featureText(feature, language) },
      ...{ value: withUnit(value, unit), limit: withUnit(limit, unit), side, rpm },
    }),
  );
  const over = findings.length - MOST_ROWS;
  const rows = result.measurements
    .slice(0, MOST_ROWS)
    .map(({ side, rpm, low, medium, high }) => [
      side,
      String(rpm),
      ...[low, medium, high].map(rounded),
    ]);
  const heads = [
    ...[say("side"), "r/min"],
    ...(["low", "medium", "high"] as const).map((band) => `${say(band)}, µm/s`),
  ];
  return {
    title: say("part"),
    verdict: say(result.judged ? result.gate : "notJudged"),
    isGood: result.judged && result.gate === "accept",
    facts: known.flatMap(([label, value]) =>
      value === undefined ? [] : [[label, value] as const],
    ),
    findings: [
      ...why,
      ...findings.slice(0, MOST_ROWS),
      ...(over > 0 ? [say("more", { count: over })] : []),
    ],
    table: rows.length === 0 ? [] : [heads, ...rows],
  };
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function withUnit(value: number, unit: string): string {
  return `${rounded(value)} ${unit}`.trimEnd();
}

function utc(time: string): string {
  return `${time.slice(0, 19).replace("T", " ")} UTC`;
}
