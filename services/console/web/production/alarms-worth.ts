import type { VNode } from "preact";
import type { AlarmsWorthView, AlarmWorthView } from "../../src/production/production-types.ts";
import { t } from "../i18n/text.ts";
import { weekMoment } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { keyed, type Row, table } from "../shared/table.ts";
import { faultText } from "../shared/words.ts";
import { minutes } from "./figures.ts";

/** What alarms were worth, with the rule by which it is counted. */
export function alarmsWorth({ alarms, totals }: AlarmsWorthView): readonly VNode[] {
  const rule = h("p", { class: "small quiet" }, t("production.worth.rule"));
  if (alarms.length === 0) return [h("p", { class: "quiet" }, t("production.worth.none")), rule];
  const whole = (value: number) => String(Math.round(value));
  const heads = ["alarm", "since", "outcome", "suffered", "avoided"] as const;
  return [
    h(
      "p",
      {},
      t("production.worth.sums", {
        suffered: whole(totals.suffered),
        confirmed: whole(totals.avoidedConfirmed),
        claimed: whole(totals.avoidedClaimed),
        nothing: totals.nothingFound,
      }),
    ),
    table(
      t("production.worth"),
      heads.map((head) => t(`production.worth.${head}`)),
      alarms.map(alarmRow),
    ),
    rule,
  ];
}

function alarmRow({ id, occurrence, fault, where, since, worth }: AlarmWorthView): Row {
  return keyed(`${id} ${occurrence}`, [
    h(
      "a",
      { href: `#/occurrence/${id}/${occurrence}` },
      `${where.machine} › ${where.point}: ${faultText(fault ?? "unnamed")}`,
    ),
    weekMoment(since),
    worth === undefined ? t("production.worth.notTold") : t(`production.outcome.${worth.outcome}`),
    minutes(worth?.suffered),
    worth?.avoided === undefined
      ? "–"
      : `${minutes(worth.avoided)} (${t(worth.confirmed ? "production.confirmed" : "production.claimed")})`,
  ]);
}
