import { faultOf, getPoint } from "./api.ts";
import { h } from "./dom.ts";
import type { Page } from "./page.ts";
import type { Route } from "./route.ts";
import type { PlantState } from "./state.ts";

/** Details are read again at most so often while sensors keep sending, milliseconds. */
const REFRESH_MS = 1000;

/** The page of one point. Charts are most of the code: the other pages are there before it. */
export function createPointPage(state: PlantState): Page {
  const element = h("div", {}, h("ix-spinner", { size: "large" }));
  let path: string | undefined;
  let waiting: number | undefined;
  const view = import("./point-view.ts").then(({ createPointView }) => {
    const made = createPointView(state.catalogue, () => void read());
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

  return {
    element,
    open(route: Route): void {
      if (route.view !== "point") return;
      path = route.path;
      void read();
    },
    update() {},
    fresh(of: string): void {
      if (of !== path || waiting !== undefined) return;
      waiting = window.setTimeout(() => {
        waiting = undefined;
        if (!document.hidden && element.isConnected) void read();
      }, REFRESH_MS);
    },
  };
}
