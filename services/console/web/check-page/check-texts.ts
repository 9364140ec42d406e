import type { Language } from "@raceway/model/language";

export const CHECK_TEXTS = {
  title: { en: "Check a certificate", zh: "核验证书" },
  maker: {
    en: "Of {site}, exported {time}. It knows the keys of {site}: {keys}",
    zh: "{site} 提供，导出于 {time}。已知 {site} 的密钥：{keys}",
  },
  noMaker: {
    en: "This page knows no maker's key: whoever signed well passes. Compare the key with what the maker tells you.",
    zh: "本页未包含制造商密钥：任何有效签名都会通过。请与制造商告知的密钥核对。",
  },
  private: {
    en: "Everything is checked in your browser. Nothing is sent anywhere, and nothing is loaded.",
    zh: "全部在您的浏览器中核验，不发送也不加载任何数据。",
  },
  file: { en: "Certificate (.json or .pdf)", zh: "证书文件（.json 或 .pdf）" },
  paste: { en: "Or what a scanner reads from the QR code", zh: "或粘贴扫描二维码所得内容" },
  check: { en: "Check", zh: "核验" },
  checking: { en: "Checking…", zh: "正在核验…" },
  holds: { en: "This certificate holds.", zh: "证书有效。" },
  holdsUnknown: {
    en: "Nothing was altered. Whose key it is, this page does not know.",
    zh: "内容未被改动，但本页无法确认密钥归属。",
  },
  fails: { en: "This certificate is not to be trusted.", zh: "证书不可信。" },
  says: { en: "What it certifies", zh: "证书内容" },
  claims: { en: "What it claims, not to be trusted", zh: "其声称的内容（不可信）" },
  checks: { en: "What was checked", zh: "核验项目" },
  pass: { en: "holds", zh: "通过" },
  fail: { en: "FAILS", zh: "不通过" },
  unreadable: { en: "This is no certificate: {why}", zh: "这不是证书：{why}" },
  crypto: {
    en: "Nothing can be checked here: browsers offer cryptography only to pages that came over https or from a file. Save this page and open the file.",
    zh: "此处无法核验：浏览器仅向 https 页面或本地文件提供加密功能。请保存本页后打开该文件。",
  },
  ed25519: {
    en: "This browser cannot check Ed25519 signatures, so nothing is said of the certificate. Firefox 130, Safari 17 and Chrome 137 and later can.",
    zh: "此浏览器不支持 Ed25519 签名，因此无法判断证书。请使用 Firefox 130、Safari 17、Chrome 137 或更新版本。",
  },
} as const satisfies Readonly<Record<string, Readonly<Record<Language, string>>>>;

export type CheckText = keyof typeof CHECK_TEXTS;
