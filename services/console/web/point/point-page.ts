import type { VNode } from "preact";
import { createAlarmCard } from "../alarms/alarm-card.ts";
import { faultOf, getPoint } from "../shared/api.ts";
import { h } from "../shared/h.ts";
import type { Page } from "../shared/page.ts";
import { currentRoute, type Route } from "../shared/route.ts";
import type { PlantState } from "../shared/state.ts";
import type { createPointView } from "./point-view.ts";

/**
 * What is newest is read so long after a record was heard of, milliseconds, so at most so often while sensors keep sending. Longer than the service
 * keeps an answer (api-routes.ts), or the last record before a silence would never be shown.
 */
const LATEST_MS = 2000;
/** The same for histories, to which one more record adds little, and for the waveform, which is by far the largest of all answers. */
const HISTORY_MS = 10_000;

/** Charts are most of the code: the other pages are there before it. */
export const loadPointView = () => import("./point-view.ts");

/** The page of one point. */
export function createPointPage(state: PlantState): Page {
  const cards = new Map<string, ReturnType<typeof createAlarmCard>>();
  let path: string | undefined;
  /** Something came while nobody looked. */
  let missed = false;
  let shown: ReturnType<typeof createPointView> | undefined;
  const making = loadPointView().then((loaded) => {
    shown = loaded.createPointView(state.catalogue, () => void read(true));
    return shown;
  });

  const view = (): VNode => shown?.view(alarms()) ?? h("ix-spinner", { size: "large" });

  const readLatest = onceAfter(LATEST_MS, () => readIfSeen(false));
  const readHistories = onceAfter(HISTORY_MS, () => readIfSeen(true));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && missed) readIfSeen(true);
  });

  function readIfSeen(histories: boolean): void {
    // A page that is opened again reads everything anyway.
    const now = currentRoute();
    if (now.view !== "point" || now.path !== path) return;
    missed = document.visibilityState === "hidden";
    if (!missed) void read(histories);
  }

  async function read(histories: boolean): Promise<void> {
    const asked = path;
    if (asked === undefined) return;
    try {
      const [made, point] = await Promise.all([making, getPoint(asked)]);
      if (asked === path) made.show(point, histories);
    } catch (error) {
      const made = await making;
      if (asked === path) made.fail(asked, faultOf(error));
    }
  }

  /** The point's own alarms, to act on where a mail leads to. */
  function alarms(): VNode {
    const own = state.alarms().filter(({ point }) => point === path);
    return h(
      "div",
      { class: "alarms", hidden: own.length === 0 },
      own.map((alarm) => {
        const card = cards.get(alarm.id) ?? createAlarmCard(alarm.id);
        cards.set(alarm.id, card);
        return card(alarm);
      }),
    );
  }

  return {
    view,
    open(route: Route): void {
      if (route.view !== "point") return;
      path = route.path;
      void read(true);
    },
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
