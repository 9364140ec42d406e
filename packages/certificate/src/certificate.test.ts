import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json } from "@raceway/model/json";
import { canonicalJson } from "@raceway/record/canonical-json";
import { signedCheckpoint } from "@raceway/record/checkpoint";
import { recordFiles } from "@raceway/record/record-files";
import { openSigningKey } from "@raceway/record/signing-key";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LotFile, PartCertificate } from "./certificate.ts";
import { checkCertificate } from "./check-certificate.ts";
import { certificateOfLot, certificateOfPart } from "./issue.ts";
import { certificateText } from "./make-certificate.ts";
import { partResult, writeRecord } from "./testing.ts";

const folder = mkdtempSync(join(tmpdir(), "certificate-"));
const strangers = mkdtempSync(join(tmpdir(), "certificate-"));
afterAll(() => {
  for (const each of [folder, strangers]) rmSync(each, { recursive: true, force: true });
});

const RESULTS = [
  ...Array.from({ length: 40 }, (_, n) => partResult(n)),
  // Measured again: the newest result counts.
  partResult(21, { gate: "accept", grades: { v: "v2" }, findings: [], retest: true }),
];
let key: string;
let part: PartCertificate;
let other: PartCertificate;
let lot: LotFile;
beforeAll(async () => {
  key = writeRecord(folder, RESULTS);
  part = await certificateOfPart(folder, "77-14");
  other = await certificateOfPart(folder, "77-15");
  lot = await certificateOfLot(folder, "L-2");
});

const failed = async (given: unknown, trusted: readonly string[] = [key]) =>
  (await checkCertificate(given, trusted)).flatMap(({ what, ok }) => (ok ? [] : [what]));
const read = <Kind>(made: Kind) => JSON.parse(JSON.stringify(made)) as Kind;

describe("a part's certificate", () => {
  it("holds without the plant, as it was written to its file", async () => {
    expect(part.credentialSubject).toMatchObject({ serial: "77-14", gate: "reject" });
    expect(await failed(JSON.parse(certificateText(part)))).toEqual([]);
  });

  it("is of the newest result", async () => {
    const again = await certificateOfPart(folder, "77-21");
    expect(again.credentialSubject).toMatchObject({ gate: "accept", retest: true });
  });

  it("that was forged is refused: another verdict", async () => {
    const credentialSubject = { ...(part.credentialSubject as object), gate: "accept" };
    expect(await failed({ ...part, credentialSubject })).toEqual(["signature", "entry"]);
  });

  it("that was forged is refused: the proof of another part", async () => {
    expect(await failed({ ...part, evidence: other.evidence })).toEqual(["signature", "entry"]);
    expect(await failed({ ...part, proof: other.proof })).toEqual(["signature"]);
  });

  it("that was forged is refused: an entry that is not in the record", async () => {
    const [evidence] = part.evidence;
    const line = evidence.line.replace('"reject"', '"accept"');
    const credentialSubject = { ...(part.credentialSubject as object), gate: "accept" };
    const forged = { ...part, credentialSubject, evidence: [{ ...evidence, line }] };
    expect(await failed(forged)).toEqual(["signature", "inclusion"]);
  });

  it("that was forged is refused: a checkpoint signed by another key", async () => {
    const stranger = openSigningKey(join(strangers, "key.pem"));
    const [evidence] = part.evidence;
    const { origin, size, root, time } = evidence.checkpoint;
    const checkpoint = signedCheckpoint({ origin, size, root, time }, stranger);
    expect(await failed({ ...part, evidence: [{ ...evidence, checkpoint }] })).toEqual([
      "signature",
      "checkpoint",
    ]);
    const unsigned = { ...evidence.checkpoint, size: size + 1 };
    expect(await failed({ ...part, evidence: [{ ...evidence, checkpoint: unsigned }] })).toContain(
      "checkpoint",
    );
  });

  it("that was forged is refused: a record of somebody else's, however well made", async () => {
    writeRecord(strangers, [partResult(14, { gate: "accept", grades: { v: "v1" }, findings: [] })]);
    const forged = await certificateOfPart(strangers, "77-14");
    expect(await failed(forged, [])).toEqual([]);
    expect(await failed(forged)).toEqual(["key"]);
  });

  it("is never taken for right when a byte of its file was changed, whichever", async () => {
    const whole = Buffer.from(certificateText(part));
    const meaning = canonicalJson(part as unknown as Json);
    const accepted: number[] = [];
    for (let at = 0; at < whole.length; at++) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      const given = parsed(bytes);
      // White space, or an escape that means the same: the certificate is what it was.
      if (given === undefined || canonicalJson(given) === meaning) continue;
      if ((await failed(given)).length === 0) accepted.push(at);
    }
    expect(accepted).toEqual([]);
  });

  it("is never taken for right when bytes of it were changed at will", async () => {
    const whole = Buffer.from(certificateText(part));
    const meaning = canonicalJson(part as unknown as Json);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, byte) => {
        const bytes = Buffer.from(whole);
        bytes[at] = byte;
        const given = parsed(bytes);
        if (given === undefined || canonicalJson(given) === meaning) return;
        expect(await failed(given)).not.toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    null,
    3,
    "x",
    [],
    {},
    { proof: {} },
    { evidence: [], issuer: {}, proof: { proofValue: "z" } },
    { certificate: {} },
  ])("that is %j is none", async (given) => expect(await failed(given)).toContain("form"));

  it("is not made where there is none to make: no such part, nothing signed, no key", async () => {
    await expect(certificateOfPart(folder, "nobody")).rejects.toThrow(
      /no result of nobody among the 41 entries/,
    );
    await expect(certificateOfPart(join(folder, "none"), "77-1")).rejects.toThrow(/no checkpoint/);
    const lost = mkdtempSync(join(tmpdir(), "certificate-"));
    writeRecord(lost, [partResult(1)]);
    rmSync(recordFiles(lost).key);
    await expect(certificateOfPart(lost, "77-1")).rejects.toThrow(/bring it back from a backup/);
    openSigningKey(recordFiles(lost).key);
    await expect(certificateOfPart(lost, "77-1")).rejects.toThrow(/signs a new one/);
    rmSync(lost, { recursive: true });
  });
});

