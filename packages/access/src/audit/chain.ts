import { createHmac } from "node:crypto";

/** Columns of an entry that its link covers, in this order. */
export const LINKED = [
  "id",
  "kind",
  "intent",
  "writer",
  "at",
  "who",
  "role",
  "address",
  "what",
  "target",
  "before",
  "after",
  "outcome",
] as const;

export type Row = Readonly<Record<string, unknown>>;

/**
 * The link of an entry: HMAC-SHA-256 (RFC 2104) over the link before and the entry, as base64. Whoever lacks the key can make none, so that an entry
 * which was altered, added, or taken out breaks the chain at its place.
 */
export function linkOf(key: Buffer, before: string, row: Row): string {
  const values = LINKED.map((column) => row[column] ?? null);
  return createHmac("sha256", key)
    .update(JSON.stringify([before, ...values]))
    .digest("base64");
}

/** Where a chain does not hold, and how. */
export interface Break {
  /** The entry that is wrong, or the first that is missing. */
  readonly id: number;
  readonly what: "altered" | "missing" | "cut off";
}

/** The end of a chain as the seal knows it. */
export interface Head {
  readonly id: number;
  readonly chain: string;
}

/** Every place where the entries do not follow from each other, or end before the sealed head; the first few do. */
export function breaksIn(key: Buffer, rows: Iterable<Row>, head: Head | undefined): Break[] {
  const breaks: Break[] = [];
  let before = { id: 0, chain: "" };
  for (const row of rows) {
    const [id, chain] = [Number(row["id"]), String(row["chain"])];
    if (id !== before.id + 1) breaks.push({ id: before.id + 1, what: "missing" });
    // After a gap the next link cannot be told right from wrong.
    else if (linkOf(key, before.chain, row) !== chain) breaks.push({ id, what: "altered" });
    if (id === head?.id && chain !== head.chain && breaks.at(-1)?.id !== id)
      breaks.push({ id, what: "altered" });
    before = { id, chain };
    if (breaks.length >= MOST_BREAKS) return breaks;
  }
  if (head !== undefined && head.id > before.id)
    breaks.push({ id: before.id + 1, what: "cut off" });
  return breaks;
}

const MOST_BREAKS = 20;
