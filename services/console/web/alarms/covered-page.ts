import type { AlarmSubject } from "@raceway/model/alarm-subject";
import type { CoveredAlarmView } from "../../src/http/api-types.ts";
import { t } from "../i18n/text.ts";
import { faultOf, getCovered } from "../shared/api.ts";
import { type Child, fill, h } from "../shared/dom.ts";
import type { Page } from "../shared/page.ts";
import type { PlantState } from "../shared/state.ts";
import { type ActTarget, createActForm } from "./act-form.ts";
import { coverTexts, placeOf } from "./alarm-card.ts";
import { alarmTabs } from "./alarm-tabs.ts";

/** What is kept quiet: by a person until a time or until further notice, or by design because the machine stands. */
export function createCoveredPage(state: PlantState): Page {
  const aside = h("div", { class: "alarms" });
  const designed = h("div", { class: "alarms" });
  const note = h("p", { class: "form-error", role: "alert" });
  const element = h(
    "div",
    { class: "page" },
    h("header", { class: "page-head" }, h("h1", {}, t("alarms.title")), alarmTabs("covered")),
    note,
    h("h2", {}, t("covered.byPeople")),
    aside,
    h("h2", {}, t("covered.byDesign")),
    designed,
  );
  let shown = "";

  async function read(): Promise<void> {
    try {
      const covered = await getCovered();
      note.textContent = "";
      // What somebody is writing must not go away under their hands.
      if (JSON.stringify(covered) === shown) return;
      shown = JSON.stringify(covered);
      fill(aside, ...orNone(covered.map(coveredCard), "covered.none"));
    } catch (error) {
      note.textContent = faultOf(error);
    }
  }

  function update(): void {
    const cards = state
      .alarms()
      .flatMap((alarm) =>
        alarm.suppressed ? [card(alarm, coverTexts({ suppressed: alarm.suppressed }))] : [],
      );
    fill(designed, ...orNone(cards, "covered.noneByDesign"));
    void read();
  }

  return { element, open: update, update };
}

function orNone(cards: readonly Child[], none: "covered.none" | "covered.noneByDesign"): Child[] {
  return cards.length > 0 ? [...cards] : [h("p", { class: "quiet" }, t(none))];
}

function coveredCard(covered: CoveredAlarmView): HTMLElement {
  const { id, shelved, outOfService, open } = covered;
  const target: ActTarget = {
    id,
    ...(shelved && { shelved }),
    ...(outOfService && { outOfService }),
  };
  const form = createActForm(() => [target]);
  form.update();
  const now = t(open ? "covered.open" : "covered.closed");
  return card(covered, [...coverTexts(covered), now], form.element);
}

function card(alarm: AlarmSubject, texts: readonly string[], form?: HTMLElement): HTMLElement {
  return h(
    "article",
    { class: "alarm-card edge-unknown" },
    h(
      "div",
      { class: "alarm-main" },
      h(
        "div",
        { class: "alarm-body" },
        h("h3", {}, t(`alarm.condition.${alarm.condition}`)),
        placeOf(alarm),
        ...texts.map((text) => h("p", {}, text)),
      ),
      form,
    ),
  );
}
