import { createAlarmCard } from "../alarms/alarm-card.ts";
import { faultOf, getPoint } from "../shared/api.ts";
import { fill, h } from "../shared/dom.ts";
import type { Page } from "../shared/page.ts";
import type { Route } from "../shared/route.ts";
import type { PlantState } from "../shared/state.ts";

/**
 * What is newest is read so long after a record was heard of, milliseconds, so at most so often while sensors keep sending. Longer than the service
 * keeps an answer (api-routes.ts), or the last record before a silence would never be shown.
 */
const LATEST_MS = 2000;
/** The same for histories, to which one more record adds little, and for the waveform, which is by far the largest of all answers. */
const HISTORY_MS = 10_000;

/** The page of one point. Charts are most of the code: the other pages are there before it. */
export function createPointPage(state: PlantState): Page {
  const element = h("div", {}, h("ix-spinner", { size: "large" }));
  const alarms = h("div", { class: "alarms" });
  const cards = new Map<string, ReturnType<typeof createAlarmCard>>();
  let path: string | undefined;
  /** Something came while nobody looked. */
  let missed = false;
  const view = import("./point-view.ts").then(({ createPointView }) => {
    const made = createPointView(state.catalogue, alarms, () => void read(true));
    element.replaceChildren(made.element);
    return made;
  });

  const readLatest = onceAfter(LATEST_MS, () => readIfSeen(false));
  const readHistories = onceAfter(HISTORY_MS, () => readIfSeen(true));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && missed) readIfSeen(true);
  });

  function readIfSeen(histories: boolean): void {
    // A page that is opened again reads everything anyway.
    if (!element.isConnected) return;
    missed = document.visibilityState === "hidden";
    if (!missed) void read(histories);
  }

  async function read(histories: boolean): Promise<void> {
    const asked = path;
    if (asked === undefined) return;
    try {
      const [shown, point] = await Promise.all([view, getPoint(asked)]);
      if (asked === path) shown.show(point, histories);
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
      void read(true);
    },
    update,
    fresh(of: string): void {
      if (of !== path) return;
      readLatest();
      readHistories();
    },
  };
}

/** Runs something a while after it is asked to; until then it need not be asked again. */
function onceAfter(milliseconds: number, run: () => void): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    window.setTimeout(() => {
      waiting = false;
      run();
    }, milliseconds);
  };
}
