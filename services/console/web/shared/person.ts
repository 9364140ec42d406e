import { includes, isRole, type PersonRole } from "@raceway/access/role";
import type { AlarmAct } from "@raceway/model/alarm";
import { getSession } from "./api.ts";

const KEY = "raceway.who";

interface Account {
  readonly name: string;
  readonly role: string;
  /** By line: another role there. */
  readonly lines?: Readonly<Record<string, string>>;
}

let account: Account | undefined;

/** Asks who is logged in. Where there are no logins, people say who they are. */
export async function startPerson(): Promise<void> {
  const session = await getSession().catch(() => undefined);
  if (session?.logins && session.name)
    account = { ...session, name: session.name, role: session.role ?? "viewer" };
}

/** The account of who is logged in; undefined where there are no logins. */
export function loggedIn(): Account | undefined {
  return account;
}

/** Whether who looks may do an act on alarms, or tell of work, on some line: the service asks for the same roles on the line itself. */
export function mayAct(act?: AlarmAct["act"]): boolean {
  return has(isOutage(act) ? "engineer" : "operator");
}

/** What is out of service is seen by nobody, so not every operator may do that. */
function isOutage(act: AlarmAct["act"] | undefined): boolean {
  return act === "take-out-of-service" || act === "return-to-service";
}

/** Whether who looks has a role, or one that includes it, in the plant or on some line. Where there are no logins, everybody has. */
export function has(role: PersonRole): boolean {
  if (account === undefined) return true;
  const roles = [account.role, ...Object.values(account.lines ?? {})];
  return roles.some((own) => isRole(own) && includes(own, role));
}

/** The name to act under: of the account, or the one used before; empty when none is known. */
export function personName(): string {
  return account?.name ?? localStorage.getItem(KEY) ?? "";
}

export function rememberName(name: string): void {
  if (account === undefined) localStorage.setItem(KEY, name);
}
