import { ALARM_PRIORITIES, type AlarmPriority } from "@raceway/model/alarm";
import type { PushDevice } from "@raceway/model/push-subscription";
import type { ComponentChild, VNode } from "preact";
import { language, t } from "../i18n/text.ts";
import { faultOf, get, send } from "../shared/api.ts";
import { field } from "../shared/field.ts";
import { moment } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { personName } from "../shared/person.ts";
import { picker } from "../shared/picker.ts";
import { deviceName, ownSubscription, pushSupport, subscribe } from "../shared/push.ts";
import { createReading } from "../shared/reading.ts";
import { redraw } from "../shared/redraw.ts";
import type { PlantState } from "../shared/state.ts";
import { keyed, table } from "../shared/table.ts";

interface PushView {
  readonly publicKey: string;
  readonly devices: readonly PushDevice[];
}

const ALL = "";

/** Alarms that ring on a person's devices. */
export function createPushPanel(state: PlantState) {
  const reading = createReading(
    () => get<PushView>(`push?${new URLSearchParams({ who: personName() })}`),
    30_000,
  );
  let shown: PushView | undefined;
  let name = deviceName();
  let from: AlarmPriority = "medium";
  let line = ALL;
  let said = "";
  let busy = false;

  /** One thing after the other; what it says is read by screen readers. */
  async function act(work: () => Promise<PushView>, done: string): Promise<void> {
    if (busy) return;
    busy = true;
    said = "";
    redraw();
    try {
      shown = await work();
      said = done;
    } catch (error) {
      said = faultOf(error);
    }
    busy = false;
    redraw();
  }

  async function turnOn(publicKey: string): Promise<PushView> {
    const { endpoint, keys } = (await subscribe(publicKey)).toJSON();
    return send<PushView>("POST", "push", {
      who: personName(),
      device: name,
      address: { endpoint, keys },
      language: language(),
      from,
      ...(line !== ALL && { lines: [line] }),
    });
  }

  async function remove({ id }: PushDevice): Promise<PushView> {
    const left = await send<PushView>("POST", `push/${id}/unsubscribe`, { who: personName() });
    // Nobody else's devices are known here, so this may be the one that was removed.
    if (left.devices.length === 0) await (await ownSubscription())?.unsubscribe();
    return left;
  }

  function form(publicKey: string): ComponentChild {
    const priorities = ALARM_PRIORITIES.map((value) => ({ value, label: t(`push.from.${value}`) }));
    const lines = [
      { value: ALL, label: t("settings.allLines") },
      ...(state.plant()?.lines ?? []).map(({ id, name: label }) => ({ value: id, label })),
    ];
    return h(
      "div",
      { class: "pickers" },
      field(t("push.device"), name, (value) => {
        name = value;
      }),
      picker(t("push.from"), priorities, from, (value) => {
        from = ALARM_PRIORITIES.find((one) => one === value) ?? from;
        redraw();
      }),
      picker(t("push.lines"), lines, line, (value) => {
        line = value;
        redraw();
      }),
      h(
        "ix-button",
        {
          disabled: busy || personName() === "" || name.trim() === "",
          onclick: () => void act(() => turnOn(publicKey), t("push.on")),
        },
        t("push.turnOn"),
      ),
    );
  }

  function row(device: PushDevice) {
    const button = (label: string, work: () => void) =>
      h(
        "ix-button",
        {
          variant: "secondary",
          disabled: busy,
          "aria-label": `${label}: ${device.device}`,
          onclick: work,
        },
        label,
      );
    const test = () =>
      act(
        () => send<PushView>("POST", `push/${device.id}/test`, { who: personName() }),
        t("push.tested"),
      );
    const lines = device.lines?.join(", ") ?? t("settings.allLines");
    const standing =
      device.gone !== undefined
        ? t("push.gone", { why: device.gone })
        : device.lastTaken === undefined
          ? t("push.never")
          : t("push.taken", { time: moment(device.lastTaken) });
    return keyed(device.id, [
      device.device,
      `${t(`push.from.${device.from}`)} · ${lines}`,
      standing,
      h(
        "span",
        { class: "form-buttons" },
        device.gone === undefined && button(t("settings.test"), () => void test()),
        button(t("settings.remove"), () => void act(() => remove(device), t("push.removed"))),
      ),
    ]);
  }

  function content(view: PushView): ComponentChild {
    const support = pushSupport();
    const heads = [t("push.device"), t("settings.alarmsOf"), t("table.state"), t("settings.acts")];
    return [
      support === "ready" ? form(view.publicKey) : h("p", {}, t(`push.support.${support}`)),
      personName() === "" && h("p", { class: "quiet" }, t("push.whoFirst")),
      view.devices.length > 0 && table(t("push.devices"), heads, view.devices.map(row)),
    ];
  }

  return {
    view(): VNode {
      const view = shown ?? reading.shown();
      return h(
        "section",
        { class: "card stack", "aria-label": t("push.title") },
        h("h2", {}, t("push.title")),
        h("p", { class: "quiet" }, t("push.note")),
        view === undefined ? h("p", { class: "quiet" }, reading.fault()) : content(view),
        h("p", { role: "status" }, said),
      );
    },
    open(): void {
      shown = undefined;
      reading.read();
    },
  };
}
