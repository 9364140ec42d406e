import type { AlarmPriority } from "./alarm.ts";
import type { Language } from "./language.ts";
import type { WeeklyPeriod } from "./week.ts";

/**
 * What can be told of an alarm. `raised`: it asks for a person, for the first time or again. `escalated`: it became worse, or nobody has
 * acknowledged it in time. `named`: a diagnosis gave it a name. `returned`: the trouble is over. `assigned`: somebody gave it to another person.
 */
export const NEWS_KINDS = ["raised", "escalated", "named", "returned", "assigned"] as const;
export type NewsKind = (typeof NEWS_KINDS)[number];

/** Forms of a message that a chat service wants; `raceway` is our own signed JSON. */
export const WEBHOOK_PRESETS = [
  "raceway",
  "slack",
  "teams",
  "dingtalk",
  "wecom",
  "feishu",
] as const;
export type WebhookPreset = (typeof WEBHOOK_PRESETS)[number];

/** Who is told of which alarms, and over what. Holds no secrets: those come from files and the environment. */
export interface NotifyPlan {
  /** Where the console is, for links; without a slash at the end. */
  readonly consoleUrl?: string;
  /** IANA name of the zone in which messages give times. */
  readonly timeZone: string;
  /** Hours that have a name. */
  readonly shifts?: Readonly<Record<string, readonly WeeklyPeriod[]>>;
  readonly channels: readonly NotifyChannel[];
  readonly routes: readonly NotifyRoute[];
}

export type NotifyChannel = MailChannel | WebhookChannel;

export interface MailChannel {
  readonly id: string;
  readonly kind: "mail";
  /** `smtp://host:port` (STARTTLS where offered), `smtps://host:port` (TLS from the first byte). */
  readonly server: string;
  readonly user?: string;
  readonly passwordFile?: string;
  /** Refuse to send unless the connection is encrypted. Default: when there is a user. */
  readonly requireTls?: boolean;
  readonly from: string;
  readonly to: readonly string[];
}

export interface WebhookChannel {
  readonly id: string;
  readonly kind: "webhook";
  readonly preset: WebhookPreset;
  /** Absent: from `urlFile` or the environment, because the addresses of chat services are secrets themselves. */
  readonly url?: string;
  readonly urlFile?: string;
  readonly secretFile?: string;
}

export interface NotifyRoute {
  readonly id: string;
  /** Channel ids. */
  readonly to: readonly string[];
  /** Name of a person: told of what is given to them, and of nothing else. Absent: a route for everybody whom its channels reach. */
  readonly person?: string;
  /** Line ids; absent: all. */
  readonly lines?: readonly string[];
  readonly priorities: readonly AlarmPriority[];
  readonly on: readonly NewsKind[];
  /** Only news from within these hours; absent: always. */
  readonly during?: readonly WeeklyPeriod[];
  /** Hours in which only `high` is told at once; the rest waits for their end. */
  readonly quiet: readonly WeeklyPeriod[];
  /** Collects news and tells them together every so many minutes. */
  readonly digestMinutes?: number;
  readonly language: Language;
}
