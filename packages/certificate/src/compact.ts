import type { Json } from "@raceway/model/json";
import {
  type Bytes,
  base64Of,
  base64UrlOf,
  bytesOfBase64,
  bytesOfHex,
  hexOf,
  joined,
  utf8,
} from "@raceway/record/bytes";
import type { Checkpoint } from "@raceway/record/checkpoint";
import type { Entry } from "@raceway/record/entry";
import { base58, bytesOfBase58, didOfKey } from "@raceway/record/multibase";
import {
  type Certificate,
  CONTEXT,
  type LotCertificate,
  type LotSummary,
  type PartCertificate,
} from "./certificate.ts";
import { leafHash, rootByInclusion } from "./inclusion.ts";
import { proofOptions } from "./proof-options.ts";

/**
 * A certificate in as few bytes as a QR code holds: hashes, key and signatures as bytes, and of the rest only what does not follow from it, deflated. What is read back is
 * the same certificate to the last letter, so that its signature still holds.
 *
 *     kind (1: part, 2: lot) · key (32) · proof (64) · checkpoint's signature (64) · hashes (1 + 32 each) · deflated JSON
 */

const PART = 1;
const LOT = 2;
const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const HASH_BYTES = 32;

/** What of a part's certificate does not follow from its bytes. */
type PartRest = readonly [origin: string, size: number, time: string, line: string];
type LotRest = readonly [
  origin: string,
  size: number,
  time: string,
  sum: LotSummary,
  entries: number,
];

export async function compactOf(certificate: Certificate): Promise<Bytes> {
  const [evidence] = certificate.evidence;
  const { origin, size, time, key, signature, root } = evidence.checkpoint;
  const [kind, hashes, rest]: [number, readonly string[], PartRest | LotRest] =
    evidence.type === "RecordEntry"
      ? [PART, evidence.path, [origin, size, time, evidence.line]]
      : [
          LOT,
          [root, evidence.digest],
          [origin, size, time, (certificate as LotCertificate).credentialSubject, evidence.entries],
        ];
  return joined([
    Uint8Array.of(kind),
    bytesOfBase64(key),
    bytesOfBase58(certificate.proof.proofValue.slice(1)) ?? new Uint8Array(),
    bytesOfBase64(signature),
    Uint8Array.of(hashes.length),
    ...hashes.map(bytesOfHex),
    await through(utf8(JSON.stringify(rest)), new CompressionStream("deflate-raw")),
  ]);
}

/** @throws Error for bytes that are no certificate. */
export async function certificateOfCompact(bytes: Bytes): Promise<Certificate> {
  let at = 1;
  const take = (count: number) => {
    at += count;
    return bytes.slice(at - count, at);
  };
  const name = base64UrlOf(take(KEY_BYTES));
  const proofValue = `z${base58(take(SIGNATURE_BYTES))}`;
  const signature = base64Of(take(SIGNATURE_BYTES));
  const hashes = Array.from({ length: take(1)[0] ?? 0 }, () => take(HASH_BYTES));
  const rest = await through(bytes.slice(at), new DecompressionStream("deflate-raw"));
  const json = JSON.parse(new TextDecoder().decode(rest)) as PartRest | LotRest;
  const [origin, size, time] = json;
  const issuer = { id: didOfKey(name), name: origin };
  const proof = { ...proofOptions(issuer.id, time), proofValue };
  const checkpointOf = (root: string): Checkpoint => ({
    ...{ type: "checkpoint", origin, size, root, time, key: name, signature },
  });
  if (bytes[0] === LOT) {
    const [, , , sum, entries] = json as LotRest;
    const [root, digest] = hashes.map(hexOf);
    return {
      "@context": CONTEXT,
      issuer,
      type: ["VerifiableCredential", "BearingLotCertificate"],
      validFrom: sum.to,
      credentialSubject: sum,
      evidence: [
        {
          type: "RecordEntries",
          entries,
          digest: digest ?? "",
          checkpoint: checkpointOf(root ?? ""),
        },
      ],
      proof,
    };
  }
  if (bytes[0] !== PART) throw new Error(`kind ${bytes[0]} of a certificate is not known`);
  const line = (json as PartRest)[3];
  const entry = JSON.parse(line) as Entry;
  const root = await rootByInclusion(await leafHash(utf8(line)), entry.seq, size, hashes);
  return {
    "@context": CONTEXT,
    issuer,
    type: ["VerifiableCredential", "BearingTestCertificate"],
    validFrom: entry.time,
    credentialSubject: entry.body as Json,
    evidence: [
      {
        ...{ type: "RecordEntry", line, seq: entry.seq, path: hashes.map(hexOf) },
        checkpoint: checkpointOf(root === undefined ? "" : hexOf(root)),
      },
    ],
    proof,
  } satisfies PartCertificate;
}

async function through(bytes: Bytes, by: CompressionStream | DecompressionStream): Promise<Bytes> {
  const stream = new Blob([bytes]).stream().pipeThrough(by);
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
