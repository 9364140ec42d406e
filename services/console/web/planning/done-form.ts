import { MAINTENANCE_WORKS, type MaintenanceWork } from "@raceway/model/maintenance";
import type { PlanView } from "@raceway/plan/plan-view";
import type { VNode } from "preact";
import type { PlantView } from "../../src/http/api-types.ts";
import { t } from "../i18n/text.ts";
import { faultOf, send } from "../shared/api.ts";
import { field } from "../shared/field.ts";
import { h } from "../shared/h.ts";
import { loggedIn, mayAct, personName, rememberName } from "../shared/person.ts";
import { picker } from "../shared/picker.ts";
import { redraw } from "../shared/redraw.ts";
import { sendOrCancel } from "../shared/send-or-cancel.ts";
import { actionText } from "../shared/words.ts";

type Work = PlanView["work"]["placed"][number] | PlanView["work"]["unplaced"][number];

/** What the plan itself makes of advised work. */
const USUAL = "";

/** Tells that work of the plan is done: analysis hears of it as of any work at a point. */
export function createDoneForm(onTold: () => void) {
  let isOpen = false;
  let chosen = "";
  let point = "";
  let done: MaintenanceWork | typeof USUAL = USUAL;
  let name = "";
  let comment = "";
  let message = "";
  let sending = false;

  function expand(open: boolean): void {
    isOpen = open;
    message = "";
    if (open) name = personName();
    redraw();
  }

  async function submit(work: Work): Promise<void> {
    const who = loggedIn()?.name ?? name.trim();
    if (who === "") message = t("form.nameMissing");
    redraw();
    if (who === "" || sending) return;
    rememberName(who);
    sending = true;
    try {
      await send("POST", "plan/done", {
        work: work.work,
        who,
        ...(done !== USUAL && { done }),
        ...(work.advised === undefined && { point }),
        ...(comment.trim() !== "" && { comment: comment.trim() }),
      });
      comment = "";
      expand(false);
      message = t("work.told");
      onTold();
    } catch (error) {
      message = faultOf(error);
    } finally {
      sending = false;
      redraw();
    }
  }

  function fields(works: readonly Work[], work: Work, plant: PlantView | undefined): VNode {
    const machine = plant?.lines
      .find(({ id }) => id === work.line)
      ?.machines.find(({ id }) => id === work.machine);
    const points = machine?.points ?? [];
    if (!points.some(({ path }) => path === point)) point = points[0]?.path ?? "";
    return h(
      "div",
      { class: "form-fields" },
      picker(
        t("plan.work"),
        works.map((each) => ({ value: each.work, label: labelOf(each) })),
        work.work,
        (value) => {
          chosen = value;
          redraw();
        },
      ),
      work.advised === undefined &&
        picker(
          t("plan.donePoint"),
          points.map(({ path, name: label }) => ({ value: path, label })),
          point,
          (value) => {
            point = value;
          },
        ),
      picker(
        t("work.what"),
        [
          { value: USUAL, label: t("plan.doneAsPlanned") },
          ...MAINTENANCE_WORKS.filter((value) => value !== "taken-back").map((value) => ({
            value,
            label: t(`work.${value}`),
          })),
        ],
        done,
        (value) => {
          done = MAINTENANCE_WORKS.find((one) => one === value) ?? USUAL;
        },
      ),
      loggedIn() === undefined && field(t("form.name"), name, (value) => (name = value)),
      field(t("form.commentOptional"), comment, (value) => (comment = value)),
      h("p", { class: "small quiet" }, t("work.note")),
      sendOrCancel(t("work.send"), sending, () => expand(false)),
    );
  }

  return function view(plan: PlanView, plant: PlantView | undefined): VNode | undefined {
    const works: readonly Work[] = [...plan.work.placed, ...plan.work.unplaced];
    const work = works.find((each) => each.work === chosen) ?? works[0];
    if (work === undefined) return undefined;
    return h(
      "form",
      {
        class: "act-form",
        hidden: !mayAct(),
        onsubmit: (event: SubmitEvent) => {
          event.preventDefault();
          void submit(work);
        },
      },
      isOpen
        ? fields(works, work, plant)
        : h("ix-button", { variant: "secondary", onclick: () => expand(true) }, t("plan.tellDone")),
      h("p", { class: "quiet", role: "status" }, message),
    );
  };
}

function labelOf({ line, machine, what, advised }: Work): string {
  return `${line} / ${machine}: ${advised === undefined ? what : actionText(advised.fault)}`;
}
