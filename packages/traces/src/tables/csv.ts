import type { Recording } from "../recording.ts";
import type { Trace } from "../trace.ts";
import { cellRecordTrace, longHead } from "./cell-record-trace.ts";
import { cellRecords } from "./cell-records.ts";
import { influxCsvTrace, isInfluxCsv } from "./influx-csv.ts";
import { longColumns } from "./long-table.ts";
import { tableTrace } from "./table-trace.ts";
import { textOf } from "./text.ts";

const TABLE = { format: "csv", title: "Table" };

/** Any table of numbers, or of records with their waveforms in one cell. */
export async function csvTrace(recording: Recording): Promise<Trace> {
  const [file = recording.path] = recording.files;
  const head = await longHead(file);
  if (isInfluxCsv(head)) return influxCsvTrace(recording);
  const long = longColumns(textOf(head.subarray(0, 65_536)));
  if (long !== undefined) return tableTrace(recording, { ...TABLE, long });
  const records = cellRecords({ file, head, tail: Buffer.alloc(0) }, recording.layout);
  return records === undefined ? tableTrace(recording, TABLE) : cellRecordTrace(recording, records);
}
