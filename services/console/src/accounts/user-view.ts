import type { PersonRole, Role } from "@raceway/access/role";

/** An account, as an administrator sees it. */
export interface UserView {
  readonly name: string;
  readonly role: Role;
  /** Of a sensor: those it publishes for. */
  readonly points?: readonly string[];
  readonly lines?: Readonly<Record<string, PersonRole>>;
  /** Sees nothing of other lines than `lines`. */
  readonly limited?: true;
  /** Nobody is let in by it. */
  readonly disabled?: true;
  /** The OpenID Connect issuer that logs it in. */
  readonly vouchedBy?: string;
  /** Without a password: only its certificate lets it in. */
  readonly certificate: boolean;
  readonly changedAt: string;
  /** Present ones at the console. */
  readonly sessions: number;
}
