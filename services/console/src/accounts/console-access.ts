import type { Accounts } from "@raceway/access/accounts";
import { createLogins, type Logins, type RefusedLogin } from "@raceway/access/logins";
import { createSessions, type Sessions } from "@raceway/access/sessions";
import { type Clock, systemClock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import type { Oidc } from "./oidc.ts";

/** Logins of people at the console. */
export interface ConsoleAccess {
  readonly accounts: Accounts;
  readonly logins: Logins;
  readonly sessions: Sessions;
  /** Absent: local accounts only. */
  readonly oidc?: Oidc;
}

/** Accounts with what checks and remembers them. */
export function createConsoleAccess(
  accounts: Accounts,
  log: Log,
  onRefused?: (refusal: RefusedLogin) => void,
  clock: Clock = systemClock,
): ConsoleAccess {
  return {
    accounts,
    logins: createLogins({ accounts, clock, log, ...(onRefused && { onRefused }) }),
    sessions: createSessions(accounts, clock),
  };
}
