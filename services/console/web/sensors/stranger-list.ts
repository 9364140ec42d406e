import type { VNode } from "preact";
import { t } from "../i18n/text.ts";
import { moment, span } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { has } from "../shared/person.ts";
import { keyed, type Row, table } from "../shared/table.ts";
import type { StrangerView } from "./adopt-api.ts";

/** Of a payload the list shows so many characters. */
const SHOWN = 160;

/** What arrives and fits nothing, with a way to give it a place. */
export function strangerList(
  strangers: readonly StrangerView[],
  onAdopt: (stranger: StrangerView) => void,
): VNode {
  const heads = [
    t("table.topic"),
    t("adopt.payload"),
    t("adopt.count"),
    t("adopt.sender"),
    t("adopt.last"),
    t("table.reason"),
    t("adopt.adopt"),
  ];
  return h(
    "section",
    { class: "card strangers", "aria-label": t("adopt.title") },
    h("h2", {}, t("adopt.title")),
    table(
      t("adopt.title"),
      heads,
      strangers.map((stranger) => strangerRow(stranger, onAdopt)),
    ),
  );
}

function strangerRow(stranger: StrangerView, onAdopt: (stranger: StrangerView) => void): Row {
  const { topic, sender, last, reason } = stranger;
  return keyed(topic, [
    topic,
    h("code", { class: "small" }, payloadText(stranger).slice(0, SHOWN)),
    countText(stranger),
    sender ?? "–",
    moment(last),
    h("span", { class: "small quiet", lang: "en" }, reason),
    has("engineer") &&
      h(
        "ix-button",
        { onclick: () => onAdopt(stranger), "aria-label": `${t("adopt.adopt")} ${topic}` },
        t("adopt.adopt"),
      ),
  ]);
}

export function payloadText({ payload = "", binary }: StrangerView): string {
  return binary ? t("adopt.binary", { payload }) : payload;
}

function countText({ count, first, last }: StrangerView): string {
  if (count < 2) return String(count);
  const seconds = (Date.parse(last) - Date.parse(first)) / 1000 / (count - 1);
  return t("adopt.every", { count, span: span(Math.max(1, seconds)) });
}
