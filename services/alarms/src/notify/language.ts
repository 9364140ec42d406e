import type { AlarmPriority } from "@raceway/model/alarm";
import type { NewsKind } from "@raceway/model/notify-plan";
import type { NewsBody } from "../news-outbox.ts";

/** All that a message says, in one language. */
export interface Words {
  readonly title: (body: NewsBody) => string;
  /** Why, a sentence each. */
  readonly reasons: (body: NewsBody) => readonly string[];
  readonly advice: (body: NewsBody) => string;
  readonly priority: Readonly<Record<AlarmPriority, string>>;
  readonly news: Readonly<Record<NewsKind, string>>;
  readonly labels: Readonly<
    Record<"where" | "bad" | "since" | "why" | "todo" | "open" | "explained" | "note", string>
  >;
  readonly urgency: (priority: string, severe: boolean) => string;
  readonly waited: string;
  readonly returned: (time: string) => string;
  readonly covered: string;
  readonly closed: string;
  readonly acknowledged: (who: string) => string;
  readonly subject: (priority: string, title: string, where: string, more: number) => string;
  readonly digestSubject: (count: number, plant: string) => string;
  readonly footer: (plant: string) => string;
  readonly testSubject: (plant: string) => string;
  readonly testText: (channel: string, plant: string) => string;
}
