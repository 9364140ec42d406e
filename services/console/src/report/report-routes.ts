import { LANGUAGES } from "@raceway/model/language";
import type { Nanos } from "@raceway/model/time";
import type { TelemetryStore } from "@raceway/ports/telemetry-store";
import { z } from "zod";
import type { ReadHistory } from "../alarms/history-routes.ts";
import type { ApiRoute } from "../http/api-route.ts";
import { parse } from "../http/parse.ts";
import { Problem } from "../http/problem.ts";
import type { LiveState } from "../live/live-state.ts";
import { seenLiveState } from "../live/seen-live-state.ts";
import { findPdfPrinter } from "./print-pdf.ts";
import { fileNameOf, reportFacts } from "./report-facts.ts";
import { reportPage } from "./report-page.ts";

const DAY_SECONDS = 86_400;

const reportQuery = z.object({
  of: z.string().describe("`site`, `site/line`, `site/line/machine` or `site/line/machine/point`."),
  span: z.coerce
    .number()
    .positive()
    .max(3660 * DAY_SECONDS)
    .default(7 * DAY_SECONDS)
    .describe("Seconds, up to the newest record."),
  month: z.string().optional().describe("A calendar month, e.g. 2026-11, instead of the span."),
  language: z.enum(LANGUAGES).default("en"),
  format: z.enum(["html", "pdf"]).default("html"),
  save: z.coerce.boolean().default(false).describe("To be kept as a file instead of shown."),
});

/** Nothing but what is in the page itself: no script, nothing loaded. Styles of the pictures are inline. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export interface ReportParts {
  readonly live: LiveState;
  readonly store: Pick<TelemetryStore, "series">;
  readonly now: () => Nanos;
  readonly read: ReadHistory;
}

/** Reports of a point, a machine, a line or the plant, to keep and to print. */
export function reportRoutes({ live, store, now, read }: ReportParts): readonly ApiRoute[] {
  const printer = findPdfPrinter();
  return [
    {
      method: "GET",
      url: "/api/report",
      summary: "A report of a point, a machine, a line or the plant: one HTML page, or PDF.",
      query: reportQuery,
      media: ["text/html", "application/pdf"],
      filtered: true,
      async handle({ query, reply, sees }) {
        const { language, format, save, ...question } = parse(reportQuery, query);
        if (format === "pdf" && printer === undefined)
          throw new Problem(
            501,
            "No PDF here",
            "There is no Chromium beside the console: open the report as a page and print it from the browser.",
          );
        const history: ReadHistory = (wanted, part) => read(wanted, part, sees);
        const sources = { store, read: history };
        const facts = await reportFacts(seenLiveState(live, sees), sources, question, now());
        const html = await reportPage(facts, language);
        const how = save || format === "pdf" ? "attachment" : "inline";
        const name = encodeURIComponent(fileNameOf(facts, format));
        reply.header("content-disposition", `${how}; filename*=UTF-8''${name}`);
        if (format === "pdf" && printer !== undefined)
          return reply.type("application/pdf").send(await printed(printer.print(html)));
        return reply
          .type("text/html; charset=utf-8")
          .header("content-security-policy", PAGE_POLICY)
          .header("cache-control", "no-store")
          .send(html);
      },
    },
    {
      method: "GET",
      url: "/api/report/forms",
      summary: "Whether this machine can make PDF.",
      answer: z.object({ pdf: z.boolean() }),
      filtered: true,
      handle: () => ({ pdf: printer !== undefined }),
    },
  ];
}

async function printed(pdf: Promise<Buffer>): Promise<Buffer> {
  try {
    return await pdf;
  } catch (error) {
    throw new Problem(502, "Not printed", error instanceof Error ? error.message : String(error));
  }
}
