import { CONTEXT } from "./certificate.ts";
import type { IntegrityProof } from "./integrity-proof.ts";

/** What a certificate's proof says beside its value. @param created ISO 8601. */
export function proofOptions(did: string, created: string): Omit<IntegrityProof, "proofValue"> {
  return {
    type: "DataIntegrityProof",
    cryptosuite: "eddsa-jcs-2022",
    created,
    verificationMethod: `${did}#${did.slice("did:key:".length)}`,
    proofPurpose: "assertionMethod",
    "@context": CONTEXT,
  };
}
