import type { Json } from "@raceway/model/json";
import { canonicalJson } from "@raceway/record/canonical-json";
import type { Checkpoint } from "@raceway/record/checkpoint";
import type { Entry } from "@raceway/record/entry";
import { base58, didOfKey } from "@raceway/record/multibase";
import type { RecordReader } from "@raceway/record/record-reader";
import type { SigningKey } from "@raceway/record/signing-key";
import {
  CONTEXT,
  type LotCertificate,
  type LotFile,
  MOST_LOT_ENTRIES,
  type PartCertificate,
} from "./certificate.ts";
import { linesDigest } from "./check-lot.ts";
import { type IntegrityProof, signedBytes } from "./integrity-proof.ts";
import { isOfLot, lotSummary } from "./lot-summary.ts";
import { proofOptions } from "./proof-options.ts";

export interface Issuer {
  readonly record: RecordReader;
  /** The newest one, signed with the same key. */
  readonly checkpoint: Checkpoint;
  readonly key: SigningKey;
}

/**
 * Makes the certificate of an entry.
 *
 * @throws RangeError when the entry lies behind the checkpoint, or in an archive, or when the key is not that of the checkpoint.
 */
export async function makeCertificate(issuer: Issuer, seq: number): Promise<PartCertificate> {
  const { record, checkpoint } = issuer;
  const line = presentLine(record, seq);
  const entry = JSON.parse(line) as Entry;
  const path = record.path(seq, checkpoint.size);
  return signed(issuer, {
    type: ["VerifiableCredential", "BearingTestCertificate"],
    validFrom: entry.time,
    credentialSubject: entry.body,
    evidence: [{ type: "RecordEntry", line, seq, path, checkpoint }],
  });
}

/**
 * Makes the certificate of a lot, with the entries that it sums up.
 *
 * @param seqs of entries, ascending; those that are no result of the lot are passed over.
 * @throws RangeError as {@link makeCertificate} does, and for a lot without results or with more than {@link MOST_LOT_ENTRIES}.
 */
export async function makeLotCertificate(
  issuer: Issuer,
  lot: string,
  seqs: readonly number[],
): Promise<LotFile> {
  const { record, checkpoint } = issuer;
  const found = Array.from(record.lines(seqs), (line, k) => {
    const seq = seqs[k] ?? 0;
    return { seq, line: line ?? throwArchived(record, seq) };
  }).filter(({ line }) => isOfLot(JSON.parse(line) as Entry, lot));
  const lines = found.map(({ line }) => line);
  if (lines.length === 0 || lines.length > MOST_LOT_ENTRIES)
    throw new RangeError(
      `lot ${lot} has ${lines.length} signed results: 1 to ${MOST_LOT_ENTRIES} go into a certificate`,
    );
  const own = found.map(({ seq }) => seq);
  const digest = Buffer.from(await linesDigest(lines)).toString("hex");
  const credentialSubject = lotSummary(
    lot,
    lines.map((line) => JSON.parse(line) as Entry),
  );
  const certificate: LotCertificate = await signed(issuer, {
    type: ["VerifiableCredential", "BearingLotCertificate"],
    validFrom: credentialSubject.to,
    credentialSubject,
    evidence: [{ type: "RecordEntries", entries: lines.length, digest, checkpoint }],
  });
  return { certificate, seqs: own, lines, hashes: record.hashesOfMany(own, checkpoint.size) };
}

/** An entry's line. @throws RangeError when it lies in an archive. */
export function presentLine(record: RecordReader, seq: number): string {
  return record.line(seq) ?? throwArchived(record, seq);
}

function throwArchived(record: RecordReader, seq: number): never {
  throw new RangeError(
    `entry ${seq} lies in an archive: bring ${record.segmentFile(seq)} back, or name the archive`,
  );
}

async function signed<Content extends { readonly validFrom: string }>(
  { checkpoint, key }: Issuer,
  content: Content,
) {
  if (checkpoint.key !== key.name)
    throw new RangeError(
      `the newest checkpoint is signed with ${checkpoint.key}, and the key here is ${key.name}: start ingest, and it signs a new one within a minute`,
    );
  const did = didOfKey(key.name);
  const unsecured = {
    "@context": CONTEXT,
    issuer: { id: did, name: checkpoint.origin },
    ...content,
  };
  const options = proofOptions(did, checkpoint.time);
  const bytes = await signedBytes(unsecured, options);
  const proof: IntegrityProof = { ...options, proofValue: `z${base58(key.sign(bytes))}` };
  return { ...unsecured, proof };
}

/** A certificate as its file holds it. */
export function certificateText(certificate: PartCertificate | LotFile): string {
  return `${JSON.stringify(JSON.parse(canonicalJson(certificate as unknown as Json)), null, 2)}\n`;
}
