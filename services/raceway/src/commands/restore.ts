import type { Command } from "commander";
import { restoreBackup } from "../backup/restore.ts";
import { dataOption } from "../options.ts";

/** `raceway restore FROM`: a backup into an empty data directory. */
export function addRestoreCommand(program: Command): void {
  program
    .command("restore")
    .description("put what `raceway backup` saved into an empty data directory")
    .argument("<from>", "folder of the backup")
    .addOption(dataOption())
    .action(async (from: string, { data }: { readonly data: string }) => {
      const { raceway, at, files } = await restoreBackup(from, data);
      process.stdout.write(
        `${data} is as it was at ${at} (raceway ${raceway}, ${files.length} files). Start the services\n`,
      );
    });
}
