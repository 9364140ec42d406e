import type { Role } from "@raceway/access/role";

/** An account, as an administrator sees it. */
export interface UserView {
  readonly name: string;
  readonly role: Role;
  /** Of a sensor: those it publishes for. */
  readonly points?: readonly string[];
  /** Without a password: only its certificate lets it in. */
  readonly certificate: boolean;
  readonly changedAt: string;
  /** Present ones at the console. */
  readonly sessions: number;
}
