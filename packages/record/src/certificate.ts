import { createHash } from "node:crypto";
import type { Json } from "@raceway/model/json";
import { canonicalJson } from "./canonical-json.ts";
import { type Checkpoint, isGenuine } from "./checkpoint.ts";
import type { Entry } from "./entry.ts";
import { leafHash, rootByInclusion } from "./merkle.ts";
import { base58, bytesOfBase58, didOfKey, keyOfDid } from "./multibase.ts";
import type { RecordReader } from "./record-reader.ts";
import { isSignedBy, type SigningKey } from "./signing-key.ts";

/**
 * A certificate of one recorded result, in the form of a verifiable credential (W3C VC Data Model 2.0, secured by a Data Integrity proof `eddsa-jcs-2022`). It can be
 * checked without the plant: the signature, and that the result stands in the record whose checkpoint it carries.
 */
export type Certificate = {
  readonly "@context": readonly string[];
  readonly type: readonly string[];
  readonly issuer: { readonly id: string; readonly name: string };
  readonly validFrom: string;
  /** What the entry says. */
  readonly credentialSubject: Json;
  readonly evidence: readonly [RecordEvidence];
  readonly proof: IntegrityProof;
};

export type RecordEvidence = {
  readonly type: "RecordEntry";
  /** The entry's line as it was hashed. */
  readonly line: string;
  readonly seq: number;
  /** Hashes from the entry to the root of the checkpoint, hex. */
  readonly path: readonly string[];
  readonly checkpoint: Checkpoint;
};

export type IntegrityProof = {
  readonly type: "DataIntegrityProof";
  readonly cryptosuite: "eddsa-jcs-2022";
  readonly created: string;
  readonly verificationMethod: string;
  readonly proofPurpose: "assertionMethod";
  readonly proofValue: string;
};

const CONTEXT = [
  "https://www.w3.org/ns/credentials/v2",
  "https://www.w3.org/ns/credentials/undefined-terms/v2",
];

/**
 * Makes the certificate of an entry under a checkpoint of the record.
 *
 * @throws RangeError when the entry lies behind the checkpoint, or in an archive.
 */
export function makeCertificate(
  record: RecordReader,
  seq: number,
  checkpoint: Checkpoint,
  key: SigningKey,
): Certificate {
  const line = record.line(seq);
  if (line === undefined)
    throw new RangeError(`entry ${seq} is not in this record, or its segment lies in an archive`);
  const { path } = record.proof(seq, checkpoint.size);
  const entry = JSON.parse(line) as Entry;
  const did = didOfKey(key.name);
  const unsecured = {
    "@context": CONTEXT,
    type: ["VerifiableCredential", "BearingTestCertificate"],
    issuer: { id: did, name: checkpoint.origin },
    validFrom: entry.time,
    credentialSubject: entry.body,
    evidence: [{ type: "RecordEntry", line, seq, path, checkpoint }],
  } as const;
  const options = {
    type: "DataIntegrityProof",
    cryptosuite: "eddsa-jcs-2022",
    created: checkpoint.time,
    verificationMethod: `${did}#${did.slice("did:key:".length)}`,
    proofPurpose: "assertionMethod",
  } as const;
  const signature = key.sign(signedBytes(unsecured as unknown as Json, options));
  return { ...unsecured, proof: { ...options, proofValue: `z${base58(signature)}` } };
}

/** What is signed: the hash of the proof's options, then that of the document (Data Integrity EdDSA Cryptosuites 1.0, § 3.3). */
function signedBytes(document: Json, options: Omit<IntegrityProof, "proofValue">): Buffer {
  const sha256 = (value: Json) => createHash("sha256").update(canonicalJson(value)).digest();
  const context = (document as { readonly "@context": Json })["@context"];
  return Buffer.concat([
    sha256({ "@context": context, ...options } as unknown as Json),
    sha256(document),
  ]);
}

/** One thing that was looked at in a certificate. */
export interface Check {
  readonly what: string;
  readonly ok: boolean;
  /** What was found. */
  readonly found: string;
}

/**
 * Looks at everything that a certificate claims. Never throws, whatever it is given.
 *
 * @param trusted names of the keys of whoever issues, known from elsewhere; empty: any, and the reader compares the name.
 */
export function checkCertificate(
  given: unknown,
  trusted: readonly string[] = [],
): readonly Check[] {
  try {
    return checksOf(given as Certificate, trusted);
  } catch (error) {
    return [{ what: "form", ok: false, found: `no certificate of a record: ${String(error)}` }];
  }
}

function checksOf(certificate: Certificate, trusted: readonly string[]): readonly Check[] {
  const { proof, ...document } = certificate;
  const { proofValue, ...options } = proof;
  const [evidence] = certificate.evidence;
  const name = keyOfDid(certificate.issuer.id);
  const signature = proofValue.startsWith("z") ? bytesOfBase58(proofValue.slice(1)) : undefined;
  const isSigned =
    name !== undefined &&
    signature !== undefined &&
    options.verificationMethod.startsWith(`${certificate.issuer.id}#`) &&
    options.cryptosuite === "eddsa-jcs-2022" &&
    isSignedBy(name, signedBytes(document as unknown as Json, options), signature);
  const entry = JSON.parse(evidence.line) as Entry;
  const { checkpoint } = evidence;
  const leaf = leafHash(Buffer.from(evidence.line, "utf8"));
  const path = evidence.path.map((step) => Buffer.from(step, "hex"));
  const root = rootByInclusion(leaf, evidence.seq, checkpoint.size, path)?.toString("hex");
  const says = canonicalJson(certificate.credentialSubject);
  return [
    {
      what: "signature",
      ok: isSigned,
      found: isSigned ? `signed with ${name}` : "not signed by whom it names, or altered since",
    },
    {
      what: "entry",
      ok: says === canonicalJson(entry.body) && entry.seq === evidence.seq,
      found:
        says === canonicalJson(entry.body)
          ? `entry ${entry.seq} of the record says the same`
          : "the entry of the record says something else",
    },
    {
      what: "inclusion",
      ok: root === checkpoint.root,
      found:
        root === checkpoint.root
          ? `stands in the record of ${checkpoint.size} entries`
          : "does not stand in the record of that checkpoint",
    },
    {
      what: "checkpoint",
      ok: isGenuine(checkpoint) && checkpoint.origin === certificate.issuer.name,
      found: isGenuine(checkpoint)
        ? `of ${checkpoint.origin}, ${checkpoint.time}, signed with ${checkpoint.key}`
        : "not signed by the key that it names",
    },
    {
      what: "key",
      ok:
        trusted.length === 0 || [name, checkpoint.key].every((key) => trusted.includes(key ?? "")),
      found:
        trusted.length === 0
          ? `not compared: ask the maker whether ${name} is theirs`
          : `${name}; trusted: ${trusted.join(", ")}`,
    },
  ];
}
