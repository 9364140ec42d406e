import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { TelemetryStore } from "@raceway/ports/telemetry-store";
import { readingNumber } from "./round-sensors.ts";

/** What became of every reading that was acknowledged. */
export interface RoundAccount {
  readonly acknowledged: number;
  /** Of these, those with a row in the store. */
  readonly stored: number;
  /** Of these, those that are no row but a dead letter, by its reason. */
  readonly setAside: Readonly<Record<string, number>>;
  /** Neither. Numbers of the readings. */
  readonly lost: readonly number[];
  /** More than one row. */
  readonly doubled: readonly number[];
  /** A row, and a dead letter of another reason than that it came again: sent again, under a name that the plant file had no more. */
  readonly againSetAside: readonly number[];
}

/** Looks every reading up. Ingest must have ended. */
export async function drawUpRoundAccount(
  acknowledged: ReadonlySet<number>,
  store: TelemetryStore,
  data: string,
): Promise<RoundAccount> {
  const rows = await numbersIn(store);
  const letters = lettersIn(join(data, "ingest.sqlite"));
  const all = [...acknowledged];
  const setAside: Record<string, number> = {};
  for (const number of all) {
    const reason = rows.has(number) ? undefined : letters.get(number);
    if (reason !== undefined) setAside[reason] = (setAside[reason] ?? 0) + 1;
  }
  return {
    acknowledged: all.length,
    stored: all.filter((number) => rows.has(number)).length,
    setAside,
    lost: all.filter((number) => !rows.has(number) && !letters.has(number)),
    doubled: [...rows].flatMap(([number, times]) => (times > 1 ? [number] : [])),
    againSetAside: [...rows.keys()].filter((number) => letters.has(number)),
  };
}

/** How many rows the store has of each reading. */
async function numbersIn(store: TelemetryStore): Promise<ReadonlyMap<number, number>> {
  const rows = await store.series({
    measurement: "indicator",
    fields: ["temperature"],
    tags: {},
    from: 0n,
    to: 2n ** 62n,
    limit: 1_000_000,
  });
  const times = new Map<number, number>();
  for (const { fields } of rows) {
    const number = readingNumber(Number(fields["temperature"]));
    times.set(number, (times.get(number) ?? 0) + 1);
  }
  return times;
}

/** Why each reading was set aside; one that came again and was known as such is not. */
function lettersIn(file: string): ReadonlyMap<number, string> {
  const db = new DatabaseSync(file, { readOnly: true });
  const rows = db
    .prepare("SELECT reason_code, head FROM dead_letter WHERE reason_code <> 'duplicate'")
    .all();
  db.close();
  return new Map(
    rows.flatMap(({ reason_code, head }) => {
      const text = Buffer.from(head as Uint8Array).toString();
      if (!text.startsWith("{")) return [];
      const { value } = JSON.parse(text) as { value?: number };
      return value === undefined ? [] : [[readingNumber(value), String(reason_code)] as const];
    }),
  );
}
