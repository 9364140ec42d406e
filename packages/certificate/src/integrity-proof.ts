import type { Json } from "@raceway/model/json";
import { type Bytes, joined, utf8 } from "@raceway/record/bytes";
import { canonicalJson } from "@raceway/record/canonical-json";
import { bytesOfBase58 } from "@raceway/record/multibase";
import { isSignedBy, sha256 } from "./web-crypto.ts";

/** A Data Integrity proof of the cryptosuite eddsa-jcs-2022 (W3C Data Integrity EdDSA Cryptosuites 1.0, § 3.3). */
export type IntegrityProof = {
  readonly type: "DataIntegrityProof";
  readonly cryptosuite: "eddsa-jcs-2022";
  readonly created: string;
  readonly verificationMethod: string;
  readonly proofPurpose: "assertionMethod";
  /** That of the document: it is signed with the options. */
  readonly "@context": readonly string[];
  readonly proofValue: string;
};

type Document = { readonly "@context": readonly string[] };

/** What is signed: the hash of the proof's options, then that of the document, each in canonical form (§ 3.3.4). */
export async function signedBytes(
  document: Document,
  options: Omit<IntegrityProof, "proofValue">,
): Promise<Bytes> {
  const hashes = [options, document].map((part) =>
    sha256(utf8(canonicalJson(part as unknown as Json))),
  );
  return joined(await Promise.all(hashes));
}

/**
 * Whether a document is signed by the key of a name (§ 3.3.2).
 *
 * @param name the key's public half, base64url.
 */
export async function isProven<Secured extends Document & { readonly proof: IntegrityProof }>(
  secured: Secured,
  name: string,
): Promise<boolean> {
  const { proof, ...document } = secured;
  const { proofValue, ...options } = proof;
  const signature = proofValue.startsWith("z") ? bytesOfBase58(proofValue.slice(1)) : undefined;
  return (
    signature !== undefined &&
    options.type === "DataIntegrityProof" &&
    options.cryptosuite === "eddsa-jcs-2022" &&
    options.proofPurpose === "assertionMethod" &&
    canonicalJson(options["@context"]) === canonicalJson(document["@context"]) &&
    isSignedBy(name, await signedBytes(document, options), signature)
  );
}
