import type { PushWay } from "@raceway/alarms/notify/push-desk";
import { createPushNotifier } from "@raceway/notify-push/push-notifier";
import { makeVapidKeys } from "@raceway/notify-push/vapid";

/** How phones and browsers are reached. `RACEWAY_PUSH_HOSTS` names push services of one's own, separated by commas. */
export function pushWay(env: NodeJS.ProcessEnv = process.env): PushWay {
  const hosts = (env["RACEWAY_PUSH_HOSTS"] ?? "").split(",").map((host) => host.trim());
  return {
    makeKeys: makeVapidKeys,
    notifier: createPushNotifier,
    hosts: hosts.filter((host) => host !== ""),
  };
}
