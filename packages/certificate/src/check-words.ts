import type { Language } from "@raceway/model/language";
import type { Check } from "./check-certificate.ts";

/** What a check of a certificate found, for people. */
export const FINDINGS = {
  noCertificate: {
    en: "This is no certificate of a record: {why}",
    zh: "这不是记录的证书：{why}",
  },
  signed: { en: "signed with {key}", zh: "已由 {key} 签名" },
  notSigned: {
    en: "not signed by whom it names, or altered since",
    zh: "并非由其所称的签发者签名，或签名后被改动",
  },
  same: { en: "entry {entry} of the record says the same", zh: "与记录第 {entry} 条一致" },
  other: { en: "the entry of the record says something else", zh: "与记录中的条目不一致" },
  included: { en: "stands in the record of {entries} entries", zh: "位于 {entries} 条的记录之中" },
  notIncluded: {
    en: "does not stand in the record of that checkpoint",
    zh: "不在该检查点的记录之中",
  },
  sameEntries: {
    en: "{entries} results, all of lot {lot}, are those that were signed",
    zh: "{entries} 条结果均属批次 {lot}，与签名时一致",
  },
  otherEntries: {
    en: "the results are not those that were signed, or not all of lot {lot}",
    zh: "结果与签名时不一致，或并非都属批次 {lot}",
  },
  entriesNotHere: {
    en: "not looked at: the {entries} results are in the lot's file",
    zh: "未核对：{entries} 条结果在批次文件中",
  },
  sumRight: {
    en: "{parts} parts: {accept} accepted, {rework} to rework, {reject} rejected",
    zh: "{parts} 件：合格 {accept}，返工 {rework}，剔除 {reject}",
  },
  sumWrong: {
    en: "the results come to something else: {accept} accepted, {rework} to rework, {reject} rejected",
    zh: "结果合计不符：合格 {accept}，返工 {rework}，剔除 {reject}",
  },
  allIncluded: {
    en: "all stand in the record of {entries} entries",
    zh: "全部位于 {entries} 条的记录之中",
  },
  notAllIncluded: {
    en: "not all of them stand in the record of that checkpoint",
    zh: "并非全部位于该检查点的记录之中",
  },
  checkpointGenuine: { en: "of {site}, {time}", zh: "{site}，{time}" },
  checkpointForged: {
    en: "not signed by the key that it names, {key}",
    zh: "并非由其所称的密钥 {key} 签名",
  },
  checkpointElsewhere: { en: "of another plant, {site}", zh: "属于另一工厂 {site}" },
  checkpointOtherKey: {
    en: "signed by another key than the certificate, {key}",
    zh: "由证书以外的密钥 {key} 签名",
  },
  keyNotCompared: {
    en: "not compared: ask the maker whether {key} is theirs",
    zh: "未核对：请向制造商确认 {key} 是否为其密钥",
  },
  keyTrusted: { en: "{key} is the maker's", zh: "{key} 是制造商的密钥" },
  keyUnknown: {
    en: "{key} is not the maker's: {trusted} is",
    zh: "{key} 不是制造商的密钥；应为 {trusted}",
  },
} as const;

const WHAT = {
  form: { en: "form", zh: "格式" },
  signature: { en: "signature", zh: "签名" },
  entry: { en: "entry", zh: "条目" },
  sum: { en: "sum", zh: "合计" },
  inclusion: { en: "inclusion", zh: "归属" },
  checkpoint: { en: "checkpoint", zh: "检查点" },
  key: { en: "key", zh: "密钥" },
} as const;

/** What was looked at, in a word. */
export function checkName({ what }: Check, language: Language): string {
  return WHAT[what][language];
}

/** What was found, in a sentence. */
export function checkText({ finding, facts }: Check, language: Language): string {
  return FINDINGS[finding][language].replaceAll(/\{(\w+)\}/g, (_, name) =>
    String(facts[name] ?? ""),
  );
}
