import { type Bytes, bytesOfBase64 } from "@raceway/record/bytes";

/** The two things of cryptography that a check needs, as browsers and Node have them alike (Web Cryptography, Ed25519 after RFC 8032). */

export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** Whether a signature is that of the key of a name (its public half, base64url). False for what is no key. */
export async function isSignedBy(name: string, bytes: Bytes, signature: Bytes): Promise<boolean> {
  const key = await publicKey(name);
  return key !== undefined && crypto.subtle.verify("Ed25519", key, signature, bytes);
}

async function publicKey(name: string) {
  try {
    return await crypto.subtle.importKey("raw", bytesOfBase64(name), "Ed25519", false, ["verify"]);
  } catch {
    return undefined;
  }
}

/** Why nothing can be checked here: no Web Cryptography (a page that came over plain HTTP), or one without Ed25519 (an older browser). */
export async function whatIsMissing(): Promise<"crypto" | "ed25519" | undefined> {
  if (globalThis.crypto?.subtle === undefined) return "crypto";
  // The base point: a key that is valid everywhere.
  const known = await publicKey("WGZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmY");
  return known === undefined ? "ed25519" : undefined;
}
