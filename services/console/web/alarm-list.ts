import type { Alarm } from "@raceway/model/alarm";
import { createActForm } from "./act-form.ts";
import { fill, h } from "./dom.ts";
import { moment, sentence } from "./format.ts";
import { levelIcon } from "./levels.ts";
import { pointLink } from "./route.ts";

const STATE_WORDS: Readonly<Record<Alarm["state"], string>> = {
  unacknowledged: "Not acknowledged",
  acknowledged: "Acknowledged",
  "returned-unacknowledged": "Returned to normal, not acknowledged",
};

/** Open alarms, the most urgent first, each with what to do and a way to say "I have it". */
export function createAlarmList() {
  const list = h("div", { class: "alarms" });
  const title = h("h2", {}, "Alarms");
  const note = h("p", { class: "quiet" });
  const element = h(
    "aside",
    { class: "pane alarms-pane", "aria-label": "Alarms" },
    h("div", { class: "pane-head" }, title),
    note,
    list,
  );
  const cards = new Map<string, ReturnType<typeof createCard>>();
  let serviceOnline = true;

  return {
    element,
    setAlarms(alarms: readonly Alarm[]): void {
      const open = new Set(alarms.map(({ id }) => id));
      for (const id of cards.keys()) if (!open.has(id)) cards.delete(id);
      const nodes = alarms.map((alarm) => {
        const card = cards.get(alarm.id) ?? createCard();
        cards.set(alarm.id, card);
        card.show(alarm);
        return card.element;
      });
      // Moving a node takes the focus from it, so nodes in place stay.
      if (
        nodes.some((node, i) => list.children[i] !== node) ||
        list.children.length !== nodes.length
      )
        fill(list, ...nodes);
      title.textContent = alarms.length === 0 ? "Alarms" : `Alarms (${alarms.length})`;
      if (alarms.length === 0)
        fill(list, h("p", { class: "quiet" }, "No open alarms. They appear here by themselves."));
    },
    setService(online: boolean): void {
      if (online === serviceOnline) return;
      serviceOnline = online;
      fill(note, online ? "" : "The alarm service is not running: nothing new is raised here.");
    },
  };
}

function createCard() {
  const body = h("div", {});
  const form = createActForm();
  const element = h("article", { class: "alarm-card" }, body, form.element);
  return {
    element,
    show(alarm: Alarm): void {
      element.className = `alarm-card edge-${alarm.severity} ${alarm.state}`;
      fill(body, ...bodyOf(alarm));
      form.show(alarm);
    },
  };
}

function bodyOf(alarm: Alarm): HTMLElement[] {
  const { severity, condition, title, where, point, since, state, evidence, advice } = alarm;
  const level = condition === "sensor" ? "sensor" : severity;
  const by = alarm.acknowledged === undefined ? "" : ` by ${alarm.acknowledged.who}`;
  return [
    h(
      "div",
      { class: "alarm-title" },
      levelIcon(level),
      h("h3", {}, title),
      h("span", { class: `alarm-severity text-${severity}` }, severity),
    ),
    h(
      "a",
      { class: "alarm-where", href: pointLink(point) },
      `${where.line} › ${where.machine} › ${where.point}`,
    ),
    h("p", { class: "alarm-state" }, `Since ${moment(since)} · ${STATE_WORDS[state]}${by}`),
    ...evidence.slice(0, 2).map((text) => h("p", {}, sentence(text))),
    h("p", { class: "alarm-advice" }, h("strong", {}, "To do: "), advice),
    ...alarm.comments.map(({ who, at, text }) =>
      h("p", { class: "alarm-comment" }, `${who}, ${moment(at)}: ${text}`),
    ),
  ];
}
