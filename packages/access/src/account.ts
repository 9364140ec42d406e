import { z } from "zod";
import { PERSON_ROLES, type PersonRole, ROLES, type Role } from "./role.ts";

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

/** Whom another house vouches for: its OpenID Connect issuer, and what it calls the person for ever. */
const voucher = z.strictObject({ issuer: z.string(), subject: z.string() });

/** An account as it is kept. */
export const accountSchema = z.strictObject({
  name: z.string().regex(NAME_PATTERN),
  role: z.enum(ROLES),
  points: z.array(z.string()).exactOptional(),
  lines: z.record(z.string(), z.enum(PERSON_ROLES)).exactOptional(),
  limited: z.literal(true).exactOptional(),
  disabled: z.literal(true).exactOptional(),
  voucher: voucher.exactOptional(),
  password: hash.exactOptional(),
  changedAt: z.iso.datetime(),
});

/** Somebody or something that may come in. */
export type Account = z.output<typeof accountSchema>;
export type Voucher = z.output<typeof voucher>;

/** Who came in, without what proves it. */
export interface Identity extends LineRoles {
  readonly name: string;
  /** Of a sensor or service: the points it may speak for, as `site/line/machine/point` or the beginning of such paths; `*`: all. */
  readonly points?: readonly string[];
}

/** What a person may do where. */
export interface LineRoles {
  /** Wherever `lines` says nothing else. */
  readonly role: Role;
  /** By line: another role there. */
  readonly lines?: Readonly<Record<string, PersonRole>>;
  /** Sees nothing of other lines than `lines`; `role` counts only for what belongs to no line. */
  readonly limited?: true;
}

/** What is wrong with an account's name; undefined: nothing. */
export function nameFault(name: string): string | undefined {
  return NAME_PATTERN.test(name)
    ? undefined
    : "a name of up to 200 lower-case letters, digits and . _ - / that begins with a letter or digit is right";
}

export function identityOf({ name, role, points, lines, limited }: Account): Identity {
  return {
    name,
    role,
    ...(points && { points }),
    ...(lines && { lines }),
    ...(limited && { limited }),
  };
}
