import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { isoOf } from "@raceway/model/time";
import type { TelemetryStore } from "@raceway/ports/telemetry-store";
import { type RoundReading, readingNumber } from "./round-sensors.ts";

/** Everything that can be told of a reading of which something went wrong. */
export interface TracedReading extends RoundReading {
  readonly number: number;
  /** Where it is in the store, by source or arrival. */
  readonly rows: readonly { readonly time: string; readonly point: string }[];
  readonly letters: readonly Letter[];
}

interface Letter {
  readonly reason: string;
  readonly topic: string;
  /** By the host's clock, which may be set. */
  readonly receivedAt: string;
}

/** What became of every reading that was acknowledged. */
export interface RoundAccount {
  readonly acknowledged: number;
  /** Of these, those with a row in the store. */
  readonly stored: number;
  /** Of these, those that are no row but a dead letter, by its reason. */
  readonly setAside: Readonly<Record<string, number>>;
  /** Neither. */
  readonly lost: readonly TracedReading[];
  /** More than one row. */
  readonly doubled: readonly TracedReading[];
  /** A row, and a dead letter of another reason than that it came again: sent again, under a name that the plant file had no more. */
  readonly againSetAside: readonly number[];
}

/** Looks every reading up. Ingest must have ended. */
export async function drawUpRoundAccount(
  readings: ReadonlyMap<number, RoundReading>,
  store: TelemetryStore,
  data: string,
): Promise<RoundAccount> {
  const rows = await rowsOf(store);
  const letters = lettersIn(join(data, "ingest.sqlite"));
  /** One that came again and was known as such is not set aside. */
  const reasons = (number: number) =>
    (letters.get(number) ?? []).flatMap(({ reason }) => (reason === "duplicate" ? [] : [reason]));
  const all = [...readings].flatMap(([number, { acknowledged }]) =>
    acknowledged === undefined ? [] : [number],
  );
  const setAside: Record<string, number> = {};
  for (const number of all) {
    const [reason] = rows.has(number) ? [] : reasons(number);
    if (reason !== undefined) setAside[reason] = (setAside[reason] ?? 0) + 1;
  }
  const trace = (number: number): TracedReading => ({
    number,
    ...(readings.get(number) ?? { topic: "?", payload: "?", measured: "?", sent: [] }),
    rows: rows.get(number) ?? [],
    letters: letters.get(number) ?? [],
  });
  return {
    acknowledged: all.length,
    stored: all.filter((number) => rows.has(number)).length,
    setAside,
    lost: all.filter((number) => !rows.has(number) && reasons(number).length === 0).map(trace),
    doubled: [...rows].flatMap(([number, found]) => (found.length > 1 ? [trace(number)] : [])),
    againSetAside: [...rows.keys()].filter((number) => reasons(number).length > 0),
  };
}

/** The rows that the store has of each reading. */
async function rowsOf(store: TelemetryStore) {
  const found = await store.series({
    measurement: "indicator",
    fields: ["temperature"],
    tags: {},
    from: 0n,
    to: 2n ** 62n,
    limit: 1_000_000,
  });
  const rows = new Map<number, { readonly time: string; readonly point: string }[]>();
  for (const { time, tags, fields } of found) {
    const number = readingNumber(Number(fields["temperature"]));
    const row = { time: isoOf(time), point: tags["point"] ?? "?" };
    rows.set(number, [...(rows.get(number) ?? []), row]);
  }
  return rows;
}

/** Why and when each reading was set aside. */
function lettersIn(file: string): ReadonlyMap<number, readonly Letter[]> {
  const db = new DatabaseSync(file, { readOnly: true });
  const query = db.prepare(
    "SELECT reason_code, topic, received_at, head FROM dead_letter ORDER BY id",
  );
  query.setReadBigInts(true);
  const letters = new Map<number, readonly Letter[]>();
  for (const { reason_code, topic, received_at, head } of query.all()) {
    const text = Buffer.from(head as Uint8Array).toString();
    if (!text.startsWith("{")) continue;
    const { value } = JSON.parse(text) as { value?: number };
    if (value === undefined) continue;
    const number = readingNumber(value);
    const receivedAt = isoOf(received_at as bigint);
    const letter = { reason: String(reason_code), topic: String(topic), receivedAt };
    letters.set(number, [...(letters.get(number) ?? []), letter]);
  }
  db.close();
  return letters;
}
