import type { SessionView } from "@raceway/access/session-view";

/** A session in a list. */
export interface SessionLine extends SessionView {
  /** It is the one that asks. */
  readonly current: boolean;
}
