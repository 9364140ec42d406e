import type { Language } from "@raceway/model/language";
import PDFDocument from "pdfkit";
import type { Certificate, LotFile } from "../certificate.ts";
import { CODE_PREFIX, codeOf } from "../certificate-code.ts";
import { type CertificateText, certificateWords } from "../certificate-words.ts";
import { certificateIn } from "../check-certificate.ts";
import { type Modules, qrCode } from "../qr-code.ts";
import { type PrintFonts, printFonts, type Weight } from "./print-fonts.ts";

const TEXTS = {
  entry: { en: "Entry of the record", zh: "记录条目" },
  signed: { en: "Record signed", zh: "记录签名" },
  signedFor: { en: "{time}, {size} entries", zh: "{time}，共 {size} 条" },
  key: { en: "Key", zh: "密钥" },
  check: { en: "To check this certificate", zh: "如何核验本证书" },
  checkAt: {
    en: "Scan the code: {page} opens and checks it in your own browser; nothing is sent anywhere. What it shows counts, not what is printed here.",
    zh: "扫描二维码，将打开 {page} 并在您自己的浏览器中核验，不会发送任何数据。以核验页面显示的内容为准，而非印刷内容。",
  },
  checkBy: {
    en: "Open the maker's page for checking certificates and give it this PDF, or what a scanner reads from the code. What it shows counts, not what is printed here. Ask the maker whether the key is theirs.",
    zh: "打开制造商提供的证书核验页面，载入本 PDF，或粘贴扫描二维码所得内容。以核验页面显示的内容为准，而非印刷内容。请向制造商确认密钥。",
  },
} as const;

export interface PrintOptions {
  readonly language: Language;
  /** Address of the page that checks certificates. */
  readonly page?: string | undefined;
}

const MARGIN = 50;
const QR_POINTS = 190;
/** Longer words of a plant are cut, so that a sheet stays one sheet. */
const MOST_LETTERS = 90;

/** A certificate as one sheet of A4 with its QR code. The digits of the code stand in the PDF's keywords too, so that the page reads the certificate out of the file. */
export async function printCertificate(
  given: Certificate | LotFile,
  { language, page }: PrintOptions,
): Promise<Buffer> {
  const certificate = certificateIn(given);
  const code = await codeOf(certificate);
  const words = certificateWords(certificate, language);
  const facts = [...words.facts, ...provenance(certificate, language)];
  const how =
    page === undefined ? TEXTS.checkBy[language] : filled(TEXTS.checkAt[language], { page });
  const heading = TEXTS.check[language];
  const fonts = await printFonts([
    ...[words.title, words.verdict, how, heading, ...words.findings],
    ...[...facts, ...words.table].flat(),
    "…",
  ]);
  const time = new Date(certificate.proof.created);
  const document = new PDFDocument({
    size: "A4",
    margin: MARGIN,
    lang: language === "zh" ? "zh-Hans" : "en",
    displayTitle: true,
    info: {
      Title: words.title,
      Keywords: `${CODE_PREFIX}${code}`,
      CreationDate: time,
      ModDate: time,
    },
  });
  const chunks: Buffer[] = [];
  document.on("data", (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise((resolve) => document.on("end", resolve));
  drawSheet(document, fonts, { words, facts, heading, how }, qrCode(code, page));
  document.end();
  await ended;
  return Buffer.concat(chunks);
}

function provenance(certificate: Certificate, language: Language) {
  const [evidence] = certificate.evidence;
  const { time, size, key } = evidence.checkpoint;
  const signed = filled(TEXTS.signedFor[language], {
    time: `${time.slice(0, 19).replace("T", " ")} UTC`,
    size: String(size),
  });
  const entry =
    evidence.type === "RecordEntry" ? [[TEXTS.entry[language], String(evidence.seq)] as const] : [];
  return [...entry, [TEXTS.signed[language], signed], [TEXTS.key[language], key]] as const;
}

interface Sheet {
  readonly words: CertificateText;
  readonly facts: readonly (readonly [string, string])[];
  readonly heading: string;
  readonly how: string;
}

function drawSheet(
  document: PDFKit.PDFDocument,
  fonts: PrintFonts,
  { words, facts, heading, how }: Sheet,
  modules: Modules,
): void {
  for (const [name, font] of fonts.fonts) document.registerFont(name, font);
  const width = document.page.width - 2 * MARGIN;
  const say = (text: string, x: number, size: number, weight: Weight, room = width) => {
    const short = text.length > 4 * MOST_LETTERS ? `${text.slice(0, 4 * MOST_LETTERS)}…` : text;
    writeRuns(document, fonts.runs(short, weight), { x, size, room });
  };
  say(words.title, MARGIN, 20, "bold");
  document.moveDown(0.3).fillColor(words.isGood ? "#0a6b2d" : "#a11212");
  say(words.verdict, MARGIN, 16, "bold");
  document.fillColor("black").moveDown(0.5);
  for (const [label, value] of facts) {
    const { y } = document;
    say(label, MARGIN, 10, "regular", 140);
    document.y = y;
    say(
      value.length > MOST_LETTERS ? `${value.slice(0, MOST_LETTERS)}…` : value,
      MARGIN + 150,
      10,
      "bold",
      width - 150,
    );
  }
  document.moveDown(0.5);
  for (const finding of words.findings) say(finding, MARGIN, 9, "regular");
  document.moveDown(0.5);
  for (const [k, row] of words.table.entries()) {
    const { y } = document;
    row.forEach((cell, column) => {
      document.y = y;
      say(
        cell,
        MARGIN + (column * width) / row.length,
        9,
        k === 0 ? "bold" : "regular",
        width / row.length,
      );
    });
  }
  const top = document.page.height - MARGIN - QR_POINTS;
  drawModules(document, modules, MARGIN, top);
  document.y = top;
  const right = MARGIN + QR_POINTS + 20;
  say(heading, right, 11, "bold", width - QR_POINTS - 20);
  say(how, right, 9, "regular", width - QR_POINTS - 20);
}

/** Writes runs one behind the other, broken into lines where the room ends. */
function writeRuns(
  document: PDFKit.PDFDocument,
  runs: ReturnType<PrintFonts["runs"]>,
  { x, size, room }: { readonly x: number; readonly size: number; readonly room: number },
): void {
  document.fontSize(size);
  const lineHeight = size * 1.45;
  let [at, y] = [x, document.y];
  for (const { text, font } of runs) {
    document.font(font);
    // Words stay whole; Chinese may be broken anywhere.
    for (const piece of text.match(/[\u0021-\u024f]+|\s+|./gsu) ?? []) {
      const wide = document.widthOfString(piece);
      if (at + wide > x + room && at > x) {
        [at, y] = [x, y + lineHeight];
        if (piece.trim() === "") continue;
      }
      document.text(piece, at, y, { lineBreak: false });
      at += wide;
    }
  }
  [document.x, document.y] = [x, y + lineHeight];
}

/** Dark modules in one path; the quiet zone of four modules is the sheet's white. */
function drawModules(document: PDFKit.PDFDocument, modules: Modules, x: number, y: number): void {
  const side = QR_POINTS / modules.length;
  modules.forEach((row, r) => {
    row.forEach((dark, c) => {
      if (dark) document.rect(x + c * side, y + r * side, side, side);
    });
  });
  document.fill("black");
}

function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}
