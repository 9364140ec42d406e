import type { AlarmPriority } from "./alarm.ts";
import type { Language } from "./language.ts";

/** Where a browser takes messages, as it says itself (Push API). The address is a secret: whoever has it and the service's key can write there. */
export interface PushSubscriptionAddress {
  readonly endpoint: string;
  readonly keys: {
    /** Public key of the browser, uncompressed P-256 point, base64url. */
    readonly p256dh: string;
    /** Shared secret, 16 bytes, base64url. */
    readonly auth: string;
  };
}

/** What a person wants to be told on a device. */
export interface PushWishes {
  readonly language: Language;
  /** At least so urgent. */
  readonly from: AlarmPriority;
  /** Line ids; absent: all. */
  readonly lines?: readonly string[];
}

/** A device of a person, as it is shown: without its address. */
export interface PushDevice extends PushWishes {
  readonly id: string;
  /** What the person calls it, or what its browser calls itself. */
  readonly device: string;
  /** Host of the push service. */
  readonly service: string;
  /** When it was subscribed, ISO 8601 by the alarm service's clock. */
  readonly since: string;
  /** When a message was last taken. */
  readonly lastTaken?: string;
  /** When and why it was dropped: the push service says that it is gone. */
  readonly gone?: string;
}
