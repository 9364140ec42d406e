import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import jsQR from "jsqr";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LotFile, PartCertificate } from "../certificate.ts";
import { CODE_PREFIX, certificateOfCode, codeOf } from "../certificate-code.ts";
import { certificateWords } from "../certificate-words.ts";
import { checkCertificate } from "../check-certificate.ts";
import { certificateOfLot, certificateOfPart } from "../issue.ts";
import { qrCode } from "../qr-code.ts";
import { readCertificate } from "../read-certificate.ts";
import { partResult, writeRecord } from "../testing.ts";
import { printCertificate } from "./print-certificate.ts";
import { printFonts } from "./print-fonts.ts";

const folder = mkdtempSync(join(tmpdir(), "certificate-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let part: PartCertificate;
let lot: LotFile;
beforeAll(async () => {
  writeRecord(
    folder,
    Array.from({ length: 300 }, (_, n) => partResult(n)),
  );
  part = await certificateOfPart(folder, "77-14");
  lot = await certificateOfLot(folder, "L-2");
});

/** What a scanner reads. */
function scanned(modules: ReturnType<typeof qrCode>): string {
  const [scale, quiet] = [3, 4];
  const side = scale * (modules.length + 2 * quiet);
  const pixels = new Uint8ClampedArray(4 * side * side).fill(255);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const dark = modules[Math.floor(y / scale) - quiet]?.[Math.floor(x / scale) - quiet];
      if (dark) pixels.fill(0, 4 * (y * side + x), 4 * (y * side + x) + 3);
    }
  return jsQR.default(pixels, side, side)?.data ?? "";
}

const pages = (pdf: Buffer) => pdf.toString("latin1").match(/\/Type \/Page\b/g)?.length;

describe("the code of a certificate", () => {
  it("holds a part's certificate to the last letter, and a scanner reads it", async () => {
    const code = await codeOf(part);
    const read = scanned(qrCode(code));
    expect(read).toBe(`${CODE_PREFIX}${code}`);
    expect(await certificateOfCode(read)).toEqual(part);
  });

  it("stands behind the address of the page that checks it", async () => {
    const code = await codeOf(lot.certificate);
    const read = scanned(qrCode(code, "https://bearings.example/check.html"));
    expect(read).toBe(`https://bearings.example/check.html#${code}`);
    expect(await certificateOfCode(read)).toEqual(lot.certificate);
  });

  it("of a certificate in a record of ten million entries fits too", async () => {
    const [evidence] = part.evidence;
    // Nothing is as long as 24 hashes that cannot be deflated.
    const path = Array.from({ length: 24 }, (_, n) => String(n % 10).repeat(64));
    const long = { ...part, evidence: [{ ...evidence, path }] } as PartCertificate;
    expect(qrCode(await codeOf(long)).length).toBeLessThanOrEqual(177);
  });

  it.each(["", "RACEWAY:", `RACEWAY:${"7".repeat(400)}`, "serial 77-12"])(
    "is not seen in %j",
    async (text) => {
      await expect(certificateOfCode(text)).rejects.toThrow();
    },
  );
});

describe("a printed certificate", () => {
  it("is one small sheet out of which the certificate can be read again", async () => {
    const pdf = await printCertificate(part, { language: "en" });
    expect(pdf.length).toBeLessThan(250_000);
    expect(pages(pdf)).toBe(1);
    const read = await readCertificate(pdf);
    expect(read).toEqual(part);
    expect((await checkCertificate(read)).every(({ ok }) => ok)).toBe(true);
  });

  it("says in either language what was found", () => {
    const { verdict, isGood, facts, findings } = certificateWords(part, "en");
    expect({ verdict, isGood }).toEqual({ verdict: "Rejected", isGood: false });
    expect(facts).toContainEqual(["Operator", "王芳"]);
    expect(findings).toEqual([
      "Dent of the outer ring: Blows at the outer ring's rate 9.43, at most 4; side a, 1800 r/min",
    ]);
    expect(certificateWords(part, "zh").findings[0]).toMatch(/^外圈凹坑：/);
    expect(certificateWords(lot.certificate, "en").verdict).toBe("8 of 10 accepted");
  });

  it("stays one sheet whatever a plant calls its things", async () => {
    const [finding] = partResult(7).findings;
    const strange = partResult(7, {
      operator: "操作员".repeat(60),
      order: "订单号🏭".repeat(40),
      serial: "零件",
      findings: finding === undefined ? [] : new Array(40).fill(finding),
    });
    const own = mkdtempSync(join(tmpdir(), "certificate-"));
    writeRecord(own, [strange]);
    const made = await certificateOfPart(own, "零件");
    rmSync(own, { recursive: true });
    expect(certificateWords(made, "zh").findings.at(-1)).toBe("另有 28 项");
    const page = "https://轴承.example/核验.html";
    expect(pages(await printCertificate(made, { language: "zh", page }))).toBe(1);
  });

  it("has a letter for every Chinese one, and a question mark for what no font has", async () => {
    const text = "郑州 Zürich µm/s №7 🏭";
    const { runs, fonts } = await printFonts([text]);
    const written = runs(text, "bold");
    expect(written.map((run) => run.text).join("")).toBe("郑州 Zürich µm/s №7 ?");
    expect(written.every(({ font }) => (fonts.get(font)?.length ?? 0) > 0)).toBe(true);
  });
});
