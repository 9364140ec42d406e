import webPush from "web-push";

/** The pair of keys that Raceway shows push services who it is by (RFC 8292), base64url. Browsers subscribe to the public one: another pair needs other subscriptions. */
export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** A new pair. */
export function makeVapidKeys(): VapidKeys {
  return webPush.generateVAPIDKeys();
}
