import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readOldAccounts } from "@raceway/access/old-accounts-file";
import { ROLES } from "@raceway/access/role";
import { promised, promisePlain, shapeOf, type Target, words } from "./target.ts";

/** The accounts file of version 0.1, which is taken over: whoever may write it may let anybody in, but a damaged one lets nobody in and quotes no secret. */

const SECRET = "c2VjcmV0LXNlY3JldA==";
const password = { n: 4096, r: 8, p: 3, salt: SECRET, hash: SECRET };
const changedAt = "2026-11-22T06:00:00Z";
const file = (...accounts: readonly object[]) => JSON.stringify({ version: 1, accounts });

const folder = mkdtempSync(join(tmpdir(), "raceway-fuzz-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, "accounts.json");

export const ACCOUNTS_TARGET: Target = {
  name: "accounts-file",
  share: 1,
  longest: 16_384,
  seeds: words(
    file(
      { name: "anna", role: "admin", password, changedAt },
      { name: "s/l/m/p", role: "sensor", points: ["s/l/m/p"], changedAt },
    ),
    file({ name: "ingest", role: "service", password, changedAt }),
    file(),
  ),
  dictionary: words(
    ...['"version":1', '"accounts":[', '"name":"x"', '"role":', '"points":["*"]', '"password":'],
    ...['"changedAt":', '"n":1e999', '"n":-1', '"salt":""', '"__proto__":{"role":"admin"}'],
    ...['"constructor":', "null", "true", "{", "}", "[", "]", ",", '"', "\\u0000", "\ufeff"],
    ...ROLES.map((role) => `"${role}"`),
  ),
  run(input) {
    writeFileSync(path, input);
    try {
      const accounts = readOldAccounts(path);
      promisePlain(accounts);
      for (const { role } of accounts) promised(ROLES.includes(role), "every role is a known one");
      return `ok ${accounts.map(({ role }) => role).slice(0, 4)}`;
    } catch (error) {
      const message = String(error);
      promised(message.includes(`the accounts file ${path}`), `only its own errors: ${message}`);
      promised(!message.includes(SECRET), "no secret is quoted");
      promised(message.length < 20_000, "a refusal can be read");
      return shapeOf(message.replace(path, ""));
    }
  },
};
