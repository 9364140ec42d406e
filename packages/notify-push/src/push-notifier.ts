import { createHash } from "node:crypto";
import type { PushSubscriptionAddress } from "@raceway/model/push-subscription";
import { type Notification, NotificationRefused, type Notifier } from "@raceway/ports/notifier";
import webPush from "web-push";
import type { VapidKeys } from "./vapid.ts";

export interface PushNotifierOptions {
  readonly name: string;
  readonly subscription: PushSubscriptionAddress;
  readonly keys: VapidKeys;
  /** Whom a push service may turn to, `mailto:` or `https:` (RFC 8292, 2.1). */
  readonly contact: string;
  /** Is told once the push service says that the browser does not subscribe any more. */
  readonly onGone?: (reason: string) => void;
  /** Give up on an answer after so long. Default 20 s. */
  readonly timeoutMs?: number;
}

/** What the browser's service worker gets, in JSON. */
export interface PushMessage {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly language: string;
  readonly priority: string;
  /** Of what is replaced by it when it is still shown: news of the same alarm. */
  readonly tag: string;
  /** What to open, from the console's own address on. */
  readonly path: string;
}

/** A phone that was off for a day is told of what is open when it is looked at. */
const TTL_SECONDS = 86_400;
/** Push services take 4096 bytes; the encryption takes 103 of them (RFC 8291). */
const MOST_BYTES = 3900;
/** The message is refused for itself: 413 too large, 400 malformed. */
const AGAINST_THE_MESSAGE = [400, 413];
/** The subscription is no more (RFC 8030, 7.3). */
const GONE = [404, 410];

/** A {@link Notifier} over Web Push to one browser. */
export function createPushNotifier(options: PushNotifierOptions): Notifier {
  const { name, subscription, keys, contact, onGone, timeoutMs = 20_000 } = options;
  const { host } = new URL(subscription.endpoint);
  const sending = new Set<Promise<unknown>>();
  let closed = false;

  return {
    name,
    async send(notification) {
      if (closed) throw new Error(`${name} is closed`);
      const posted = post(notification);
      sending.add(posted);
      try {
        await posted;
      } finally {
        sending.delete(posted);
      }
    },
    async close() {
      closed = true;
      await Promise.allSettled(sending);
    },
  };

  async function post(notification: Notification): Promise<void> {
    const message = messageOf(notification);
    const { endpoint, method, headers, body } = webPush.generateRequestDetails(
      subscription,
      JSON.stringify(message),
      {
        vapidDetails: { subject: contact, ...keys },
        TTL: TTL_SECONDS,
        urgency: notification.priority === "high" ? "high" : "normal",
        topic: topicOf(message.tag),
      },
    );
    const status = await answered(endpoint, {
      method,
      headers: headers as Record<string, string>,
      body: new Uint8Array(body ?? []),
    });
    if (status >= 200 && status <= 299) return;
    // Its text may hold the address, which is a secret.
    const reason = `${name} (${host}): it answered ${status}`;
    if (GONE.includes(status)) {
      onGone?.(`${host} answered ${status}`);
      throw new NotificationRefused(reason);
    }
    throw AGAINST_THE_MESSAGE.includes(status)
      ? new NotificationRefused(reason)
      : new Error(reason);
  }

  async function answered(endpoint: string, init: RequestInit): Promise<number> {
    try {
      const response = await fetch(endpoint, {
        ...init,
        // What is signed for one place must not be carried to another.
        redirect: "manual",
        signal: AbortSignal.timeout(timeoutMs),
      });
      await response.body?.cancel();
      return response.status;
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      const text = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`${name} (${host}): ${text}`);
    }
  }
}

function messageOf({ id, language, priority, subject, text, alarms }: Notification): PushMessage {
  const [first] = alarms;
  const tag = first === undefined ? id : first.alarm.id;
  const path = first === undefined ? "/" : `/alarm/${first.alarm.id}`;
  const rest = { id, language, priority, tag, path };
  const title = cut(subject, 300);
  const room = MOST_BYTES - Buffer.byteLength(JSON.stringify({ ...rest, title, body: "" }));
  return { ...rest, title, body: cut(text, room) };
}

/** As much of a text as takes at most so many bytes as JSON, cut between characters as people see them. */
function cut(text: string, bytes: number): string {
  if (jsonBytes(text) <= bytes) return text;
  let kept = "";
  let size = jsonBytes("…");
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    size += jsonBytes(segment);
    if (size > bytes) break;
    kept += segment;
  }
  return `${kept}…`;
}

function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}

/** At most 32 characters of base64url: a push service keeps only the last undelivered message of each (RFC 8030, 5.4). */
function topicOf(tag: string): string {
  return createHash("sha256").update(tag).digest("base64url").slice(0, 32);
}
