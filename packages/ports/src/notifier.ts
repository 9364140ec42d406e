import type { Alarm, AlarmPriority } from "@raceway/model/alarm";
import type { Language } from "@raceway/model/language";
import type { NewsKind } from "@raceway/model/notify-plan";

/** One piece of news about an alarm. */
export interface NotifiedAlarm {
  readonly news: NewsKind;
  /** When it happened, by the alarm service's clock, ISO 8601. */
  readonly at: string;
  /** The alarm as it is at the time of sending, or as it last was. */
  readonly alarm: Alarm;
}

/** A message to people, ready to be sent: an adapter only carries it. */
export interface Notification {
  /** The same in every attempt, so that a receiver can tell a repetition. Letters, digits, `-`, `.`. */
  readonly id: string;
  readonly language: Language;
  /** Highest of its alarms. */
  readonly priority: AlarmPriority;
  /** One line. */
  readonly subject: string;
  /** Plain text, lines separated by `\n`. */
  readonly text: string;
  readonly html: string;
  /** Where the console shows it. */
  readonly url?: string;
  /** Root causes first; empty for a test message. */
  readonly alarms: readonly NotifiedAlarm[];
}

/**
 * A way to reach people. It keeps no queue and tries once: whoever calls it remembers what is owed and tries again.
 */
export interface Notifier {
  readonly name: string;
  /**
   * Resolves when the receiver has taken the message over; calls may overlap.
   *
   * Rejects within the adapter's time limit when that did not happen: with {@link NotificationRefused} when the receiver said that it never will take
   * this message, with any other error when another attempt may succeed. A receiver that took the message and was cut off before it could say so
   * gets it again.
   */
  send(notification: Notification): Promise<void>;
  /** Lets what is being sent finish. Afterwards `send` rejects. */
  close(): Promise<void>;
}

/** The receiver will not take this message, however often it is tried. */
export class NotificationRefused extends Error {
  override name = "NotificationRefused";
}
