import type { AlarmOccurrence } from "@raceway/model/alarm-occurrence";
import type { VNode } from "preact";
import { t } from "../i18n/text.ts";
import { getAlarmHistory } from "../shared/api.ts";
import { moment } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { redraw } from "../shared/redraw.ts";
import { occurrenceLink } from "../shared/route.ts";
import { keyed, type Row, table } from "../shared/table.ts";
import { faultText } from "../shared/words.ts";

const MOST_ROWS = 10;

/** What people found here when they looked after alarms: the next who looks knows how right the diagnosis was before. Nothing while nothing was told. */
export function createFoundPanel() {
  let rows: readonly AlarmOccurrence[] = [];
  let shown = "";

  async function read(path: string): Promise<void> {
    const place = path.split("/").slice(1).join(".");
    const query = new URLSearchParams({ place, diagnosis: "any", limit: String(MOST_ROWS) });
    // Without the alarm service there is the rest of the page.
    const found = await getAlarmHistory(query).catch(() => undefined);
    if (path !== shown || found === undefined) return;
    rows = found.rows;
    redraw();
  }

  return {
    setPoint(path: string): void {
      if (path !== shown) rows = [];
      shown = path;
      void read(path);
    },
    view(): VNode | undefined {
      if (rows.length === 0) return undefined;
      const heads = [
        t("history.sort.since"),
        t("table.alarm"),
        t("history.diagnosis"),
        t("found.title"),
        t("table.who"),
      ];
      return h(
        "section",
        { class: "card", "aria-label": t("found.title") },
        h("h2", {}, t("found.title")),
        table(t("found.title"), heads, rows.map(rowOf)),
      );
    },
  };
}

function rowOf(row: AlarmOccurrence): Row {
  const { id, occurrence, since, fault, feedback } = row;
  return keyed(`${id} ${occurrence}`, [
    moment(since),
    h("a", { href: occurrenceLink(row) }, faultText(fault ?? "unnamed")),
    feedback && t(`history.diagnosis.${feedback.diagnosis}`),
    feedback?.found && h("span", { class: "found-words", dir: "auto" }, feedback.found),
    feedback?.who,
  ]);
}
