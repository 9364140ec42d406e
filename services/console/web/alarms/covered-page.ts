import type { AlarmSubject } from "@raceway/model/alarm-subject";
import type { ComponentChild, VNode } from "preact";
import type { CoveredAlarmView } from "../../src/http/api-types.ts";
import { t } from "../i18n/text.ts";
import { faultOf, getCovered } from "../shared/api.ts";
import { h } from "../shared/h.ts";
import type { Page } from "../shared/page.ts";
import { redraw } from "../shared/redraw.ts";
import type { PlantState } from "../shared/state.ts";
import { type ActTarget, createActForm } from "./act-form.ts";
import { coverTexts, placeOf } from "./alarm-card.ts";
import { alarmTabs } from "./alarm-tabs.ts";

/** What is kept quiet: by a person until a time or until further notice, or by design because the machine stands. */
export function createCoveredPage(state: PlantState): Page {
  const forms = new Map<string, ReturnType<typeof createActForm>>();
  let covered: readonly CoveredAlarmView[] = [];
  let fault = "";

  function view(): VNode {
    const designed = state
      .alarms()
      .flatMap((alarm) =>
        alarm.suppressed ? [card(alarm, coverTexts({ suppressed: alarm.suppressed }))] : [],
      );
    return h(
      "div",
      { class: "page" },
      h("header", { class: "page-head" }, h("h1", {}, t("alarms.title")), alarmTabs("covered")),
      h("p", { class: "form-error", role: "alert" }, fault),
      h("h2", {}, t("covered.byPeople")),
      h("div", { class: "alarms" }, orNone(covered.map(coveredCard), "covered.none")),
      h("h2", {}, t("covered.byDesign")),
      h("div", { class: "alarms" }, orNone(designed, "covered.noneByDesign")),
    );
  }

  function coveredCard(of: CoveredAlarmView): VNode {
    const { id, shelved, outOfService, open } = of;
    const target: ActTarget = {
      id,
      ...(shelved && { shelved }),
      ...(outOfService && { outOfService }),
    };
    const form = forms.get(id) ?? createActForm();
    forms.set(id, form);
    const now = t(open ? "covered.open" : "covered.closed");
    return card(of, [...coverTexts(of), now], form([target]));
  }

  async function read(): Promise<void> {
    try {
      covered = await getCovered();
      fault = "";
    } catch (error) {
      fault = faultOf(error);
    }
    redraw();
  }

  return { view, open: () => void read(), update: () => void read() };
}

function orNone(
  cards: readonly VNode[],
  none: "covered.none" | "covered.noneByDesign",
): ComponentChild {
  return cards.length > 0 ? [...cards] : h("p", { class: "quiet" }, t(none));
}

function card(
  alarm: AlarmSubject & { readonly id: string },
  texts: readonly string[],
  form?: VNode,
): VNode {
  return h(
    "article",
    { key: alarm.id, class: "alarm-card edge-unknown" },
    h(
      "div",
      { class: "alarm-main" },
      h(
        "div",
        { class: "alarm-body" },
        h("h3", {}, t(`alarm.condition.${alarm.condition}`)),
        placeOf(alarm),
        texts.map((text) => h("p", {}, text)),
      ),
      form,
    ),
  );
}
