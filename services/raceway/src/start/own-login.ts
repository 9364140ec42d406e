import { randomBytes } from "node:crypto";

export interface OwnLogin {
  readonly username: string;
  readonly password: string;
}

/** A login for the parts of one process among themselves: made anew at each start, kept nowhere. */
export function makeOwnLogin(): OwnLogin {
  return { username: "raceway-inside", password: randomBytes(32).toString("base64url") };
}
