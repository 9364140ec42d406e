import { readFileSync } from "node:fs";
import { type Accounts, isWorkingAdmin } from "@raceway/access/accounts";
import type { Audit } from "@raceway/access/audit/audit";
import { refusedLogins } from "@raceway/access/audit/refusals";
import { ensureFirstAdmin, FIRST_ADMIN } from "@raceway/access/first-admin";
import { type ConsoleAccess, createConsoleAccess } from "@raceway/console/accounts/console-access";
import { createOidc, type Oidc } from "@raceway/console/accounts/oidc";
import { oidcConfigSchema } from "@raceway/console/accounts/oidc-config";
import type { ConsoleTls } from "@raceway/console/http/server";
import type { Log } from "@raceway/ports/log";
import { Option } from "commander";
import { secretOf } from "../secret.ts";
import { keyPair } from "../tls-option.ts";
import { isLoopback } from "./loopback.ts";

export interface ConsoleSecurityOptions {
  readonly consoleHost: string;
  readonly consoleTlsCert?: string;
  readonly consoleTlsKey?: string;
  readonly consoleProxy?: string;
  readonly consoleLogins?: true;
  readonly oidc?: string;
}

export const consoleSecurityOptions = (): Option[] => [
  new Option("--console-tls-cert <file>", "certificate of the console, PEM: HTTPS only").env(
    "RACEWAY_CONSOLE_TLS_CERT",
  ),
  new Option("--console-tls-key <file>", "its key, PEM").env("RACEWAY_CONSOLE_TLS_KEY"),
  new Option(
    "--console-proxy <addresses>",
    "reverse proxies before the console, separated by commas: their X-Forwarded headers count",
  ).env("RACEWAY_CONSOLE_PROXY"),
  new Option(
    "--oidc <file>",
    "logins at an OpenID Connect issuer, JSON (docs/security.md; secret: RACEWAY_OIDC_CLIENT_SECRET)",
  ).env("RACEWAY_OIDC"),
  new Option("--console-logins", "ask for logins also on 127.0.0.1").env("RACEWAY_CONSOLE_LOGINS"),
];

export interface ConsoleSecurityParts {
  readonly accounts: Accounts;
  readonly audit: Audit;
  readonly log: Log;
  /** Shows a person something that must stand in no log. */
  readonly show: (line: string) => void;
}

export interface ConsoleSecurity {
  readonly access?: ConsoleAccess;
  readonly audit: Audit;
  readonly tls?: ConsoleTls;
  readonly trustProxy?: readonly string[];
}

/**
 * How the console is guarded. On the loopback interface nobody needs a login; on any other address, behind a proxy, or when asked for, everybody does. The first
 * administrator's password comes from RACEWAY_ADMIN_PASSWORD (or its _FILE), or is made and shown once.
 */
export async function consoleSecurity(
  options: ConsoleSecurityOptions,
  { accounts, audit, log, show }: ConsoleSecurityParts,
): Promise<ConsoleSecurity> {
  const { consoleHost, consoleTlsCert, consoleTlsKey, consoleProxy, consoleLogins } = options;
  const tls = keyPair(consoleTlsCert, consoleTlsKey, "--console-tls");
  // Compose files hand on what is not set as an empty text.
  const trustProxy = consoleProxy?.trim()
    ? consoleProxy.split(",").map((address) => address.trim())
    : undefined;
  tellUnfinished(audit, log);
  const common = { audit, ...(tls && { tls }), ...(trustProxy && { trustProxy }) };
  if (isLoopback(consoleHost) && trustProxy === undefined && !consoleLogins && !options.oidc)
    return common;
  const shown = await madeAdmin(accounts, audit);
  if (shown !== undefined) {
    show(`First start: log in to the console as "${FIRST_ADMIN}" with the password ${shown}`);
    show("It is shown this once. Change it there, or with: raceway account password admin");
  }
  if (tls === undefined && trustProxy === undefined && !isLoopback(consoleHost))
    log.warn(
      { host: consoleHost },
      "console: passwords travel in the clear: give it --console-tls-cert and --console-tls-key, or a proxy with TLS (--console-proxy)",
    );
  const access = createConsoleAccess(accounts, log, refusedLogins(audit, "console"));
  const oidc = options.oidc ? oidcOf(options.oidc) : undefined;
  return { ...common, access: { ...access, ...(oidc && { oidc }) } };
}

/** @throws RangeError that says what is wrong with the file. */
function oidcOf(path: string): Oidc {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new RangeError(`--oidc ${path}: ${error instanceof Error ? error.message : error}`);
  }
  const parsed = oidcConfigSchema.safeParse(content);
  if (parsed.success) return createOidc(parsed.data, secretOf("RACEWAY_OIDC_CLIENT_SECRET"));
  const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new RangeError(`--oidc ${path}: ${faults.join("; ")}`);
}

async function madeAdmin(accounts: Accounts, audit: Audit): Promise<string | undefined> {
  if (accounts.list().some(isWorkingAdmin)) return undefined;
  const by = { who: "raceway", role: "service", address: "this machine" };
  const intent = audit.begin({ ...by, what: "make the first administrator", target: FIRST_ADMIN });
  const shown = await ensureFirstAdmin(accounts, secretOf("RACEWAY_ADMIN_PASSWORD"));
  intent.end("done");
  return shown;
}

/** A start goes on where the audit cannot be written: people may look, and nothing is done. */
function tellUnfinished(audit: Audit, log: Log): void {
  try {
    for (const { id, who, what, target, at } of audit.takeStock())
      log.warn({ id, who, what, target, at }, "an act was begun and may or may not have happened");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.error({ reason }, "the audit cannot be written: nothing can be done at the console");
  }
}
