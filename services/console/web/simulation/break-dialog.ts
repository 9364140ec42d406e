import { FAULTS } from "@raceway/model/verdict";
import type { VNode } from "preact";
import type { SimulationClockView, SimulationView } from "../../src/http/api-types.ts";
import { t } from "../i18n/text.ts";
import { faultOf, get, send } from "../shared/api.ts";
import { moment } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { picker } from "../shared/picker.ts";
import { redraw } from "../shared/redraw.ts";
import { faultText } from "../shared/words.ts";

/** Where something on a simulated plant is broken by hand. @param onSet is told how the plant's clock and store are after a change. */
export function createBreakDialog(onSet: (view: SimulationClockView) => void) {
  let element: HTMLDialogElement | null = null;
  let view: SimulationView | undefined;
  let point = "";
  let fault = "";
  let message = "";

  function take(next: SimulationView): void {
    view = next;
    const choice = view.choices.find((one) => one.point === point) ?? view.choices[0];
    point = choice?.point ?? "";
    if (!choice?.faults.some((one) => one === fault)) fault = choice?.faults[0] ?? "";
    onSet(next);
    redraw();
  }

  async function ask(question: () => Promise<SimulationView>): Promise<void> {
    message = "";
    try {
      take(await question());
    } catch (error) {
      message = faultOf(error);
      redraw();
    }
  }

  function open(): void {
    element?.showModal();
    void ask(() => get<SimulationView>("simulation"));
  }

  function choosing({ choices }: SimulationView): VNode {
    const faults = choices.find((one) => one.point === point)?.faults ?? [];
    return h(
      "form",
      {
        class: "form-fields",
        onsubmit: (event: SubmitEvent) => {
          event.preventDefault();
          void ask(() => send("POST", "simulation/faults", { point, fault }));
        },
      },
      labelled(
        t("simulation.where"),
        choices.map((one) => ({ value: one.point, label: placeText(one.point) })),
        point,
        (value) => {
          point = value;
          if (view !== undefined) take(view);
        },
      ),
      labelled(
        t("simulation.what"),
        faults.map((one) => ({ value: one, label: whatText(one) })),
        fault,
        (value) => {
          fault = value;
        },
      ),
      h("p", { class: "small quiet" }, t("simulation.growing")),
      h(
        "div",
        { class: "form-buttons" },
        h("ix-button", { type: "submit" }, t("simulation.breakIt")),
      ),
    );
  }

  function brokenList({ broken }: SimulationView): VNode {
    if (broken.length === 0) return h("p", { class: "quiet" }, t("simulation.nothing"));
    return h(
      "div",
      {},
      h(
        "ul",
        {},
        broken.map((one) =>
          h(
            "li",
            { key: `${one.point} ${one.fault}` },
            h("a", { href: `#/point/${one.point}`, onclick: close }, placeText(one.point)),
            ` ${t("simulation.since", { what: whatText(one.fault), time: moment(one.since) })}`,
          ),
        ),
      ),
      h("p", { class: "small quiet" }, t("simulation.mend")),
    );
  }

  function storePart({ store }: SimulationView): VNode {
    const reach = store === "away" ? "there" : "away";
    return h(
      "div",
      { class: "form-fields" },
      h("p", { class: "small quiet" }, t("simulation.storeNote")),
      h(
        "div",
        { class: "form-buttons" },
        h(
          "ix-button",
          {
            variant: "secondary",
            onclick: () => void ask(() => send("PATCH", "simulation", { store: reach })),
          },
          t(store === "away" ? "simulation.back" : "simulation.away"),
        ),
      ),
    );
  }

  function close(): void {
    element?.close();
  }

  return {
    open,
    view: (): VNode =>
      h(
        "dialog",
        {
          class: "break-dialog",
          "aria-label": t("simulation.break"),
          ref: (made: HTMLDialogElement | null) => {
            element = made;
          },
        },
        view !== undefined && [
          h("h2", { key: "head" }, t("simulation.break")),
          choosing(view),
          h("h3", { key: "broken" }, t("simulation.broken")),
          brokenList(view),
          h("h3", { key: "store" }, t("simulation.store")),
          storePart(view),
        ],
        h("p", { class: "form-error", role: "status" }, message),
        h(
          "div",
          { class: "form-buttons" },
          h("ix-button", { variant: "subtle-tertiary", onclick: close }, t("simulation.close")),
        ),
      ),
  };
}

function labelled(...[label, ...rest]: Parameters<typeof picker>): VNode {
  return h("label", { class: "field" }, h("span", {}, label), picker(label, ...rest));
}

/** `grinding-1 › outer-ring-grinder › work-head`. */
function placeText(point: string): string {
  return point.split("/").slice(1).join(" › ");
}

function whatText(fault: string): string {
  const known = FAULTS.find((one) => one === fault);
  return known === undefined ? t("simulation.sensorDead") : faultText(known);
}
