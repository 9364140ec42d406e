import { readFileSync, statSync } from "node:fs";
import { checkCertificate } from "@raceway/record/certificate";
import { verifyRecord } from "@raceway/record/verify-record";
import type { Command } from "commander";

interface VerifyOptions {
  readonly key?: readonly string[];
}

/** `raceway verify`: whether a record, or a certificate, is what it was. Needs nothing but the files. */
export function addVerifyCommand(program: Command): void {
  program
    .command("verify")
    .argument("<path>", "folder of a record, or a certificate (.json)")
    .description("proves that a record or a certificate was not altered, or says where; offline")
    .option("--key <names...>", "names of the keys that must have signed, as the plant tells them")
    .action((path: string, { key = [] }: VerifyOptions) => {
      if (statSync(path).isDirectory()) verifyFolder(path, key);
      else verifyFile(path, key);
    });
}

/** @throws Error that names every flaw. */
function verifyFolder(path: string, trusted: readonly string[]): void {
  const begun = performance.now();
  const { entries, archived, checkpoints, keys, unsigned, root, flaws } = verifyRecord(
    path,
    trusted[0],
  );
  if (flaws.length > 0) {
    const list = flaws.map(
      ({ seq, what }) => `${seq === undefined ? "" : `entry ${seq}: `}${what}`,
    );
    throw new Error(`${path} is not what it was:\n  ${list.join("\n  ")}`);
  }
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  const kept = archived === 0 ? "" : `, ${archived} of them archived`;
  process.stdout.write(
    `${entries} entries${kept}, ${checkpoints} checkpoints: nothing was altered (${seconds} s)\n` +
      `root ${root}; ${unsigned} entries are behind the last checkpoint\n` +
      `signed with ${keys.join(", ") || "no key yet"}${trusted.length > 0 ? "" : ": compare with what the plant tells"}\n`,
  );
}

/** @throws Error that names every check that fails. */
function verifyFile(path: string, trusted: readonly string[]): void {
  let certificate: unknown;
  try {
    certificate = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Error(`${path} is no JSON: ${error instanceof Error ? error.message : error}`);
  }
  const checks = checkCertificate(certificate, trusted);
  for (const { what, ok, found } of checks)
    process.stdout.write(`${ok ? "ok  " : "FAIL"}  ${what.padEnd(10)}  ${found}\n`);
  if (checks.some(({ ok }) => !ok)) throw new Error(`${path} is not to be trusted`);
}
