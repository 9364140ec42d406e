import { TIME_USES } from "@raceway/production/state/accounted";
import { csvFile } from "../http/csv-file.ts";
import type { ProductionView } from "./production-types.ts";

const COLUMNS = [
  "line",
  "shift",
  "start",
  "end",
  ...TIME_USES.map((use) => `${use}_minutes`),
  "known",
  "availability",
  "performance",
  "quality",
  "oee",
  "pieces",
  "good",
];

/** The shifts of all lines as a table: a row each, shares of 1. */
export function shiftsCsv({ lines }: ProductionView): string {
  const rows = lines.flatMap((line) =>
    line.shifts.map((shift) => {
      const { known, availability, performance, quality, oee, made } = shift;
      return [
        ...[line.id, shift.name, shift.start, shift.end],
        ...TIME_USES.map((use) => shift.minutes[use].toFixed(1)),
        ...[known, availability, performance, quality, oee].map((share) => share?.toFixed(4)),
        ...[made?.pieces, made?.good].map((count) => count?.toString()),
      ];
    }),
  );
  return csvFile(COLUMNS, rows);
}

const STOP_COLUMNS = ["line", "machine", "start", "end", "minutes", "kind", "cause"];

/** Every stop of every machine, planned or not, one row each. */
export function stopsCsv({ lines }: ProductionView): string {
  const rows = lines.flatMap((line) =>
    line.machines.flatMap((machine) =>
      machine.times
        .filter(({ use }) => use === "unplanned" || use === "planned")
        .map(({ start, end, use, cause }) => {
          const minutes = (Date.parse(end) - Date.parse(start)) / 60_000;
          return [line.id, machine.id, start, end, minutes.toFixed(1), use, cause];
        }),
    ),
  );
  return csvFile(STOP_COLUMNS, rows);
}
