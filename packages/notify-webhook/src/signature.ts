import { createHmac } from "node:crypto";

/** A moment in milliseconds since 1970, and the secret when there is one. */
export interface Signing {
  readonly now: number;
  readonly secret?: string;
}

/**
 * Headers of a signed message after Standard Webhooks (github.com/standard-webhooks/standard-webhooks, specification 1.0): HMAC-SHA256 over
 * `id.timestamp.body`, base64. The timestamp is of the attempt, so that a receiver can refuse old messages that somebody plays back.
 *
 * @param secret `whsec_` and the key in base64, or any text that is the key itself.
 */
export function signatureHeaders(
  id: string,
  body: string,
  { now, secret }: Signing,
): Readonly<Record<string, string>> {
  const timestamp = `${Math.floor(now / 1000)}`;
  const headers = { "webhook-id": id, "webhook-timestamp": timestamp };
  if (secret === undefined) return headers;
  const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : secret;
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { ...headers, "webhook-signature": `v1,${signature}` };
}

/** DingTalk's robot: HMAC-SHA256 of `timestamp\nsecret` under the secret, base64, in the address; milliseconds. */
export function signDingTalk({ now, secret }: Signing): Readonly<Record<string, string>> {
  if (secret === undefined) return {};
  const sign = createHmac("sha256", secret).update(`${now}\n${secret}`).digest("base64");
  return { timestamp: `${now}`, sign };
}

/** Feishu's robot: HMAC-SHA256 of nothing under `timestamp\nsecret`, base64, in the body; seconds. */
export function signFeishu({ now, secret }: Signing): Readonly<Record<string, string>> {
  if (secret === undefined) return {};
  const timestamp = `${Math.floor(now / 1000)}`;
  const sign = createHmac("sha256", `${timestamp}\n${secret}`).digest("base64");
  return { timestamp, sign };
}
