import { bytesOfHex, hexOf, utf8 } from "@raceway/record/bytes";
import { canonicalJson } from "@raceway/record/canonical-json";
import type { Entry } from "@raceway/record/entry";
import type { Certificate, LotCertificate, LotFile } from "./certificate.ts";
import type { Check } from "./check-certificate.ts";
import { leafHash, rootOfMany } from "./inclusion.ts";
import { isOfLot, lotSummary } from "./lot-summary.ts";
import { sha256 } from "./web-crypto.ts";

/**
 * What a lot's certificate claims of its entries: that they come to its sum, and stand in the record. Without the entries (a QR code holds the sum only) it is said that
 * they were not looked at. That no part of the lot was left out, only its maker's signature says.
 */
export async function checksOfLot(given: LotFile | Certificate): Promise<readonly Check[]> {
  if (!("certificate" in given)) {
    const { entries } = (given as LotCertificate).evidence[0];
    return [{ what: "entry", ok: true, finding: "entriesNotHere", facts: { entries } }];
  }
  const { certificate, seqs, lines, hashes } = given;
  const [{ entries: count, digest, checkpoint }] = certificate.evidence;
  const entries = lines.map((line) => JSON.parse(line) as Entry);
  const { lot } = certificate.credentialSubject;
  const stranger = entries.find((entry, k) => entry.seq !== seqs[k] || !isOfLot(entry, lot));
  const isWhole = lines.length === count && hexOf(await linesDigest(lines)) === digest;
  const isSame = stranger === undefined && isWhole;
  const sum = lotSummary(lot, entries);
  const isSum = canonicalJson(sum) === canonicalJson(certificate.credentialSubject);
  const leaves = await Promise.all(lines.map((line) => leafHash(utf8(line))));
  const root = await rootOfMany(leaves, seqs, checkpoint.size, hashes.map(bytesOfHex));
  const isIncluded = root !== undefined && hexOf(root) === checkpoint.root;
  return [
    {
      what: "entry",
      ok: isSame,
      finding: isSame ? "sameEntries" : "otherEntries",
      facts: { entries: lines.length, lot },
    },
    { what: "sum", ok: isSum, finding: isSum ? "sumRight" : "sumWrong", facts: sum },
    {
      what: "inclusion",
      ok: isIncluded,
      finding: isIncluded ? "allIncluded" : "notAllIncluded",
      facts: { entries: checkpoint.size },
    },
  ].map((check) => check as Check);
}

/** SHA-256 over lines, each with its newline. */
export function linesDigest(lines: readonly string[]) {
  return sha256(utf8(lines.map((line) => `${line}\n`).join("")));
}
