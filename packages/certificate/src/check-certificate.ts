import type { Json } from "@raceway/model/json";
import { base64Of, bytesOfBase64, bytesOfHex, hexOf, utf8 } from "@raceway/record/bytes";
import { canonicalJson } from "@raceway/record/canonical-json";
import type { Checkpoint } from "@raceway/record/checkpoint";
import type { Entry } from "@raceway/record/entry";
import { keyOfDid } from "@raceway/record/multibase";
import type { Certificate, LotFile, PartCertificate } from "./certificate.ts";
import { checksOfLot } from "./check-lot.ts";
import { leafHash, rootByInclusion } from "./inclusion.ts";
import { isProven } from "./integrity-proof.ts";
import { isSignedBy } from "./web-crypto.ts";

/** One thing that was looked at in a certificate; `check-words.ts` says it to people. */
export interface Check {
  readonly what: "form" | "signature" | "entry" | "inclusion" | "sum" | "checkpoint" | "key";
  readonly ok: boolean;
  readonly finding: Finding;
  readonly facts: Readonly<Record<string, string | number>>;
}

export type Finding = keyof typeof import("./check-words.ts").FINDINGS;

/**
 * Looks at everything that a certificate claims; with Web Cryptography only, so that a browser can do it. Never throws, whatever it is given.
 *
 * @param given a part's certificate, a lot's, or a lot's with its entries.
 * @param trusted names of the keys of whoever issues, known from elsewhere; empty: any, and the reader compares the name.
 */
export async function checkCertificate(
  given: unknown,
  trusted: readonly string[] = [],
): Promise<readonly Check[]> {
  try {
    const certificate = certificateIn(given);
    const [evidence] = certificate.evidence;
    const name = keyOfDid(certificate.issuer.id);
    const own =
      evidence.type === "RecordEntry"
        ? await checksOfPart(certificate as PartCertificate)
        : await checksOfLot(given as LotFile | Certificate);
    return [
      await signatureCheck(certificate, name),
      ...own,
      await checkpointCheck(certificate, evidence.checkpoint, name),
      keyCheck(name, trusted),
    ];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [{ what: "form", ok: false, finding: "noCertificate", facts: { why } }];
  }
}

/** The credential itself of what may be a lot's file. */
export function certificateIn(given: unknown): Certificate {
  return (given as { readonly certificate?: Certificate }).certificate ?? (given as Certificate);
}

async function signatureCheck(certificate: Certificate, name: string | undefined): Promise<Check> {
  const ok =
    name !== undefined &&
    certificate.proof.verificationMethod.startsWith(`${certificate.issuer.id}#`) &&
    (await isProven(certificate, name));
  const finding = ok ? "signed" : "notSigned";
  return { what: "signature", ok, finding, facts: { key: name ?? "?" } };
}

async function checksOfPart(certificate: PartCertificate): Promise<readonly Check[]> {
  const [{ line, seq, path, checkpoint }] = certificate.evidence;
  const entry = JSON.parse(line) as Entry;
  const isSame =
    canonicalJson(certificate.credentialSubject) === canonicalJson(entry.body) &&
    entry.seq === seq &&
    entry.time === certificate.validFrom;
  const root = await rootByInclusion(
    await leafHash(utf8(line)),
    seq,
    checkpoint.size,
    path.map(bytesOfHex),
  );
  const isIncluded = root !== undefined && hexOf(root) === checkpoint.root;
  return [
    { what: "entry", ok: isSame, finding: isSame ? "same" : "other", facts: { entry: entry.seq } },
    {
      what: "inclusion",
      ok: isIncluded,
      finding: isIncluded ? "included" : "notIncluded",
      facts: { entries: checkpoint.size },
    },
  ];
}

/** A checkpoint is signed by whoever issues the certificate, and is of that plant. */
async function checkpointCheck(
  { issuer }: Certificate,
  checkpoint: Checkpoint,
  name: string | undefined,
): Promise<Check> {
  const { signature, ...body } = checkpoint;
  const facts = { site: checkpoint.origin, time: checkpoint.time, key: checkpoint.key };
  const bytes = bytesOfBase64(signature);
  const signed = utf8(canonicalJson(body as unknown as Json));
  // The last letter of base64 has bits that say nothing.
  const isGenuine =
    base64Of(bytes) === signature && (await isSignedBy(checkpoint.key, signed, bytes));
  const finding = !isGenuine
    ? "checkpointForged"
    : checkpoint.origin !== issuer.name
      ? "checkpointElsewhere"
      : checkpoint.key !== name
        ? "checkpointOtherKey"
        : "checkpointGenuine";
  return { what: "checkpoint", ok: finding === "checkpointGenuine", finding, facts };
}

function keyCheck(name: string | undefined, trusted: readonly string[]): Check {
  const ok = trusted.length === 0 || trusted.includes(name ?? "");
  const finding = trusted.length === 0 ? "keyNotCompared" : ok ? "keyTrusted" : "keyUnknown";
  return {
    what: "key",
    ok,
    finding,
    facts: { key: name ?? "?", trusted: trusted.join(", ") },
  };
}
