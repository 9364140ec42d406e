import type { VNode } from "preact";
import { language, t } from "../i18n/text.ts";
import { get } from "./api.ts";
import { monthOf, span as spanText } from "./format.ts";
import { h } from "./h.ts";
import { picker } from "./picker.ts";
import { plantNow } from "./plant-clock.ts";
import { redraw } from "./redraw.ts";

const DAY = 86_400;
const SPANS = [DAY, 7 * DAY, 30 * DAY, 365 * DAY];
/** Calendar months to choose from: this one and those before. */
const MONTHS = 12;

/** Whether the service can make PDF; asked once. */
let pdf: boolean | undefined;

async function askForms(): Promise<void> {
  pdf = false;
  const forms = await get<{ readonly pdf: boolean }>("report/forms").catch(() => undefined);
  pdf = forms?.pdf ?? false;
  redraw();
}

/** Ways to a report of the plant, a line, a machine or a point, over a span or a calendar month. */
export function createReportLinks() {
  let period = String(7 * DAY);
  let opened = false;

  function addressOf(of: string, format: "html" | "pdf"): string {
    const during = period.includes("-") ? { month: period } : { span: period };
    return `./api/report?${new URLSearchParams({ of, ...during, language: language(), format })}`;
  }

  /** @param of `site`, or on to the line, machine or point. */
  return (of: string): VNode =>
    h(
      "details",
      {
        class: "report-menu",
        open: opened,
        ontoggle: (event: Event & { readonly currentTarget: HTMLDetailsElement }) => {
          opened = event.currentTarget.open;
          if (opened && pdf === undefined) void askForms();
        },
      },
      h("summary", {}, t("report.menu")),
      h(
        "div",
        { class: "pickers" },
        picker(t("report.period"), periods(), period, (value) => {
          period = value;
          redraw();
        }),
        h("a", { href: addressOf(of, "html"), target: "_blank" }, t("report.page")),
        pdf === true && h("a", { href: addressOf(of, "pdf"), download: "" }, t("report.pdf")),
      ),
    );
}

function periods() {
  const spans = SPANS.map((value) => ({ value: String(value), label: spanText(value) }));
  const months = Array.from({ length: MONTHS }, (_, back) => {
    const value = monthOf(plantNow(), back);
    return { value, label: value };
  });
  return [...spans, ...months];
}
