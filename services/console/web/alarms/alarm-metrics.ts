import type { AlarmReportView } from "../../src/http/api-types.ts";
import { t } from "../i18n/text.ts";
import { number, percent } from "../shared/format.ts";

type Figures = AlarmReportView["lastDay"];

/** Targets of ISA-18.2 / IEC 62682: alarms per operator and 10 minutes, on average; and in any ten minutes, over which a flood begins. */
export const RATE = { target: 1, flood: 10 } as const;
const FLOOD_SHARE = 0.01;
const TOP_TEN_SHARE = 0.05;
/** Ten alarms of so few are more than their share whatever happens. */
const TOP_TEN_OF = 10 / TOP_TEN_SHARE;
const STALE = 5;
/** A lower rate has no digits that anybody needs. */
const LEAST_RATE = 0.01;

/** A row of the report: a figure of the last day and month, each with whether it meets its target where there is one. */
export interface Metric {
  readonly name: string;
  readonly target: string;
  readonly lastDay: Judged;
  readonly lastMonth: Judged;
}

interface Judged {
  readonly text: string;
  readonly ok?: boolean;
}

/** The figures that an alarm engineer knows, in the order of docs/alarms.md. */
export function reportMetrics(lastDay: Figures, lastMonth: Figures): readonly Metric[] {
  const row = (name: string, target: string, judge: (of: Figures) => Judged): Metric => ({
    name,
    target,
    lastDay: judge(lastDay),
    lastMonth: judge(lastMonth),
  });
  return [
    row(t("report.announced"), "", ({ announced }) => ({ text: String(announced) })),
    row(
      t("report.average"),
      t("report.atMost", { number: RATE.target }),
      ({ perOperatorPer10Minutes: { average } }) => ({
        text:
          average > 0 && average < LEAST_RATE
            ? t("report.under", { number: LEAST_RATE })
            : number(average),
        ok: average <= RATE.target,
      }),
    ),
    row(
      t("report.most"),
      t("report.atMost", { number: RATE.flood }),
      ({ perOperatorPer10Minutes: { most } }) => ({ text: number(most), ok: most <= RATE.flood }),
    ),
    row(
      t("report.floods"),
      t("report.under", { number: `${percent(FLOOD_SHARE)} %` }),
      ({ floods: { count, timeShare } }) => ({
        text: t("report.floodTimes", { count, share: number(100 * timeShare) }),
        ok: timeShare < FLOOD_SHARE,
      }),
    ),
    row(
      t("report.topShare"),
      t("report.under", { number: `${percent(TOP_TEN_SHARE)} %` }),
      ({ announced, topTen: { share } }) => ({
        text: `${percent(share)} %`,
        ...(announced >= TOP_TEN_OF && { ok: share < TOP_TEN_SHARE }),
      }),
    ),
    row(t("report.chattering"), t("report.none"), ({ chattering }) =>
      countOf(chattering.length, 1),
    ),
    row(t("report.fleeting"), t("report.none"), ({ fleeting }) => countOf(fleeting, 1)),
    row(t("report.stale"), t("report.under", { number: STALE }), ({ stale }) =>
      countOf(stale.length, STALE),
    ),
    row(
      t("report.priorities"),
      t("report.about", { number: "80 %, 15 %, 5 %" }),
      ({ announced, priorities: { low, medium, high } }) => ({
        text:
          announced === 0 ? "–" : [low, medium, high].map((it) => `${percent(it)} %`).join(", "),
      }),
    ),
  ];
}

/** @param end the first count that misses the target. */
function countOf(count: number, end: number): Judged {
  return { text: String(count), ok: count < end };
}
