import { existsSync } from "node:fs";
import type { Entry } from "@raceway/record/entry";
import { newestCheckpoint, recordFiles } from "@raceway/record/record-files";
import { openRecordReader } from "@raceway/record/record-reader";
import { openSigningKey } from "@raceway/record/signing-key";
import type { LotFile, PartCertificate } from "./certificate.ts";
import {
  type Issuer,
  makeCertificate,
  makeLotCertificate,
  presentLine,
} from "./make-certificate.ts";

/**
 * Whoever issues certificates of the record in a folder.
 *
 * @param archive folder into which old entries were moved.
 * @throws RangeError where nothing is signed yet, or the key is gone.
 */
function issuerOf(folder: string, archive?: string): Issuer {
  const files = recordFiles(folder);
  const checkpoint = newestCheckpoint(files.checkpoints);
  if (checkpoint === undefined)
    throw new RangeError(
      `${folder} has no checkpoint yet: one is signed within a minute of a result`,
    );
  if (!existsSync(files.key))
    throw new RangeError(
      `${files.key} is not there, and nothing can be signed without it: bring it back from a backup, or start ingest, which makes a new one and says so in the record`,
    );
  return { record: openRecordReader(folder, archive), checkpoint, key: openSigningKey(files.key) };
}

/** The certificate of a part's newest signed result. @throws RangeError with the reason where there is none. */
export async function certificateOfPart(
  folder: string,
  serial: string,
  archive?: string,
): Promise<PartCertificate> {
  const issuer = issuerOf(folder, archive);
  const { size } = issuer.checkpoint;
  for (const seq of issuer.record.about({ subject: serial }, size)) {
    const { kind, subject } = JSON.parse(presentLine(issuer.record, seq)) as Entry;
    if (kind === "part-result" && subject === serial) return makeCertificate(issuer, seq);
  }
  throw new RangeError(
    `no result of ${serial} among the ${size} entries that are signed; newer ones are within a minute`,
  );
}

/** The certificate of all signed results of a lot. @throws RangeError with the reason where there is none. */
export async function certificateOfLot(
  folder: string,
  lot: string,
  archive?: string,
): Promise<LotFile> {
  const issuer = issuerOf(folder, archive);
  const { size } = issuer.checkpoint;
  const seqs = [...issuer.record.about({ lot }, size)].reverse();
  if (seqs.length === 0)
    throw new RangeError(
      `no result of lot ${lot} among the ${size} entries that are signed; newer ones are within a minute`,
    );
  return makeLotCertificate(issuer, lot, seqs);
}
