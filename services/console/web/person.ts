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

/** Whether who looks may act on alarms and tell of work. */
export function mayAct(): boolean {
  return account?.role !== "viewer";
}

/** The name to act under: of the account, or the one used before; empty when none is known. */
export function personName(): string {
  return account?.name ?? localStorage.getItem(KEY) ?? "";
}

export function rememberName(name: string): void {
  if (account === undefined) localStorage.setItem(KEY, name);
}
