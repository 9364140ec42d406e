import type { DeadLetterView } from "../../src/http/api-types.ts";
import { isText, t } from "../i18n/text.ts";
import { fill, h } from "../shared/dom.ts";
import { moment } from "../shared/format.ts";
import { createPicker } from "../shared/picker.ts";
import { table } from "../shared/table.ts";

const PAGE_ROWS = 25;
const ALL = "";

/** The messages that could not be used, newest first: all, or those of one reason. */
export function createDeadLetters() {
  let letters: readonly DeadLetterView[] = [];
  let code = ALL;
  let rows = PAGE_ROWS;
  const picker = createPicker(t("table.reason"), (value) => {
    code = value;
    rows = PAGE_ROWS;
    draw();
  });
  const body = h("div", {});
  const more = h(
    "ix-button",
    {
      variant: "subtle-tertiary",
      onclick: () => {
        rows += PAGE_ROWS;
        draw();
      },
    },
    t("sensors.moreDeadLetters"),
  );
  const element = h(
    "section",
    { class: "card", "aria-label": t("sensors.deadLetters") },
    h(
      "div",
      { class: "card-head" },
      h("h2", {}, t("sensors.deadLetters")),
      h("div", { class: "pickers" }, picker.element),
    ),
    body,
    more,
  );

  function draw(): void {
    const groups = Map.groupBy(letters, (letter) => letter.code);
    if (!groups.has(code)) code = ALL;
    const wanted = groups.get(code) ?? letters;
    picker.element.hidden = letters.length === 0;
    picker.offer(
      [
        { value: ALL, label: counted(t("sensors.allReasons"), letters.length) },
        ...[...groups].map(([value, { length }]) => ({
          value,
          label: counted(reasonText(value), length),
        })),
      ],
      code,
    );
    more.hidden = wanted.length <= rows;
    fill(
      body,
      wanted.length === 0
        ? h("p", { class: "quiet" }, t("sensors.noDeadLetters"))
        : table(
            t("sensors.deadLetters"),
            [t("table.time"), t("table.topic"), t("table.reason")],
            wanted
              .slice(0, rows)
              .map((letter) => [
                moment(letter.heard),
                letter.topic,
                h(
                  "span",
                  {},
                  h("strong", {}, reasonText(letter.code)),
                  h("br"),
                  h("span", { class: "small quiet", lang: "en" }, letter.reason),
                ),
              ]),
          ),
    );
  }

  return {
    element,
    show(list: readonly DeadLetterView[]): void {
      letters = list;
      draw();
    },
  };
}

function counted(filter: string, count: number): string {
  return t("alarms.filterCount", { filter, count });
}

/** A newer service may know reasons that have no text yet. */
function reasonText(code: string): string {
  const key = `rejection.${code}`;
  return isText(key) ? t(key) : code;
}
