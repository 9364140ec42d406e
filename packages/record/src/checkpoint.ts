import { canonicalJson } from "./canonical-json.ts";
import { isSignedBy, type SigningKey } from "./signing-key.ts";

/** What a record was at a moment, signed: whoever keeps one sees later whether the record has been changed behind it. */
export type Checkpoint = {
  readonly type: "checkpoint";
  /** Whose record: the site. */
  readonly origin: string;
  readonly size: number;
  /** Merkle root of the first `size` entries, hex. */
  readonly root: string;
  /** ISO 8601. */
  readonly time: string;
  /** Name of the key: its public half, base64url. */
  readonly key: string;
  /** Ed25519 over the canonical JSON of the rest, base64. */
  readonly signature: string;
};

export function signedCheckpoint(
  rest: Omit<Checkpoint, "type" | "key" | "signature">,
  key: SigningKey,
): Checkpoint {
  const body = { type: "checkpoint", ...rest, key: key.name } as const;
  const signature = key.sign(Buffer.from(canonicalJson(body))).toString("base64");
  return { ...body, signature };
}

/** Whether a checkpoint is signed by the key that it names. Whose key that is must be known from elsewhere. */
export function isGenuine({ signature, ...body }: Checkpoint): boolean {
  const bytes = Buffer.from(signature, "base64");
  // The last letter of base64 has bits that say nothing.
  return (
    bytes.toString("base64") === signature &&
    isSignedBy(body.key, Buffer.from(canonicalJson(body)), bytes)
  );
}
