import type { VNode } from "preact";
import type { PartView, StandView } from "../../src/stands/stand-types.ts";
import { t } from "../i18n/text.ts";
import { field } from "../shared/field.ts";
import { moment, number } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { levelIcon } from "../shared/levels.ts";
import type { Page } from "../shared/page.ts";
import { picker } from "../shared/picker.ts";
import { createReading } from "../shared/reading.ts";
import { redraw } from "../shared/redraw.ts";
import type { Route } from "../shared/route.ts";
import { keyed, type Row, table } from "../shared/table.ts";
import { driftList } from "./drift-list.ts";
import { createRelearnForm } from "./relearn-form.ts";
import { standQuery } from "./stand-query.ts";
import { standsHead } from "./stand-tabs.ts";
import { evidenceText, faultsText } from "./stand-words.ts";
import { findParts, getStands } from "./stands-api.ts";

/** Read again at most so often while parts come, milliseconds. */
const REFRESH_MS = 1000;
/** How far back a serial is sought. */
const SEARCH_DAYS = 90;
const LOOKS = { accept: "normal", rework: "warning", reject: "alarm" } as const;

/** The latest parts of a test stand with their answers and why, and any part by its serial. */
export function createStandsPage(): Page {
  let query = standQuery("stands", "");
  let typed = "";
  const stands = createReading(getStands, REFRESH_MS);
  const found = createReading(async () => {
    const stand = query.stand(stands.shown() ?? (await getStands()));
    const serial = query.value("serial");
    if (stand === undefined || serial === "") return undefined;
    return { serial, parts: await findParts(stand, { serial, days: SEARCH_DAYS }) };
  }, REFRESH_MS);

  // The stand tells within seconds.
  const relearnForm = createRelearnForm(() => window.setTimeout(stands.read, 1000));

  function go(changes: Readonly<Record<string, string>>): void {
    location.hash = query.with(changes);
  }

  function view(): VNode {
    const all = stands.shown();
    const stand = all && query.stand(all);
    const fault = stands.fault() ?? found.fault();
    return h(
      "div",
      { class: "page" },
      standsHead("stands", stand?.path ?? ""),
      fault !== undefined && h("p", { class: "quiet", role: "alert" }, fault),
      all !== undefined && stand === undefined && h("p", { class: "quiet" }, t("stands.none")),
      all &&
        stand && [
          choices(all, stand),
          summary(stand),
          partsOf(stand),
          driftList(stand, relearnForm),
        ],
    );
  }

  function choices(all: readonly StandView[], stand: StandView): VNode {
    const types = stand.types.map(({ id, name }) => ({ value: id, label: name }));
    return h(
      "form",
      {
        class: "pickers",
        role: "search",
        onsubmit: (event: Event) => {
          event.preventDefault();
          go({ serial: typed.trim() });
        },
      },
      picker(
        t("stands.stand"),
        all.map(({ path, line, name }) => ({ value: path, label: `${line.name} › ${name}` })),
        stand.path,
        (path) => go({ stand: path }),
      ),
      picker(
        t("stands.type"),
        [{ value: "", label: t("stands.allTypes") }, ...types],
        query.value("type"),
        (type) => go({ type }),
      ),
      field(t("stands.serial"), typed, (text) => {
        typed = text;
        redraw();
      }),
      h("ix-button", { type: "submit", variant: "secondary" }, t("stands.search")),
    );
  }

  function partsOf(stand: StandView): VNode {
    const type = query.value("type");
    const ofType = ({ bearingType }: PartView) => type === "" || bearingType === type;
    const answer = query.value("serial") === "" ? undefined : found.shown();
    if (answer !== undefined) {
      const { serial, parts } = answer;
      const title = t("stands.found", { serial, days: SEARCH_DAYS });
      return card(title, parts.filter(ofType), t("stands.noneFound", { days: SEARCH_DAYS }));
    }
    return card(t("stands.latest"), stand.results.filter(ofType), t("stands.noParts"));
  }

  return {
    view,
    open(route: Route): void {
      query = standQuery("stands", route.view === "stands" ? route.query : "");
      typed = query.value("serial");
      stands.read();
      found.read();
    },
    update: stands.refresh,
    fresh: stands.refresh,
  };
}

function summary({ counts, types, teaching }: StandView): VNode {
  const percents = (share: number) => number(100 * share);
  const learning = types.map(({ name, seen, comparedWith }) =>
    comparedWith > 0
      ? t("stands.learnt", { type: name, count: comparedWith })
      : t("stands.learning", { type: name, seen }),
  );
  return h(
    "div",
    { class: "card" },
    counts && h("p", {}, t("stands.counts", counts)),
    h("p", { class: "small quiet" }, learning.join(" · ")),
    teaching && h("p", { class: "small quiet" }, checkedText(teaching, percents)),
  );
}

function checkedText(
  { falseRejects, escapes, checked }: NonNullable<StandView["teaching"]>,
  percents: (share: number) => string,
): string {
  const facts = {
    checked,
    falseRejects: percents(falseRejects.rate),
    low: percents(falseRejects.low),
    high: percents(falseRejects.high),
  };
  if (escapes === undefined) return t("stands.checked", facts);
  return t("stands.checkedEscapes", {
    ...facts,
    escapes: percents(escapes.rate),
    escapesLow: percents(escapes.low),
    escapesHigh: percents(escapes.high),
  });
}

function card(title: string, parts: readonly PartView[], none: string): VNode {
  const heads = [
    t("stands.time"),
    t("stands.part"),
    t("stands.type"),
    t("stands.answer"),
    t("stands.why"),
  ];
  return h(
    "section",
    { class: "card", "aria-label": title },
    h("h2", {}, title),
    parts.length === 0 ? h("p", { class: "quiet" }, none) : table(title, heads, parts.map(rowOf)),
  );
}

function rowOf(part: PartView): Row {
  const { time, serial, lot, bearingType = "–", retest, gate, judged } = part;
  const facts = [
    lot === undefined ? undefined : t("stands.lot", { lot }),
    retest && t("stands.retest"),
  ].filter((fact) => typeof fact === "string");
  return keyed(time, [
    h("span", { class: "nowrap" }, moment(time)),
    h(
      "span",
      { class: "nowrap" },
      h("strong", { "data-written": true }, serial ?? "–"),
      facts.length > 0 && h("span", { class: "small quiet" }, ` ${facts.join(" · ")}`),
    ),
    h("span", { class: "nowrap" }, bearingType),
    h(
      "span",
      { class: "judged" },
      levelIcon(judged ? LOOKS[gate] : "unknown"),
      h("span", {}, t(judged ? `stands.gate.${gate}` : "stands.gate.notJudged")),
    ),
    h(
      "span",
      {},
      faultsText(part),
      part.evidence && h("span", { class: "small quiet" }, ` ${evidenceText(part)}`),
    ),
  ]);
}
