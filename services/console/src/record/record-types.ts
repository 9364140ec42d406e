import type { Verification } from "@raceway/record/verify-record";

/** The newest signed state of the record. */
export interface RecordView {
  readonly site: string;
  /** Signed entries. */
  readonly entries: number;
  /** Of the newest checkpoint, ISO 8601. */
  readonly time: string;
  /** Name of the key that signed it. */
  readonly key: string;
  /** Merkle root, hex. */
  readonly root: string;
}

/** What a check of the whole record found. */
export interface VerificationView extends Verification {
  readonly seconds: number;
}
