import type { VNode } from "preact";
import { t } from "../i18n/text.ts";
import { faultOf } from "../shared/api.ts";
import { h } from "../shared/h.ts";
import { loggedIn } from "../shared/person.ts";
import { createReading } from "../shared/reading.ts";
import { redraw } from "../shared/redraw.ts";
import { sessionTable } from "./session-table.ts";
import { endSession, getOwnSessions } from "./settings-api.ts";

/** Where a person is logged in, to end what they have left behind. */
export function createOwnSessions() {
  const reading = createReading(getOwnSessions, 30_000);
  let said = "";

  async function end(session: Parameters<typeof endSession>[0]): Promise<void> {
    try {
      await endSession(session);
      said = t("sessions.ended");
    } catch (error) {
      said = faultOf(error);
    }
    redraw();
    reading.read();
  }

  return {
    view(): VNode | undefined {
      if (loggedIn() === undefined) return undefined;
      const sessions = reading.shown();
      return h(
        "section",
        { class: "card stack", "aria-label": t("sessions.own") },
        h("h2", {}, t("sessions.own")),
        h("p", { class: "quiet" }, t("sessions.ownNote")),
        h("p", { role: "status" }, said),
        sessions === undefined
          ? h("p", { class: "quiet" }, reading.fault())
          : sessionTable(t("sessions.own"), sessions, (session) => void end(session)),
      );
    },
    open(): void {
      said = "";
      if (loggedIn() !== undefined) reading.read();
    },
  };
}
