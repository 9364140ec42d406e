import type { VNode } from "preact";
import type { DeadLetterView } from "../../src/http/api-types.ts";
import { isText, t } from "../i18n/text.ts";
import { moment } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { type Choice, picker } from "../shared/picker.ts";
import { redraw } from "../shared/redraw.ts";
import { type Row, table } from "../shared/table.ts";

const PAGE_ROWS = 25;
const ALL = "";

/** The messages that could not be used, newest first: all, or those of one reason. */
export function createDeadLetters() {
  let code = ALL;
  let rows = PAGE_ROWS;

  function choose(wanted: string): void {
    code = wanted;
    rows = PAGE_ROWS;
    redraw();
  }

  function showMore(): void {
    rows += PAGE_ROWS;
    redraw();
  }

  return (letters: readonly DeadLetterView[]): VNode => {
    const groups = Map.groupBy(letters, (letter) => letter.code);
    const chosen = groups.has(code) ? code : ALL;
    const wanted = groups.get(chosen) ?? letters;
    return h(
      "section",
      { class: "card", "aria-label": t("sensors.deadLetters") },
      h(
        "div",
        { class: "card-head" },
        h("h2", {}, t("sensors.deadLetters")),
        h(
          "div",
          { class: "pickers" },
          letters.length > 0 &&
            picker(t("table.reason"), choicesOf(groups, letters.length), chosen, choose),
        ),
      ),
      wanted.length === 0
        ? h("p", { class: "quiet" }, t("sensors.noDeadLetters"))
        : table(
            t("sensors.deadLetters"),
            [t("table.time"), t("table.topic"), t("table.reason")],
            wanted.slice(0, rows).map(letterRow),
          ),
      wanted.length > rows &&
        h(
          "ix-button",
          { variant: "subtle-tertiary", onclick: showMore },
          t("sensors.moreDeadLetters"),
        ),
    );
  };
}

function choicesOf(
  groups: ReadonlyMap<string, readonly DeadLetterView[]>,
  all: number,
): readonly Choice[] {
  return [
    { value: ALL, label: counted(t("sensors.allReasons"), all) },
    ...[...groups].map(([value, { length }]) => ({
      value,
      label: counted(reasonText(value), length),
    })),
  ];
}

function letterRow({ heard, topic, code, reason }: DeadLetterView): Row {
  return [
    moment(heard),
    topic,
    h(
      "span",
      {},
      h("strong", {}, reasonText(code)),
      h("br", {}),
      h("span", { class: "small quiet", lang: "en" }, reason),
    ),
  ];
}

function counted(filter: string, count: number): string {
  return t("alarms.filterCount", { filter, count });
}

/** A newer service may know reasons that have no text yet. */
function reasonText(code: string): string {
  const key = `rejection.${code}`;
  return isText(key) ? t(key) : code;
}
