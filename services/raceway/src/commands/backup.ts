import { join } from "node:path";
import type { Command } from "commander";
import { makeBackup } from "../backup/make-backup.ts";
import type { Manifest } from "../backup/manifest.ts";
import { dataOption, storeOption } from "../options.ts";
import { ownVersion } from "../version.ts";

interface BackupOptions {
  readonly data: string;
  readonly store?: string;
}

/** `raceway backup TO`: everything of a data directory, while its services run or not. */
export function addBackupCommand(program: Command): void {
  program
    .command("backup")
    .description(
      "save a data directory (journals, alarms, accounts, audit, embedded store) to a new folder, also while services run",
    )
    .argument("<to>", "a folder that is empty or does not exist")
    .addOption(dataOption())
    .addOption(storeOption())
    .action(async (to: string, { data, store }: BackupOptions) => {
      const url = store ?? `duckdb:${join(data, "telemetry.duckdb")}`;
      const duckdb = url.startsWith("duckdb:") ? url.slice("duckdb:".length) : undefined;
      const place = { data, to, ...(duckdb !== undefined && { duckdb }) };
      const manifest = await makeBackup(place, ownVersion());
      process.stdout.write(inWords(to, manifest));
      if (duckdb === undefined)
        process.stdout.write(
          "The history is in InfluxDB, which saves it itself: influxd backup -portable -db DATABASE FOLDER (docs/deploy.md)\n",
        );
      process.stdout.write(
        "Not in it: the plant file, certificates, and what the environment holds (passwords, keys)\n",
      );
    });
}

function inWords(to: string, { files }: Manifest): string {
  const lines = files.map(({ name, bytes }) => `${String(bytes).padStart(12)}  ${name}`);
  return [...lines, `${to} holds ${files.length} files`, ""].join("\n");
}
