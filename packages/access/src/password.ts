import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

/** A password as it is kept: RFC 7914 scrypt with its cost, so that the cost can rise and old ones still be read. Bytes are base64. */
export interface PasswordHash {
  readonly n: number;
  readonly r: number;
  readonly p: number;
  readonly salt: string;
  readonly hash: string;
}

/** The cost for passwords that people choose: one of OWASP's equivalents (32 MiB and some tenths of a second each). */
const CHOSEN = { n: 2 ** 15, r: 8, p: 3 } as const;
/**
 * The cost for generated passwords. 144 random bits cannot be guessed at any cost, and a thousand sensors that return together must not need minutes to
 * log in.
 */
const GENERATED = { n: 2 ** 12, r: 8, p: 1 } as const;

const SHORTEST = 12;
const LONGEST = 256;
const HASH_BYTES = 32;
const MEMORY_BYTES = 128 * 1024 * 1024;

/** 144 random bits as 24 characters that are safe in shells, files and URLs. */
export function generatePassword(): string {
  return randomBytes(18).toString("base64url");
}

/** What is wrong with a password that somebody chose; undefined: nothing. Says nothing of the password itself. */
export function passwordFault(name: string, password: string): string | undefined {
  if (password.length < SHORTEST)
    return `a password of at least ${SHORTEST} characters is right: three words are easy to keep`;
  if (password.length > LONGEST) return `a password of at most ${LONGEST} characters is right`;
  if (password.toLowerCase().includes(name.toLowerCase()))
    return "a password that does not contain the account's name is right";
  if (new Set(password).size < 5)
    return "a password of at least five different characters is right";
  return undefined;
}

/** Hashes a password with a salt of its own. `generated` only for one from {@link generatePassword}. */
export async function hashPassword(password: string, generated = false): Promise<PasswordHash> {
  const cost = generated ? GENERATED : CHOSEN;
  const salt = randomBytes(16);
  const hash = await derive(password, salt, cost);
  return { ...cost, salt: salt.toString("base64"), hash: hash.toString("base64") };
}

/** Whether a password is the one of a hash; takes as long for a right one as for a wrong one. */
export async function isPassword(password: string, kept: PasswordHash): Promise<boolean> {
  const expected = Buffer.from(kept.hash, "base64");
  // One that is too long takes as long, and matches nothing.
  const found = await derive(password.slice(0, LONGEST), Buffer.from(kept.salt, "base64"), kept);
  return (
    found.length === expected.length &&
    timingSafeEqual(found, expected) &&
    password.length <= LONGEST
  );
}

/** What no password matches, at the cost of `like`, or of a `generated` or chosen password. */
export function impossibleHash(generated: boolean, like?: PasswordHash): PasswordHash {
  const random = (bytes: number) => randomBytes(bytes).toString("base64");
  const { n, r, p } = like ?? (generated ? GENERATED : CHOSEN);
  return { n, r, p, salt: random(16), hash: random(HASH_BYTES) };
}

/** Hashes of the same cost take the same time. */
export const costOf = ({ n, r, p }: PasswordHash): string => `${n} ${r} ${p}`;

function derive(
  password: string,
  salt: Buffer,
  { n, r, p }: { readonly n: number; readonly r: number; readonly p: number },
): Promise<Buffer> {
  const cost = { N: n, r, p, maxmem: MEMORY_BYTES };
  return new Promise((resolve, reject) =>
    scrypt(password.normalize("NFKC"), salt, HASH_BYTES, cost, (error, key) =>
      error === null ? resolve(key) : reject(error),
    ),
  );
}
