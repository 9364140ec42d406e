import type { Json } from "@raceway/model/json";
import type { Checkpoint } from "@raceway/record/checkpoint";
import type { IntegrityProof } from "./integrity-proof.ts";

/**
 * Certificates are verifiable credentials (W3C VC Data Model 2.0), secured by a Data Integrity proof. They can be checked without the plant: the signature, and that what
 * they say stands in the record whose checkpoint they carry.
 */
export type Certificate = PartCertificate | LotCertificate;

type Credential = {
  readonly "@context": readonly string[];
  readonly issuer: { readonly id: string; readonly name: string };
  readonly validFrom: string;
  readonly proof: IntegrityProof;
};

/** Of the newest result of one part. */
export type PartCertificate = Credential & {
  readonly type: readonly ["VerifiableCredential", "BearingTestCertificate"];
  /** What the entry says. */
  readonly credentialSubject: Json;
  readonly evidence: readonly [PartEvidence];
};

export type PartEvidence = {
  readonly type: "RecordEntry";
  /** The entry's line as it was hashed. */
  readonly line: string;
  readonly seq: number;
  /** Hashes from the entry to the root of the checkpoint, hex. */
  readonly path: readonly string[];
  readonly checkpoint: Checkpoint;
};

/** Of all results of one lot: their sum, small enough for a QR code. The results themselves come beside it. */
export type LotCertificate = Credential & {
  readonly type: readonly ["VerifiableCredential", "BearingLotCertificate"];
  readonly credentialSubject: LotSummary;
  readonly evidence: readonly [LotEvidence];
};

export type LotSummary = {
  readonly lot: string;
  readonly bearingTypes: readonly string[];
  /** Parts by the gate of their newest result. A result without a serial is a part of its own. */
  readonly parts: number;
  readonly accept: number;
  readonly rework: number;
  readonly reject: number;
  /** Of the first and of the last result, ISO 8601. */
  readonly from: string;
  readonly to: string;
};

export type LotEvidence = {
  readonly type: "RecordEntries";
  readonly entries: number;
  /** SHA-256 over the lines of the entries, each with a newline behind it, hex. */
  readonly digest: string;
  readonly checkpoint: Checkpoint;
};

/** A lot's certificate with what it sums up. */
export type LotFile = {
  readonly certificate: LotCertificate;
  /** Numbers of the entries, ascending, and their lines. */
  readonly seqs: readonly number[];
  readonly lines: readonly string[];
  /** The other hashes of the tree that lead to the root of the checkpoint, hex. */
  readonly hashes: readonly string[];
};

/** More is split: the file of so many takes some tens of megabytes. */
export const MOST_LOT_ENTRIES = 20_000;

export const CONTEXT = [
  "https://www.w3.org/ns/credentials/v2",
  "https://www.w3.org/ns/credentials/undefined-terms/v2",
] as const;
