import { dirname, join } from "node:path";
import { type Accounts, openAccounts } from "@raceway/access/accounts";
import { Option } from "commander";

export const accountsOption = () =>
  new Option(
    "--accounts <file>",
    "accounts of people, sensors and services (default: accounts.json in --data)",
  ).env("RACEWAY_ACCOUNTS");

/** Where the accounts are, and beside them the audit of changes. */
export interface AccountsPlace {
  readonly accounts?: string;
  readonly data: string;
}

export function accountsPath({ accounts, data }: AccountsPlace): string {
  return accounts ?? join(data, "accounts.json");
}

export function auditPath(place: AccountsPlace): string {
  return join(dirname(accountsPath(place)), "audit.sqlite");
}

/** @throws Error when the file is not what it should be. */
export function accountsOf(place: AccountsPlace): Accounts {
  return openAccounts(accountsPath(place));
}
