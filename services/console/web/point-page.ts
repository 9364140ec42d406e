import { createAlarmCard } from "./alarm-card.ts";
import { faultOf, getPoint } from "./api.ts";
import { fill, h } from "./dom.ts";
import type { Page } from "./page.ts";
import type { Route } from "./route.ts";
import type { PlantState } from "./state.ts";

/** Details are read again at most so often while sensors keep sending, milliseconds. */
const REFRESH_MS = 1000;

/** The page of one point. Charts are most of the code: the other pages are there before it. */
export function createPointPage(state: PlantState): Page {
  const element = h("div", {}, h("ix-spinner", { size: "large" }));
  const alarms = h("div", { class: "alarms" });
  const cards = new Map<string, ReturnType<typeof createAlarmCard>>();
  let path: string | undefined;
  let waiting: number | undefined;
  const view = import("./point-view.ts").then(({ createPointView }) => {
    const made = createPointView(state.catalogue, alarms, () => void read());
    element.replaceChildren(made.element);
    return made;
  });

  async function read(): Promise<void> {
    const asked = path;
    if (asked === undefined) return;
    try {
      const [shown, point] = await Promise.all([view, getPoint(asked)]);
      if (asked === path) shown.show(point);
    } catch (error) {
      const shown = await view;
      if (asked === path) shown.fail(asked, faultOf(error));
    }
  }

  /** The point's own alarms, to act on where a mail leads to. */
  function update(): void {
    const own = state.alarms().filter(({ point }) => point === path);
    const nodes = own.map((alarm) => {
      const card = cards.get(alarm.id) ?? createAlarmCard();
      cards.set(alarm.id, card);
      card.show(alarm);
      return card.element;
    });
    // Moving a node takes the focus from it, so nodes in place stay.
    const inPlace = nodes.every((node, i) => alarms.children[i] === node);
    if (!inPlace || alarms.children.length !== nodes.length) fill(alarms, ...nodes);
    alarms.hidden = nodes.length === 0;
  }

  return {
    element,
    open(route: Route): void {
      if (route.view !== "point") return;
      path = route.path;
      update();
      void read();
    },
    update,
    fresh(of: string): void {
      if (of !== path || waiting !== undefined) return;
      waiting = window.setTimeout(() => {
        waiting = undefined;
        if (!document.hidden && element.isConnected) void read();
      }, REFRESH_MS);
    },
  };
}
