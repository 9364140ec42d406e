import type { VNode } from "preact";
import type { SimulationClockView } from "../../src/http/api-types.ts";
import { t } from "../i18n/text.ts";
import { get, send } from "../shared/api.ts";
import { weekMoment } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { has } from "../shared/person.ts";
import { picker } from "../shared/picker.ts";
import { plantNow, setPlantClock } from "../shared/plant-clock.ts";
import { redraw } from "../shared/redraw.ts";
import { createBreakDialog } from "./break-dialog.ts";

const SECOND_MS = 1000;

/** The line above every page of a simulated plant: that it is one, what time it is there, and what can be done to it. */
export function createSimulationBar() {
  let clock: SimulationClockView | undefined;
  /** At which it ran before it was stopped. */
  let running: number | undefined;
  const dialog = createBreakDialog(show);

  function show(view: SimulationClockView): void {
    // Its time passes before one's eyes.
    if (clock === undefined) setInterval(redraw, SECOND_MS);
    clock = view;
    if (view.rate > 0) running = view.rate;
    setPlantClock(view);
    redraw();
  }

  async function set(change: { readonly rate?: number }): Promise<void> {
    const view = await send<SimulationClockView>("PATCH", "simulation", change).catch(
      () => undefined,
    );
    if (view !== undefined) show(view);
  }

  function lastRate(rates: readonly number[]): number {
    return running ?? rates[0] ?? 1;
  }

  return {
    show,
    /** Asks whether the plant is a simulated one. */
    async read(): Promise<void> {
      const view = await get<SimulationClockView | null>("simulation").catch(() => null);
      if (view !== null) show(view);
    },
    /** Undefined above a real plant. */
    view(): VNode | undefined {
      if (clock === undefined) return undefined;
      const { rate, rates, store } = clock;
      const mayAct = has("operator");
      return h(
        "section",
        { class: "simulation", "aria-label": t("simulation.label") },
        h("strong", {}, t("simulation.name")),
        h("span", { class: "tabular" }, weekMoment(new Date(plantNow()).toISOString())),
        rate === 0 && h("span", {}, t("simulation.stands")),
        store === "away" && h("span", { class: "text-warning" }, t("simulation.storeAway")),
        mayAct
          ? picker(
              t("simulation.speed"),
              rates.map((one) => ({ value: `${one}`, label: rateText(one) })),
              `${rate === 0 ? lastRate(rates) : rate}`,
              (value) => void set({ rate: Number(value) }),
            )
          : rate > 0 && h("span", {}, rateText(rate)),
        mayAct &&
          h(
            "ix-button",
            {
              variant: "subtle-tertiary",
              onclick: () => void set({ rate: rate === 0 ? lastRate(rates) : 0 }),
            },
            t(rate === 0 ? "simulation.resume" : "simulation.pause"),
          ),
        mayAct &&
          h(
            "ix-button",
            { variant: "subtle-tertiary", onclick: dialog.open },
            t("simulation.break"),
          ),
        mayAct && dialog.view(),
      );
    },
  };
}

function rateText(rate: number): string {
  return rate >= 3600
    ? t("simulation.hours", { number: rate / 3600 })
    : t("simulation.minutes", { number: rate / 60 });
}
