import { createPrivateKey } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { openAccounts } from "@raceway/access/accounts";
import { isPerson } from "@raceway/access/role";
import { strayScopes } from "@raceway/access/sensor-topics";
import { readRevocationLists } from "@raceway/gateway/revocation-list";
import { type Plant, pointsOf } from "@raceway/model/plant";
import { readPlant } from "../plant-option.ts";
import { openStore } from "../store-option.ts";
import { certificateOf } from "../tls-option.ts";
import { type Finding, fail, ok, saidBy, warn } from "./finding.ts";

/** The plant file, and what it describes when it is sound. */
export function checkPlant(path: string): { readonly plant?: Plant; readonly findings: Finding[] } {
  try {
    const plant = readPlant(path);
    const points = pointsOf(plant);
    const without = [...points.values()].filter(({ point }) => point.bearing === undefined).length;
    const found = `${path} is sound: ${plant.lines.length} lines, ${points.size} points, ${without} of them without a bearing`;
    return { plant, findings: [ok("plant", found)] };
  } catch (error) {
    return { findings: [fail("plant", saidBy(error), `raceway check ${path} lists every fault`)] };
  }
}

/** The accounts file: readable, private, with an administrator, and with points that exist. */
export function checkAccounts(path: string, plant: Plant | undefined): Finding[] {
  if (!existsSync(path))
    return [ok("accounts", `${path} does not exist yet: nobody has an account`)];
  try {
    const isPrivate = (statSync(path).mode & 0o077) === 0;
    const accounts = openAccounts(path).list();
    const people = accounts.filter(({ role }) => isPerson(role)).length;
    const found = `${path}: ${people} people, ${accounts.length - people} sensors and services`;
    const findings = [
      isPrivate
        ? ok("accounts", found)
        : fail("accounts", `${found}; others than its owner may read it`, `chmod 600 ${path}`),
    ];
    for (const { name, points = [] } of plant === undefined ? [] : accounts)
      for (const scope of strayScopes(points, pointsOf(plant as Plant).keys()))
        findings.push(
          warn(
            "accounts",
            `${name} may publish for ${scope}, which the plant lacks`,
            "remove the account, or correct the plant file",
          ),
        );
    return findings;
  } catch (error) {
    return [
      fail("accounts", saidBy(error), "restore it from a backup; until then nobody is let in"),
    ];
  }
}

/** Certificates: readable, made for their keys, valid for some time to come. */
export function checkCertificate(
  what: string,
  certPath: string | undefined,
  keyPath: string | undefined,
  now: number,
): Finding[] {
  if (!certPath) return [];
  try {
    const certificate = certificateOf(readFileSync(certPath), certPath);
    if (
      keyPath !== undefined &&
      !certificate.checkPrivateKey(createPrivateKey(readFileSync(keyPath)))
    )
      return [
        fail(
          "tls",
          `${what}: ${keyPath} is not the key of ${certPath}`,
          "take the pair as it was issued",
        ),
      ];
    const ends = new Date(certificate.validTo);
    const days = Math.floor((ends.getTime() - now) / 86_400_000);
    const found = `${what}: ${certPath} is valid until ${ends.toISOString().slice(0, 10)} (${days} days)`;
    const todo = "renew it; a running service takes the new one by itself";
    if (days < 0) return [fail("tls", found, todo)];
    return [days < 30 ? warn("tls", found, todo) : ok("tls", found)];
  } catch (error) {
    return [fail("tls", `${what}: ${saidBy(error)}`, "give PEM files that the service may read")];
  }
}

/** Revocation lists: readable, and still counting; TLS refuses every certificate once they do not. */
export function checkRevocations(path: string | undefined, now: number): Finding[] {
  if (!path) return [];
  try {
    const ends = readRevocationLists(readFileSync(path, "utf8")).map(
      ({ nextUpdate }) => nextUpdate,
    );
    const first = Math.min(...ends.filter((end) => end !== undefined));
    if (first === Number.POSITIVE_INFINITY) return [ok("tls", `${path} names no end`)];
    const found = `${path} counts until ${new Date(first).toISOString()}`;
    const todo = "have the authority write a new list; a running service takes it by itself";
    if (first < now) return [fail("tls", `${found}: every client certificate is refused`, todo)];
    return [first - now < 86_400_000 ? warn("tls", found, todo) : ok("tls", found)];
  } catch (error) {
    return [fail("tls", `${path}: ${saidBy(error)}`, "give PEM that the service may read")];
  }
}

/** Whether the store answers. An embedded one that a service has open cannot be looked at from here. */
export async function checkStore(url: string): Promise<Finding[]> {
  const file = url.startsWith("duckdb:") ? url.slice("duckdb:".length) : undefined;
  if (file !== undefined && !existsSync(file))
    return [ok("store", `${file} does not exist yet, the first start makes it`)];
  try {
    const store = await openStore(url);
    try {
      const { ok: answers, reason } = await store.ready();
      return answers
        ? [ok("store", `${store.name} answers`)]
        : [
            fail(
              "store",
              `${store.name}: ${reason ?? "not ready"}`,
              "is it running, and do address, database and login fit? Results wait in the journal",
            ),
          ];
    } finally {
      await store.close();
    }
  } catch (error) {
    const said = saidBy(error);
    return file !== undefined && /lock|in use/i.test(said)
      ? [ok("store", `${file} is in use by a running service`)]
      : [fail("store", said, "a readable file, or influxdb://host:8086/database, is right")];
  }
}
