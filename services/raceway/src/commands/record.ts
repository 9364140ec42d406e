import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeCertificate } from "@raceway/record/certificate";
import { findEntries } from "@raceway/record/find-entries";
import { newestCheckpoint, recordFiles } from "@raceway/record/record-log";
import { openRecordReader } from "@raceway/record/record-reader";
import { openSigningKey, renewSigningKey } from "@raceway/record/signing-key";
import type { Command } from "commander";
import { dataOption } from "../options.ts";

interface RecordOptions {
  readonly data: string;
}

/** `raceway record`: certificates of results, and the key that signs. */
export function addRecordCommand(program: Command): void {
  const record = program
    .command("record")
    .description("certificates from the plant's record, and its key");
  record
    .command("certificate")
    .argument("<serial>", "of the part; or the lot of parts without serials")
    .description("writes the newest result of a part as a certificate that can be checked offline")
    .addOption(dataOption())
    .option("--out <file>", "default: standard output")
    .action((serial: string, { data, out }: RecordOptions & { out?: string }) => {
      const text = `${JSON.stringify(certificateOf(join(data, "record"), serial), null, 2)}\n`;
      if (out === undefined) process.stdout.write(text);
      else writeFileSync(out, text);
    });
  record
    .command("key")
    .description("says the name of the key that signs, for those who check")
    .addOption(dataOption())
    .option(
      "--renew",
      "makes a new one, which the old one vouches for; start ingest anew afterwards",
    )
    .action(({ data, renew }: RecordOptions & { renew?: true }) => {
      const { key } = recordFiles(join(data, "record"));
      const { name } = renew ? renewSigningKey(key) : openSigningKey(key);
      process.stdout.write(`${name}\n`);
    });
}

function certificateOf(folder: string, subject: string) {
  const files = recordFiles(folder);
  const checkpoint = newestCheckpoint(files.checkpoints);
  if (checkpoint === undefined)
    throw new RangeError(
      `${folder} has no checkpoint yet: one is signed within a minute of a result`,
    );
  const seq = findEntries(folder, "part-result", subject, checkpoint.size);
  if (seq === undefined)
    throw new RangeError(
      `no result of ${subject} among the ${checkpoint.size} entries that are signed; newer ones are within a minute`,
    );
  return makeCertificate(openRecordReader(folder), seq, checkpoint, openSigningKey(files.key));
}
