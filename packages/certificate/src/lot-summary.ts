import type { Entry } from "@raceway/record/entry";
import type { LotSummary } from "./certificate.ts";

/** What the entries of a lot come to: the newest result of each serial counts. @param entries in the order of the record. */
export function lotSummary(lot: string, entries: readonly Entry[]): LotSummary {
  const newest = new Map<string, string>();
  const types = new Set<string>();
  for (const { seq, body } of entries) {
    const { serial, gate, bearingType } = body as Readonly<Record<string, unknown>>;
    newest.set(typeof serial === "string" ? serial : `#${seq}`, String(gate));
    if (typeof bearingType === "string") types.add(bearingType);
  }
  const gates = [...newest.values()];
  const count = (gate: string) => gates.filter((each) => each === gate).length;
  const times = entries.map(({ time }) => time).sort();
  return {
    lot,
    bearingTypes: [...types].sort(),
    parts: newest.size,
    ...{ accept: count("accept"), rework: count("rework"), reject: count("reject") },
    ...{ from: times[0] ?? "", to: times.at(-1) ?? "" },
  };
}

/** Whether an entry is a result of a part of a lot. */
export function isOfLot({ kind, body }: Entry, lot: string): boolean {
  return kind === "part-result" && (body as { readonly lot?: unknown }).lot === lot;
}
