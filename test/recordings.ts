import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where public recordings lie unpacked; they are never part of the repository. */
export const RECORDINGS = process.env["RACEWAY_RECORDINGS"] ?? "/var/tmp/raceway-data";

const ARCHIVES = fileURLToPath(new URL("../../shared/data/unpack", import.meta.url));

/** Unpacks recordings from the archives beside the checkout, where there are any; each only once. */
export default function unpackRecordings(): void {
  if (!existsSync(ARCHIVES)) return;
  const { status, stderr } = spawnSync(ARCHIVES, {
    env: { ...process.env, RACEWAY_DATA: RECORDINGS },
    encoding: "utf8",
  });
  if (status !== 0) process.stdout.write(`recordings could not be unpacked: ${stderr.trim()}\n`);
}
