import type { WebhookPreset } from "@raceway/model/notify-plan";
import { type Clock, systemClock } from "@raceway/ports/clock";
import { NotificationRefused, type Notifier } from "@raceway/ports/notifier";
import { refusalOf } from "./answer.ts";
import { formOf } from "./form.ts";
import { signatureHeaders } from "./signature.ts";

export interface WebhookNotifierOptions {
  readonly name: string;
  /** Often a secret itself; never logged and never in an error's text. */
  readonly url: string;
  readonly preset: WebhookPreset;
  /** Signs the messages of `raceway`, `dingtalk` and `feishu`; the others have no signature of their own. */
  readonly secret?: string;
  /** Give up on an answer after so long. Default 20 s. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
}

/** Answers' bodies are read so far; more says nothing. */
const ANSWER_CHARACTERS = 2000;

/** A {@link Notifier} over HTTP POST. @throws RangeError when the address is no http:// or https:// one. */
export function createWebhookNotifier(options: WebhookNotifierOptions): Notifier {
  const { name, preset, secret, timeoutMs = 20_000, clock = systemClock } = options;
  const address = addressOf(name, options.url);
  const sending = new Set<Promise<unknown>>();
  let closed = false;

  return {
    name,
    async send(notification) {
      if (closed) throw new Error(`${name} is closed`);
      const now = Number(clock.now() / 1_000_000n);
      const signing = { now, ...(secret !== undefined && { secret }) };
      const { body, query = {} } = formOf(preset, notification, signing);
      const text = JSON.stringify(body);
      const signature =
        preset === "raceway" ? signatureHeaders(notification.id, text, signing) : {};
      const posted = post(withQuery(address, query), text, signature);
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

  /** A receiver may say in its answer what it was asked, and the reason is shown to people. */
  function withoutSecrets(answer: string): string {
    const { pathname, search } = address;
    return [pathname, search, secret ?? ""]
      .filter((text) => text.length > 1)
      .reduce((text, hidden) => text.replaceAll(hidden, "…"), answer);
  }

  async function post(url: URL, body: string, signature: Readonly<Record<string, string>>) {
    let status: number;
    let answer: string;
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json; charset=utf-8", ...signature },
        body,
        // A message followed elsewhere would be signed for the wrong place.
        redirect: "manual",
        signal: AbortSignal.timeout(timeoutMs),
      });
      status = response.status;
      answer = await beginningOf(response);
    } catch (error) {
      throw new Error(`${name} (${address.host}): ${reasonOf(error)}`);
    }
    const refusal = refusalOf(preset, status, withoutSecrets(answer));
    if (refusal === undefined) return;
    const message = `${name} (${address.host}): ${refusal.reason}`;
    throw refusal.permanent ? new NotificationRefused(message) : new Error(message);
  }
}

/** The rest is not waited for: a receiver that never stops talking holds up nobody. */
async function beginningOf({ body }: Response): Promise<string> {
  if (body === null) return "";
  let text = "";
  for await (const part of body.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.length >= ANSWER_CHARACTERS) break;
  }
  return text.slice(0, ANSWER_CHARACTERS);
}

function addressOf(name: string, url: string): URL {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address?.protocol === "http:" || address?.protocol === "https:") return address;
  throw new RangeError(`the address of ${name} is none: https://host/path is`);
}

function withQuery(address: URL, query: Readonly<Record<string, string>>): URL {
  const url = new URL(address);
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
  return url;
}

/** What fetch itself says is always "fetch failed"; its cause tells. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== ""
    ? error.cause.message
    : error.message;
}
