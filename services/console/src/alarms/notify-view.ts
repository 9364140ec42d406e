import type { NotifyChannel, NotifyPlan, NotifyRoute } from "@raceway/model/notify-plan";
import type { AlarmReport } from "@raceway/wire/alarm-report";

/** A way to reach people, without what is secret: whoever has the address of a chat room can write there. */
export type NotifyChannelView =
  | {
      readonly id: string;
      readonly kind: "mail";
      readonly server: string;
      readonly to: readonly string[];
    }
  | { readonly id: string; readonly kind: "webhook"; readonly preset: string };

/** Who is told of alarms, and how that goes. */
export interface NotifyView {
  readonly channels: readonly NotifyChannelView[];
  readonly routes: readonly NotifyRoute[];
  /** Absent until the alarm service has told. */
  readonly status?: NonNullable<AlarmReport["notification"]>;
}

/** @param plan absent: nobody is told beside the console. */
export function notifyView(
  plan: NotifyPlan | undefined,
  report: AlarmReport | undefined,
): NotifyView {
  const status = report?.notification;
  return {
    channels: plan?.channels.map(channelView) ?? [],
    routes: plan?.routes ?? [],
    ...(status && { status }),
  };
}

function channelView(channel: NotifyChannel): NotifyChannelView {
  const { id } = channel;
  return channel.kind === "mail"
    ? { id, kind: "mail", server: channel.server, to: channel.to }
    : { id, kind: "webhook", preset: channel.preset };
}
