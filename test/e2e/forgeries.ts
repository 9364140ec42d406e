import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PartCertificate } from "@raceway/certificate/certificate";
import { certificateOfPart } from "@raceway/certificate/issue";
import { certificateText } from "@raceway/certificate/make-certificate";
import { printCertificate } from "@raceway/certificate/print/print-certificate";
import { partResult, writeRecord } from "@raceway/certificate/testing";
import { signedCheckpoint } from "@raceway/record/checkpoint";
import { openSigningKey } from "@raceway/record/signing-key";

/** A certificate of a part that was rejected, and what somebody might make of it who wants to sell it. */
export interface Forgeries {
  /** The plant's data directory. */
  readonly data: string;
  readonly key: string;
  readonly genuine: PartCertificate;
  /** Files by what they are. */
  readonly files: Readonly<
    Record<"genuine" | "printed" | "altered" | "swapped" | "resigned" | "stranger", string>
  >;
}

/** Writes a record, and certificates of it: one as it was issued, and forged ones. */
export async function makeForgeries(folder: string): Promise<Forgeries> {
  const data = join(folder, "data");
  const record = join(data, "record");
  const key = writeRecord(
    record,
    Array.from({ length: 500 }, (_, n) => partResult(n)),
  );
  const genuine = await certificateOfPart(record, "77-14");
  const good = await certificateOfPart(record, "77-15");
  const write = (name: string, content: string | Buffer) => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };
  const [evidence] = genuine.evidence;
  const { origin, size, root, time } = evidence.checkpoint;
  const other = openSigningKey(join(folder, "other.pem"));
  const checkpoint = signedCheckpoint({ origin, size, root, time }, other);
  const resigned = { ...genuine, evidence: [{ ...evidence, checkpoint }] } as PartCertificate;
  const swapped = { ...genuine, evidence: good.evidence, proof: good.proof };
  // Well made by somebody who has a record of their own.
  const strangers = join(folder, "strangers");
  const accepted = { gate: "accept", grades: { v: "v2" }, findings: [] } as const;
  writeRecord(strangers, [partResult(14, accepted)]);
  return {
    ...{ data, key, genuine },
    files: {
      genuine: write("77-14.json", certificateText(genuine)),
      printed: write("77-14.pdf", await printCertificate(genuine, { language: "en" })),
      altered: write("altered.json", certificateText(genuine).replace('"reject"', '"accept"')),
      swapped: write("swapped.json", certificateText(swapped)),
      resigned: write("resigned.json", certificateText(resigned)),
      stranger: write(
        "stranger.json",
        certificateText(await certificateOfPart(strangers, "77-14")),
      ),
    },
  };
}
