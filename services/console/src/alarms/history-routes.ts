import type {
  AlarmOccurrence,
  OccurrencePage,
  OccurrenceQuery,
} from "@raceway/model/alarm-occurrence";
import { faultWords } from "@raceway/model/fault-words";
import { LANGUAGES, type Language } from "@raceway/model/language";
import type { Plant } from "@raceway/model/plant";
import { historyAnswer, MOST_OCCURRENCES, occurrenceFilter } from "@raceway/wire/history-ask";
import { formatTopic } from "@raceway/wire/topic";
import { z } from "zod";
import type { ApiRoute, Asked } from "../http/api-route.ts";
import { csvFile } from "../http/csv-file.ts";
import { pageQuery, tellNext } from "../http/pagination.ts";
import { parse } from "../http/parse.ts";
import { Problem } from "../http/problem.ts";
import type { AlarmAsks } from "./alarm-asks.ts";

/** Reads a part of the history, of any length. */
export type ReadHistory = ReturnType<typeof historyReader>;

const ANSWER_MS = 10_000;
const SILENCE = "The alarm service, which keeps the history, has not answered.";
/** Rows of one file: a year of three alarms an hour. */
const MOST_ROWS = 30_000;
const MOST_AT_ONCE = 500;

const flag = z
  .enum(["true", "false"])
  .transform((text) => text === "true")
  .exactOptional();
const historyFilter = occurrenceFilter.omit({ descending: true }).extend({
  acknowledged: flag.describe("Whether anybody has."),
  open: flag,
  sort: occurrenceFilter.shape.sort.default("since"),
  order: z.enum(["asc", "desc"]).default("desc"),
});
const historyQuery = historyFilter.extend({
  limit: z.coerce.number().int().min(1).max(MOST_AT_ONCE).default(50),
  offset: pageQuery.shape.offset,
});
const exportQuery = historyFilter.extend({ language: z.enum(LANGUAGES).default("en") });

export interface HistoryParts {
  /** The plant file in force. */
  readonly plant: () => Plant;
  readonly askAt: AlarmAsks["askAt"];
}

/** @returns reads a part of the history; the alarm service answers with so many rows at once, so a long one is put together. */
export function historyReader({ plant, askAt }: HistoryParts) {
  return async (
    query: Partial<OccurrenceQuery>,
    { offset, limit }: Pick<OccurrenceQuery, "offset" | "limit">,
    sees?: Asked["sees"],
  ): Promise<OccurrencePage> => {
    const { site, lines } = plant();
    const seen = sees && lines.map(({ id }) => id).filter(sees);
    const topic = formatTopic({ class: "history-ask", site });
    const rows: AlarmOccurrence[] = [];
    for (;;) {
      const part: OccurrenceQuery = {
        ...{ sort: "since", descending: true, ...query, ...(seen && { lines: seen }) },
        offset: offset + rows.length,
        limit: Math.min(limit - rows.length, MOST_OCCURRENCES),
      };
      const { history } = await askAt(topic, part, SILENCE, ANSWER_MS);
      if (history === undefined) throw new Problem(502, "No history", SILENCE);
      rows.push(...history.rows);
      const isWhole = rows.length >= limit || offset + rows.length >= history.total;
      if (isWhole || history.rows.length === 0) return { ...history, rows };
    }
  };
}

/** The history of all alarms: a part of it, and all that is wanted as a file. */
export function historyRoutes(read: ReadHistory): readonly ApiRoute[] {
  return [
    {
      method: "GET",
      url: "/api/alarm-history",
      summary: "Every opening of every alarm, open and closed, narrowed and sorted as asked.",
      query: historyQuery,
      answer: historyAnswer,
      filtered: true,
      async handle({ query, sees, reply }) {
        const { order, offset, limit, ...wanted } = parse(historyQuery, query);
        const part = { offset, limit };
        const page = await read({ ...wanted, descending: order === "desc" }, part, sees);
        tellNext(reply, page.total, part);
        return page;
      },
    },
    {
      method: "GET",
      url: "/api/alarm-history/export",
      summary: `The same as a file, at most ${MOST_ROWS} rows.`,
      query: exportQuery,
      media: ["text/csv"],
      filtered: true,
      async handle({ query, sees, reply }) {
        const { language, order, ...wanted } = parse(exportQuery, query);
        const all = { offset: 0, limit: MOST_ROWS };
        const { rows } = await read({ ...wanted, descending: order === "desc" }, all, sees);
        reply.type("text/csv; charset=utf-8");
        reply.header("content-disposition", 'attachment; filename="alarms.csv"');
        return reply.send(csv(rows, language));
      },
    },
  ];
}

const COLUMNS = [
  "since",
  "closed",
  "severity",
  "priority",
  "what",
  "line",
  "machine",
  "point",
  "condition",
  "acknowledged_by",
  "acknowledged_at",
  "assigned_to",
  "diagnosis_was",
  "found",
  "told_by",
  "told_at",
  "id",
  "occurrence",
] as const;

function csv(rows: readonly AlarmOccurrence[], language: Language): string {
  const lines = rows.map((row) => {
    const { since, closed, severity, priority, fault, where, condition } = row;
    const { acknowledged, assigned, feedback: told } = row;
    return [
      ...[since, closed, severity, priority, faultWords(fault ?? "unnamed", language).title],
      ...[where.line, where.machine, where.point, condition, acknowledged?.who, acknowledged?.at],
      ...[assigned?.to, told?.diagnosis, told?.found, told?.who, told?.at],
      ...[row.id, String(row.occurrence)],
    ];
  });
  return csvFile(COLUMNS, lines);
}
