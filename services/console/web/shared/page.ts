import type { VNode } from "preact";
import type { Route } from "./route.ts";

/** One page. It is made when it is first opened and kept from then on; its nodes are there while it is open. */
export interface Page {
  /** What it shows now. */
  view(): VNode;
  /** It is being opened, or its address changed while it was open. */
  open(route: Route): void;
  /** Something of the shared state changed while it is open. */
  update?(): void;
  /** Something new of a point it follows. */
  fresh?(path: string): void;
}

/** The point whose details a page wants to hear of. */
export function followedBy(route: Route): string | undefined {
  return route.view === "point" ? route.path : undefined;
}
