import type { Alarm, AlarmPriority } from "@raceway/model/alarm";
import type { NewsKind } from "@raceway/model/notify-plan";

/** What a message says beside the alarm itself, in one language. */
export interface Words {
  readonly priority: Readonly<Record<AlarmPriority, string>>;
  readonly news: Readonly<Record<NewsKind, string>>;
  readonly labels: Readonly<
    Record<"where" | "bad" | "since" | "why" | "todo" | "open" | "explained" | "note", string>
  >;
  readonly urgency: (priority: string, alarm: Pick<Alarm, "severity" | "condition">) => string;
  readonly waited: string;
  readonly returned: (time: string) => string;
  readonly covered: string;
  readonly closed: string;
  readonly acknowledged: (who: string) => string;
  /** Whose it is to see to, and who said so. */
  readonly assigned: (to: string, who: string) => string;
  readonly subject: (priority: string, title: string, where: string, more: number) => string;
  readonly digestSubject: (count: number, plant: string) => string;
  readonly footer: (plant: string) => string;
  readonly testSubject: (plant: string) => string;
  readonly testText: (channel: string, plant: string) => string;
}
