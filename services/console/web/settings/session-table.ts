import type { VNode } from "preact";
import type { SessionLine } from "../../src/accounts/session-line.ts";
import { t } from "../i18n/text.ts";
import { moment } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { deviceWords } from "../shared/push.ts";
import { keyed, type Row, table } from "../shared/table.ts";

/** Where people are logged in; each can be ended, but the one that looks at the list: that is a log out. */
export function sessionTable(
  label: string,
  sessions: readonly SessionLine[],
  onEnd: (session: SessionLine) => void,
): VNode {
  const heads = [
    t("settings.userName"),
    t("push.device"),
    t("settings.address"),
    t("sessions.since"),
    t("sessions.lastUsed"),
    t("settings.acts"),
  ];
  return table(
    label,
    heads,
    sessions.map((session) => row(session, onEnd)),
  );
}

function row(session: SessionLine, onEnd: (session: SessionLine) => void): Row {
  const { key, name, address, begunAt, lastAt, current } = session;
  return keyed(key, [
    name,
    deviceOf(session),
    address,
    moment(begunAt),
    moment(lastAt),
    current
      ? t("sessions.thisOne")
      : h(
          "ix-button",
          {
            variant: "subtle-tertiary",
            "aria-label": t("sessions.endOf", { name, device: deviceOf(session), address }),
            onclick: () => onEnd(session),
          },
          t("sessions.end"),
        ),
  ]);
}

/** Programs are called by what they call themselves. */
function deviceOf({ agent = "" }: SessionLine): string {
  return deviceWords(agent) || agent.slice(0, 40) || t("sessions.unknown");
}
