import { readFileSync, statSync } from "node:fs";
import { checkCertificate } from "@raceway/certificate/check-certificate";
import { checkName, checkText } from "@raceway/certificate/check-words";
import { readCertificate } from "@raceway/certificate/read-certificate";
import { verifyRecord } from "@raceway/record/verify-record";
import type { Command } from "commander";

interface VerifyOptions {
  readonly key?: readonly string[];
  readonly archive?: string;
  readonly checkpoints?: string;
}

/** `raceway verify`: whether a record, or a certificate, is what it was. Needs nothing but the files. */
export function addVerifyCommand(program: Command): void {
  program
    .command("verify")
    .argument("<path>", "folder of a record, or a certificate: its .json or .pdf")
    .description("proves that a record or a certificate was not altered, or says where; offline")
    .option("--key <names...>", "names of the keys that must have signed, as the plant tells them")
    .option("--archive <folder>", "where old entries of the record were moved to")
    .option(
      "--checkpoints <file>",
      "checkpoints that were kept elsewhere, one a line: the record must go on from each",
    )
    .action(async (path: string, options: VerifyOptions) => {
      if (statSync(path).isDirectory()) verifyFolder(path, options);
      else await verifyFile(path, options.key ?? []);
    });
}

/** @throws Error that names every flaw. */
function verifyFolder(
  path: string,
  { key = [], archive, checkpoints: witness }: VerifyOptions,
): void {
  const begun = performance.now();
  const { entries, archived, checkpoints, witnessed, keys, unsigned, root, flaws } = verifyRecord(
    path,
    { trusted: key[0], archive, witness },
  );
  if (flaws.length > 0) {
    const list = flaws.map(
      ({ seq, what }) => `${seq === undefined ? "" : `entry ${seq}: `}${what}`,
    );
    throw new Error(`${path} is not what it was:\n  ${list.join("\n  ")}`);
  }
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  const kept = archived === 0 ? "" : `, ${archived} of them archived`;
  const from = witnessed === 0 ? "" : `it goes on from ${witnessed} checkpoints kept elsewhere\n`;
  process.stdout.write(
    `${entries} entries${kept}, ${checkpoints} checkpoints: nothing was altered (${seconds} s)\n` +
      `root ${root}; ${unsigned} entries are behind the last checkpoint\n${from}` +
      `signed with ${keys.join(", ") || "no key yet"}${key.length > 0 ? "" : ": compare with what the plant tells"}\n`,
  );
}

/** @throws Error that names every check that fails. */
async function verifyFile(path: string, trusted: readonly string[]): Promise<void> {
  let given: unknown;
  try {
    given = await readCertificate(readFileSync(path));
  } catch (error) {
    throw new Error(
      `${path} holds no certificate: ${error instanceof Error ? error.message : error}`,
    );
  }
  const checks = await checkCertificate(given, trusted);
  for (const check of checks)
    process.stdout.write(
      `${check.ok ? "ok  " : "FAIL"}  ${checkName(check, "en").padEnd(10)}  ${checkText(check, "en")}\n`,
    );
  if (checks.some(({ ok }) => !ok)) throw new Error(`${path} is not to be trusted`);
}
