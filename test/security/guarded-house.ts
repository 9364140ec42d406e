import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openAccounts } from "@raceway/access/accounts";
import { openAudit } from "@raceway/access/audit/audit";
import { refusedLogins } from "@raceway/access/audit/refusals";
import { openSeal } from "@raceway/access/audit/seal";
import { hashPassword } from "@raceway/access/password";
import type { Role } from "@raceway/access/role";
import { gatewayAccess } from "@raceway/cli/start/gateway-access";
import { createConsoleAccess } from "@raceway/console/accounts/console-access";
import type { Oidc } from "@raceway/console/accounts/oidc";
import { startConsole } from "@raceway/console/start-console";
import { createGateway, type GatewayOptions } from "@raceway/gateway/gateway";
import { startIngest } from "@raceway/ingest/ingest";
import type { Clock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import { openDuckDbStore } from "@raceway/store-duckdb/duckdb-store";
import { passageOf } from "@raceway/wire/topic";
import { plantOf } from "../running-ingest.ts";

export const GRINDER = "works/line-1/grinder/spindle";
export const PRESS = "works/line-1/press/ram";
export const WASHER = "works/line-2/washer/drum";

export const PLANT_FILE = `
site: works
name: Works
lines:
  - id: line-1
    name: Line 1
    machines:
      - { id: grinder, name: Grinder, points: [{ id: spindle, name: Spindle, channels: [{ id: temp, name: Temperature, kind: temperature, unit: degC }] }] }
      - { id: press, name: Press, points: [{ id: ram, name: Ram, channels: [{ id: temp, name: Temperature, kind: temperature, unit: degC }] }] }
  - id: line-2
    name: Line 2
    machines:
      - { id: washer, name: Washer, points: [{ id: drum, name: Drum, channels: [{ id: temp, name: Temperature, kind: temperature, unit: degC }] }] }
`;

/** Everybody's password is made of their name; none may ever be seen in a log. */
export const passwordOf = (name: string) => `secret-of-${name}-00`;

export type House = Awaited<ReturnType<typeof openHouse>>;

/** A plant as on a network: gateway and console with logins, on 127.0.0.1, with everything that was logged. */
export async function openHouse(
  gatewayOptions: Partial<GatewayOptions> = {},
  {
    port = 0,
    oidc,
    clock,
  }: { readonly port?: number; readonly oidc?: Oidc; readonly clock?: Clock } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), "raceway-security-"));
  const plant = plantOf(PLANT_FILE);
  const lines: string[] = [];
  const keep = (facts: object, message: string) => {
    lines.push(`${message} ${JSON.stringify(facts)}`);
  };
  const log: Log = { info: keep, warn: keep, error: keep };
  const accounts = openAccounts(join(folder, "accounts.sqlite"));
  const audit = openAudit(join(folder, "audit.sqlite"), {
    seal: openSeal(join(folder, "audit-seal")),
    writer: "console",
  });
  const add = async (name: string, role: Role, points?: readonly string[]) =>
    accounts.add({
      name,
      role,
      password: await hashPassword(passwordOf(name), true),
      ...(points && { points }),
    });
  await add("grinder", "sensor", [GRINDER]);
  await add("press", "sensor", [PRESS]);
  await add("guessed-at", "sensor", [PRESS]);
  await add("raceway", "service");
  for (const role of ["viewer", "operator", "engineer", "admin"] as const)
    await add(`a-${role}`, role);
  const password = await hashPassword(passwordOf("of-lines"), true);
  const byLine = { "line-1": "engineer" } as const;
  accounts.add({ name: "mixed", role: "viewer", lines: byLine, password });
  accounts.add({ name: "limited", role: "viewer", lines: byLine, limited: true, password });

  const own = { username: "raceway-inside", password: passwordOf("inside") };
  const gateway = createGateway({
    host: "127.0.0.1",
    port: 0,
    maxPayloadBytes: 20_000,
    passage: passageOf,
    access: gatewayAccess({
      host: "0.0.0.0",
      certificates: false,
      plant: () => plant,
      accounts,
      own,
      log,
    }),
    log,
    ...gatewayOptions,
  });
  const store = await openDuckDbStore({ file: join(folder, "telemetry.duckdb") });
  const ingest = await startIngest({
    plant,
    source: gateway,
    store,
    journalPath: join(folder, "ingest.sqlite"),
    threads: 0,
    log,
  });
  const mqtt = { url: `mqtt://127.0.0.1:${gateway.port}`, ...own };
  const access = createConsoleAccess(accounts, log, refusedLogins(audit, "console"));
  const page = await startConsole({
    plant,
    store,
    mqtt,
    port,
    access: { ...access, ...(oidc && { oidc }) },
    ...(clock && { clock }),
    foundFolder: join(folder, "found"),
    audit,
    log,
  });
  return {
    plant,
    accounts,
    audit,
    gateway,
    ingest,
    store,
    mqtt,
    consoleUrl: page.url,
    /** Everything that was logged so far. */
    logged: () => lines.join("\n"),
    async close() {
      await page.close();
      await ingest.close();
      await store.close();
      audit.close();
      rmSync(folder, { recursive: true });
    },
  };
}