describe("a lot's certificate", () => {
  it("sums up the newest result of each part, and holds", async () => {
    expect(lot.certificate.credentialSubject).toMatchObject({
      ...{ lot: "L-2", bearingTypes: ["6208-2RS"], parts: 10, accept: 9, rework: 0, reject: 1 },
    });
    expect(lot.lines).toHaveLength(11);
    expect(await failed(read(lot))).toEqual([]);
  });

  it("without its results says that they were not looked at", async () => {
    const checks = await checkCertificate(read(lot.certificate), [key]);
    expect(checks.map(({ finding }) => finding)).toEqual([
      "signed",
      "entriesNotHere",
      "checkpointGenuine",
      "keyTrusted",
    ]);
  });

  it.each<[string, (file: LotFile) => unknown, readonly string[]]>([
    [
      "a part was left out",
      ({ lines, seqs, ...rest }) => ({ ...rest, lines: lines.slice(1), seqs: seqs.slice(1) }),
      ["entry", "sum", "inclusion"],
    ],
    [
      "a part was made good",
      ({ lines, ...rest }) => ({
        ...rest,
        lines: lines.map((line) => line.replace('"reject"', '"accept"')),
      }),
      ["entry", "sum", "inclusion"],
    ],
    [
      "the sum is another",
      (file) => ({
        ...file,
        certificate: {
          ...file.certificate,
          credentialSubject: { ...file.certificate.credentialSubject, reject: 0 },
        },
      }),
      ["signature", "sum"],
    ],
  ])("is refused: %s", async (_, forge, wrong) => {
    expect(await failed(forge(read(lot)))).toEqual(wrong);
  });

  it("is not made of a lot that nobody knows", async () => {
    await expect(certificateOfLot(folder, "L-99")).rejects.toThrow(/no result of lot L-99/);
  });
});

function parsed(bytes: Buffer): Json | undefined {
  try {
    return JSON.parse(bytes.toString("utf8")) as Json;
  } catch {
    return undefined;
  }
}
