import type { NotifyRoute } from "@raceway/model/notify-plan";
import { DAYS, type WeeklyPeriod } from "@raceway/model/week";
import type { ComponentChild, VNode } from "preact";
import type { NotifyChannelView, NotifyView } from "../../src/alarms/notify-view.ts";
import { t } from "../i18n/text.ts";
import { faultOf } from "../shared/api.ts";
import { h } from "../shared/h.ts";
import { has } from "../shared/person.ts";
import { redraw } from "../shared/redraw.ts";
import { type Row, table } from "../shared/table.ts";
import { getNotifications, sendTest } from "./settings-api.ts";

/** Who is told of alarms, and how that goes; it is changed in the plant file. */
export function createNotifyPanel() {
  let shown: NotifyView | undefined;
  let fault: string | undefined;
  let message = "";
  /** The channel that a test is on its way to. */
  let testing: string | undefined;

  function view(): VNode {
    return h(
      "section",
      { class: "card stack", "aria-label": t("settings.routes") },
      h("h2", {}, t("settings.routes")),
      h(
        "div",
        { class: "stack" },
        fault === undefined
          ? shown && contents(shown, testButton)
          : h("p", { class: "form-error" }, fault),
      ),
      h("p", { role: "status" }, message),
    );
  }

  async function read(): Promise<void> {
    try {
      shown = await getNotifications();
      fault = undefined;
    } catch (error) {
      fault = faultOf(error);
    }
    redraw();
  }

  function testButton(channel: string): VNode {
    return h(
      "ix-button",
      {
        variant: "subtle-tertiary",
        "aria-label": `${t("settings.test")}: ${channel}`,
        loading: testing === channel,
        onclick: () => void test(channel),
      },
      t("settings.test"),
    );
  }

  async function test(channel: string): Promise<void> {
    testing = channel;
    message = "";
    redraw();
    try {
      await sendTest(channel);
      message = t("settings.testSent", { channel });
    } catch (error) {
      message = `${channel}: ${faultOf(error)}`;
    } finally {
      testing = undefined;
      redraw();
    }
  }

  return { view, open: () => void read() };
}

type TestButton = (channel: string) => VNode;

function contents(
  { routes, channels, status }: NotifyView,
  testButton: TestButton,
): readonly ComponentChild[] {
  const mayTest = has("engineer");
  if (routes.length === 0) return [h("p", {}, t("settings.noRoutes"))];
  return [
    h("p", { class: "quiet" }, t("settings.notifyNote")),
    table(
      t("settings.routes"),
      [t("settings.route"), t("settings.to"), t("settings.alarmsOf"), t("settings.when")],
      routes.map(routeRow),
    ),
    h("h2", {}, t("settings.channels")),
    table(
      t("settings.channels"),
      [
        t("settings.way"),
        t("settings.address"),
        t("settings.state"),
        ...(mayTest ? [t("settings.acts")] : []),
      ],
      channels.map((channel) => [
        ...channelRow(channel, status),
        ...(mayTest ? [testButton(channel.id)] : []),
      ]),
    ),
    status !== undefined &&
      status.waiting > 0 &&
      h("p", {}, t("settings.waiting", { count: status.waiting })),
  ];
}

function routeRow(route: NotifyRoute): readonly ComponentChild[] {
  const { id, to, person, lines, priorities, on, during, quiet, digestMinutes } = route;
  const alarms = [
    lines?.join(", ") ?? t("settings.allLines"),
    priorities.map((priority) => t(`priority.${priority}`)).join(", "),
    on.map((news) => t(`settings.news.${news}`)).join(", "),
  ];
  const times = [
    during === undefined ? t("settings.always") : t("settings.during", { hours: hours(during) }),
    ...(quiet.length > 0 ? [t("settings.quiet", { hours: hours(quiet) })] : []),
    ...(digestMinutes === undefined ? [] : [t("settings.digest", { minutes: digestMinutes })]),
  ];
  // A route that is made for a person has no name of its own.
  if (person !== undefined)
    return [person, to.join(", "), t("settings.given", { person }), times.join("; ")];
  return [id, to.join(", "), alarms.join("; "), times.join("; ")];
}

function channelRow(channel: NotifyChannelView, status: NotifyView["status"]): Row {
  const { id, kind } = channel;
  return [
    `${id} (${t(`settings.kind.${kind}`)})`,
    channel.kind === "mail" ? `${channel.to.join(", ")} (${channel.server})` : channel.preset,
    stateText(status?.channels[id]),
  ];
}

type ChannelStatus = NonNullable<NotifyView["status"]>["channels"][string];

function stateText(status: ChannelStatus | undefined): string {
  if (status === undefined) return t("settings.statusUnknown");
  const { sent, refused, failing, reason = "" } = status;
  const done = t("settings.sent", { sent, refused });
  return failing === 0 ? done : `${done}; ${t("settings.failing", { failing, reason })}`;
}

function hours(periods: readonly WeeklyPeriod[]): string {
  return periods
    .map(({ days, from, to, timeZone }) => {
      const named =
        days.length === DAYS.length
          ? t("settings.everyDay")
          : days.map((day) => t(`settings.day.${day}`)).join(" ");
      return t("settings.period", { days: named, from, to, zone: timeZone });
    })
    .join(", ");
}
