import type { Alarm } from "@raceway/model/alarm";
import { type Notification, NotificationRefused } from "@raceway/ports/notifier";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPushNotifier } from "./push-notifier.ts";
import { startPushService } from "./testing.ts";
import { makeVapidKeys } from "./vapid.ts";

const keys = makeVapidKeys();
let service: Awaited<ReturnType<typeof startPushService>>;

beforeEach(async () => {
  service = await startPushService(keys.publicKey);
});
afterEach(() => service.stop());

const notification: Notification = {
  id: "p.1",
  language: "en",
  priority: "high",
  subject: "Outer race damage",
  text: "Grinder › Spindle",
  html: "",
  alarms: [
    {
      news: "raised",
      at: "2026-11-22T06:00:00.000Z",
      alarm: { id: "l.m.q.machine" } as Alarm,
    },
  ],
};

function notifier(onGone?: (reason: string) => void) {
  return createPushNotifier({
    name: "push-1",
    subscription: service.subscription,
    keys,
    contact: "mailto:shift@plant.example",
    ...(onGone && { onGone }),
  });
}

describe("a message to a phone", () => {
  it("names whom the push service may turn to, is urgent when it is, and leads to its alarm", async () => {
    await notifier().send(notification);
    const [push] = service.received();
    expect(push?.claims).toMatchObject({
      aud: new URL(service.subscription.endpoint).origin,
      sub: "mailto:shift@plant.example",
    });
    expect(push?.headers).toMatchObject({ urgency: "high", ttl: "86400" });
    expect(push?.message).toMatchObject({
      title: "Outer race damage",
      tag: "l.m.q.machine",
      path: "/alarm/l.m.q.machine",
    });
  });

  it("takes the place of an undelivered one of the same alarm, and of no other's", async () => {
    await notifier().send(notification);
    await notifier().send({ ...notification, id: "p.2" });
    const other = { ...notification.alarms[0], alarm: { id: "l.m.r.machine" } };
    await notifier().send({ ...notification, alarms: [other as never] });
    const [first, again, another] = service.received().map(({ headers }) => headers["topic"]);
    expect(again).toBe(first);
    expect(another).not.toBe(first);
  });

  it("is cut between characters to what push services take, however long and in whatever script", async () => {
    for (const text of [
      "轴承外圈损坏".repeat(2000),
      "👩🏽‍🏭 \u202eمحمل\u202c ".repeat(2000),
      '"\n'.repeat(9000),
    ]) {
      await notifier().send({ ...notification, text });
      const { body = "" } = service.received().at(-1)?.message ?? {};
      expect(body.endsWith("…")).toBe(true);
      expect(text.startsWith(body.slice(0, -1))).toBe(true);
      expect(body.isWellFormed()).toBe(true);
    }
  });

  it("says that a browser is gone, once and for good", async () => {
    const gone: string[] = [];
    service.behave("gone");
    await expect(notifier((reason) => gone.push(reason)).send(notification)).rejects.toThrow(
      NotificationRefused,
    );
    expect(gone).toEqual([expect.stringMatching(/^127\.0\.0\.1:\d+ answered 410$/)]);
  });

  it("never says the address, which is a secret", async () => {
    service.behave("fails");
    await expect(notifier().send(notification)).rejects.not.toThrow(/push\/one/);
  });
});
