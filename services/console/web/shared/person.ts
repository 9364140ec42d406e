import { includes, isRole, type PersonRole } from "@raceway/access/role";
import type { AlarmAct } from "@raceway/model/alarm";
import { getSession } from "./api.ts";

const KEY = "raceway.who";

let account: { readonly name: string; readonly role: string } | undefined;

/** Asks who is logged in. Where there are no logins, people say who they are. */
export async function startPerson(): Promise<void> {
  const session = await getSession().catch(() => undefined);
  if (session?.logins && session.name)
    account = { name: session.name, role: session.role ?? "viewer" };
}

/** The account of who is logged in; undefined where there are no logins. */
export function loggedIn(): { readonly name: string; readonly role: string } | undefined {
  return account;
}

/** Whether who looks may do an act on alarms, or tell of work: the service asks for the same roles. */
export function mayAct(act?: AlarmAct["act"]): boolean {
  if (account === undefined) return true;
  const { role } = account;
  return role === "engineer" || role === "admin" || (role === "operator" && !isOutage(act));
}

/** What is out of service is seen by nobody, so not every operator may do that. */
function isOutage(act: AlarmAct["act"] | undefined): boolean {
  return act === "take-out-of-service" || act === "return-to-service";
}

/** Whether who looks has a role, or one that includes it. Where there are no logins, everybody has. */
export function has(role: PersonRole): boolean {
  return account === undefined || (isRole(account.role) && includes(account.role, role));
}

/** The name to act under: of the account, or the one used before; empty when none is known. */
export function personName(): string {
  return account?.name ?? localStorage.getItem(KEY) ?? "";
}

export function rememberName(name: string): void {
  if (account === undefined) localStorage.setItem(KEY, name);
}
