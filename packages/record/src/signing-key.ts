import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** An Ed25519 key that signs checkpoints and certificates. Its name is its public half: 32 bytes as base64url. */
export interface SigningKey {
  readonly name: string;
  sign(bytes: Uint8Array): Buffer;
}

/** Reads a key, or makes one where there is none. @throws Error for a file that holds no Ed25519 key. */
export function openSigningKey(path: string): SigningKey & { readonly isNew: boolean } {
  const isNew = !existsSync(path);
  if (isNew) writeSigningKey(path);
  return { ...keyOf(createPrivateKey(readFileSync(path)), path), isNew };
}

/** Makes a new key in the place of an old one, which is kept beside it. */
export function renewSigningKey(path: string): SigningKey {
  if (existsSync(path)) renameSync(path, `${path}.${openSigningKey(path).name}`);
  writeSigningKey(path);
  return openSigningKey(path);
}

function writeSigningKey(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const { privateKey } = generateKeyPairSync("ed25519");
  writeFileSync(path, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  chmodSync(path, 0o600);
}

function keyOf(privateKey: KeyObject, path: string): SigningKey {
  if (privateKey.asymmetricKeyType !== "ed25519")
    throw new Error(
      `${path} holds a key of type ${privateKey.asymmetricKeyType}; Ed25519 is right`,
    );
  const { x } = createPublicKey(privateKey).export({ format: "jwk" });
  return { name: String(x), sign: (bytes) => sign(null, bytes, privateKey) };
}

/** Whether a signature is that of the key of a name. Never throws. */
export function isSignedBy(name: string, bytes: Uint8Array, signature: Uint8Array): boolean {
  try {
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: name }, format: "jwk" });
    return verify(null, bytes, key, signature);
  } catch {
    return false;
  }
}
