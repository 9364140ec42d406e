import { dirname, join } from "node:path";
import { type Accounts, openAccounts } from "@raceway/access/accounts";
import { type Audit, openAudit } from "@raceway/access/audit/audit";
import { destinationOf } from "@raceway/access/audit/destination";
import { openSeal } from "@raceway/access/audit/seal";
import { type Shipping, startShipping } from "@raceway/access/audit/shipping";
import type { Log } from "@raceway/ports/log";
import { Option } from "commander";
import { secretOf } from "./secret.ts";

export const accountsOption = () =>
  new Option(
    "--accounts <file>",
    "accounts of people, sensors and services (default: accounts.sqlite in --data)",
  ).env("RACEWAY_ACCOUNTS");

export const auditSealOption = () =>
  new Option(
    "--audit-seal <dir>",
    "what the audit is verified by: its key and where it ended; best on another volume (default: audit-seal beside the accounts)",
  ).env("RACEWAY_AUDIT_SEAL");

export const auditShipOption = () =>
  new Option(
    "--audit-ship <urls>",
    "copies of the audit, separated by commas: syslog+tls://HOST[:PORT], syslog+tcp://, syslog+udp://, https:// (token: RACEWAY_AUDIT_SHIP_TOKEN)",
  ).env("RACEWAY_AUDIT_SHIP");

/** Where the accounts are, beside them the audit, and what it is verified by. */
export interface AccountsPlace {
  readonly accounts?: string;
  readonly auditSeal?: string;
  readonly data: string;
}

export function accountsPath({ accounts, data }: AccountsPlace): string {
  return accounts ?? join(data, "accounts.sqlite");
}

export function auditPath(place: AccountsPlace): string {
  return join(dirname(accountsPath(place)), "audit.sqlite");
}

export function sealPath(place: AccountsPlace): string {
  return place.auditSeal ?? join(dirname(accountsPath(place)), "audit-seal");
}

/** @throws Error when the file is not what it should be. */
export function accountsOf(place: AccountsPlace): Accounts {
  return openAccounts(accountsPath(place));
}

/**
 * The audit, verified by the key of RACEWAY_AUDIT_KEY, or that of the seal's directory, which is made when there is none.
 *
 * @throws Error when it cannot be opened, or its key is gone.
 */
export function auditOf(place: AccountsPlace, writer: string, log?: Log): Audit {
  const seal = openSeal(sealPath(place), secretOf("RACEWAY_AUDIT_KEY"));
  const onOwed = (reason: string) =>
    log?.error(
      { reason },
      "the audit lacks how an act went; nothing else is done until it is written",
    );
  return openAudit(auditPath(place), { seal, writer, onOwed });
}

/** Copies the audit to where the options say, as long as the service runs. @throws RangeError for an address that leads nowhere. */
export function auditShipping(audit: Audit, { auditShip }: AuditShipOptions, log: Log): Shipping {
  const addresses = (auditShip ?? "").split(",").map((address) => address.trim());
  const token = secretOf("RACEWAY_AUDIT_SHIP_TOKEN");
  const destinations = addresses
    .filter((address) => address !== "")
    .map((address) => destinationOf(address, token));
  return startShipping({ audit, destinations, log });
}

export interface AuditShipOptions {
  readonly auditShip?: string;
}
