import { writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { certificateOfLot, certificateOfPart } from "@raceway/certificate/issue";
import { certificateText } from "@raceway/certificate/make-certificate";
import { printCertificate } from "@raceway/certificate/print/print-certificate";
import { checkPage } from "@raceway/console/record/check-page";
import { LANGUAGES, type Language } from "@raceway/model/language";
import { recordFiles } from "@raceway/record/record-files";
import { openSigningKey, renewSigningKey } from "@raceway/record/signing-key";
import { type Command, Option } from "commander";
import { dataOption } from "../options.ts";

interface RecordOptions {
  readonly data: string;
}

interface CertificateOptions extends RecordOptions {
  readonly lot?: true;
  readonly out?: string;
  readonly language: Language;
  readonly page?: string;
  readonly archive?: string;
}

/** `raceway record`: certificates of results, the page that checks them, and the key that signs. */
export function addRecordCommand(program: Command): void {
  const record = program
    .command("record")
    .description("certificates from the plant's record, the page that checks them, and its key");
  record
    .command("certificate")
    .argument("<serial>", "of the part; or the lot of parts without serials; with --lot, the lot")
    .description(
      "writes the newest result of a part, or all results of a lot, as a certificate that can be checked offline",
    )
    .addOption(dataOption())
    .option("--lot", "of the whole lot")
    .option("--out <file>", "a .json, or a .pdf with a QR code; default: JSON to standard output")
    .addOption(languageOption("of the PDF"))
    .option(
      "--page <url>",
      "where customers find the page that checks certificates: for the QR code",
    )
    .option("--archive <folder>", "where old entries were moved to")
    .action(writeCertificate);
  record
    .command("page")
    .description("writes the page with which a customer checks certificates, in one file")
    .addOption(dataOption())
    .requiredOption("--out <file.html>", "for your web server, or to be sent")
    .action(async ({ data, out }: RecordOptions & { out: string }) =>
      writeFileSync(out, await checkPage(join(data, "record"))),
    );
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

function languageOption(what: string): Option {
  return new Option("--language <language>", what).choices(LANGUAGES).default("en");
}

async function writeCertificate(
  serial: string,
  { data, lot, out, language, page, archive }: CertificateOptions,
): Promise<void> {
  const folder = join(data, "record");
  const made = lot
    ? await certificateOfLot(folder, serial, archive)
    : await certificateOfPart(folder, serial, archive);
  if (out !== undefined && extname(out) === ".pdf")
    writeFileSync(out, await printCertificate(made, { language, page }));
  else if (out !== undefined) writeFileSync(out, certificateText(made));
  else process.stdout.write(certificateText(made));
}
