import { createPrivateKey, sign } from "node:crypto";
import { base58, bytesOfBase58, keyOfDid } from "@raceway/record/multibase";
import { describe, expect, it } from "vitest";
import { type IntegrityProof, isProven, signedBytes } from "./integrity-proof.ts";

/** Data Integrity EdDSA Cryptosuites 1.0, appendix B.3: the keys and the credential of eddsa-jcs-2022 (w3c/vc-di-eddsa, TestVectors). */
const PUBLIC = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
const PRIVATE = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq";
const context = [
  "https://www.w3.org/ns/credentials/v2",
  "https://www.w3.org/ns/credentials/examples/v2",
];
const document = {
  "@context": context,
  id: "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
  type: ["VerifiableCredential", "AlumniCredential"],
  name: "Alumni Credential",
  description: "A minimum viable example of an Alumni Credential.",
  issuer: "https://vc.example/issuers/5678",
  validFrom: "2023-01-01T00:00:00Z",
  credentialSubject: { id: "did:example:abcdefgh", alumniOf: "The School of Examples" },
};
const options = {
  type: "DataIntegrityProof",
  cryptosuite: "eddsa-jcs-2022",
  created: "2023-02-24T23:36:38Z",
  verificationMethod: `https://vc.example/issuers/5678#${PUBLIC}`,
  proofPurpose: "assertionMethod",
  "@context": context,
} as const;
const DOCUMENT_HASH = "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19";
const proof: IntegrityProof = {
  ...options,
  proofValue:
    "z63t83Y53KfzJ5ZosfKTnqfMcKB2dmTrfjSaQjeNNjAD5srBowQfmWqeRb8rRjmeEuCBEsddF9LsVogtuTsijJKh4",
};
const key = keyOfDid(`did:key:${PUBLIC}`) ?? "";

describe("a data integrity proof of eddsa-jcs-2022", () => {
  it("signs the document's hash of the W3C's test vector behind that of the options", async () => {
    const bytes = Buffer.from(await signedBytes(document, options));
    expect(bytes).toHaveLength(64);
    expect(bytes.subarray(32).toString("hex")).toBe(DOCUMENT_HASH);
  });

  it("has the signature of the W3C's test vector", async () => {
    // Behind the two bytes that say what it is stands the seed; RFC 8410 writes it so.
    const seed = bytesOfBase58(PRIVATE.slice(1))?.subarray(2) ?? new Uint8Array();
    const pkcs8 = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
    const privateKey = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
    const made = sign(null, await signedBytes(document, options), privateKey);
    expect(`z${base58(made)}`).toBe(proof.proofValue);
  });

  it("is found right in the W3C's test vector, and wrong once a word of it is another", async () => {
    expect(await isProven({ ...document, proof }, key)).toBe(true);
    expect(await isProven({ ...document, name: "Alumni", proof }, key)).toBe(false);
    const later = { ...proof, created: "2023-02-24T23:36:39Z" };
    expect(await isProven({ ...document, proof: later }, key)).toBe(false);
    const other = { ...proof, "@context": context.slice(0, 1) };
    expect(await isProven({ ...document, proof: other }, key)).toBe(false);
  });
});
