import { z } from "zod";
import { ROLES, type Role } from "./role.ts";

/** A name that is safe in logs, headers and certificates. A sensor may also be called by its point path. */
const NAME_PATTERN = /^[a-z0-9][a-z0-9._/-]{0,199}$/;

/** Every point of the plant. */
export const ALL_POINTS = "*";

const hash = z.strictObject({
  n: z
    .int()
    .min(2)
    .max(2 ** 17),
  r: z.int().min(1).max(16),
  p: z.int().min(1).max(16),
  salt: z.base64(),
  hash: z.base64(),
});

const account = z.strictObject({
  name: z.string().regex(NAME_PATTERN),
  role: z.enum(ROLES),
  points: z.array(z.string()).exactOptional(),
  password: hash.exactOptional(),
  changedAt: z.iso.datetime(),
});

/** Schema of the accounts file. */
export const accountsFile = z.strictObject({ version: z.literal(1), accounts: z.array(account) });

/** Somebody or something that may come in. */
export type Account = z.output<typeof account>;

/** Who came in, without what proves it. */
export interface Identity {
  readonly name: string;
  readonly role: Role;
  /** Only for a sensor: the points it may publish for, as `site/line/machine/point` or the beginning of such paths; `*`: all. */
  readonly points?: readonly string[];
}

/** What is wrong with an account's name; undefined: nothing. */
export function nameFault(name: string): string | undefined {
  return NAME_PATTERN.test(name)
    ? undefined
    : "a name of up to 200 lower-case letters, digits and . _ - / that begins with a letter or digit is right";
}

export function identityOf({ name, role, points }: Account): Identity {
  return { name, role, ...(points && { points }) };
}
