import { createHash } from "node:crypto";

/** Which text of a plant file it is: short, the same for the same text. */
export function revisionOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

/** Which plant file counts in a service. */
export interface PlantFileStatus {
  readonly revision: string;
  /** Since when, ISO 8601. */
  readonly since: string;
  /** When it was read last, ISO 8601. */
  readonly tried: string;
  /** Why the latest attempt to read it again changed nothing. */
  readonly refused?: string;
}
