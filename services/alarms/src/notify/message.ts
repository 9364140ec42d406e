import {
  ALARM_PRIORITIES,
  type Alarm,
  type AlarmPriority,
  type AlarmWords,
  isCovered,
} from "@raceway/model/alarm";
import type { Language } from "@raceway/model/language";
import type { NotifyPlan } from "@raceway/model/notify-plan";
import type { Plant } from "@raceway/model/plant";
import type { Notification } from "@raceway/ports/notifier";
import { byCause } from "../book/groups.ts";
import { rank } from "../book/priority.ts";
import { CHINESE } from "./chinese.ts";
import { ENGLISH } from "./english.ts";
import type { Words } from "./language.ts";
import type { NewsBatch, NewsBody } from "./news-outbox.ts";
import { type Paragraph, renderHtml, renderText } from "./render.ts";

const LANGUAGES: Readonly<Record<Language, Words>> = { en: ENGLISH, zh: CHINESE };

export interface ComposeParts {
  readonly plant: Plant;
  readonly plan: NotifyPlan;
  /** The alarm as it is now; undefined when it is closed. */
  readonly current: (id: string) => Alarm | undefined;
}

/** News with the alarm as it is at the time of sending. */
interface Told extends NewsBody {
  readonly open: boolean;
}

/**
 * A message of the news of one batch: root causes first, each with what, where, how bad, since when, why, and what to do.
 *
 * @returns undefined when nobody needs it any more: somebody has acknowledged all of it before it could be sent. A digest tells all the same.
 */
export function composeMessage(
  { plant, plan, current }: ComposeParts,
  batch: NewsBatch,
): Notification | undefined {
  const route = plan.routes.find(({ id }) => id === batch.route);
  const language = route?.language ?? "en";
  const words = LANGUAGES[language];
  const digest = batch.bundle === "digest" || batch.bundle === "quiet";
  const told = inOrder(
    latest(batch.rows)
      .map((body) => refreshed(body, current(body.alarm.id)))
      .filter((news) => digest || isWanted(news, route?.person)),
  );
  const [first] = told;
  if (first === undefined) return undefined;
  const url = linkTo(first.alarm, plan);
  const subject = digest
    ? words.digestSubject(told.length, plant.name)
    : words.subject(
        words.priority[priorityOf(told)],
        // Nobody told of the alarm itself may be asked to see to it.
        first.news === "assigned"
          ? `${words.news.assigned}: ${said(first.alarm, language).title}`
          : said(first.alarm, language).title,
        whereOf(first.alarm),
        told.length - 1,
      );
  const titles = new Map(told.map((news) => [news.alarm.id, said(news.alarm, language).title]));
  const paragraphs = told.map((news) => paragraphOf(news, language, plan, titles));
  const footer = words.footer(plant.name);
  return {
    id: `${plant.site}.${batch.id}`,
    language,
    priority: priorityOf(told),
    subject: oneLine(subject),
    text: renderText(paragraphs, footer),
    html: renderHtml(language, paragraphs, footer),
    ...(url !== undefined && { url }),
    alarms: told.map(({ news, at, alarm }) => ({ news, at, alarm })),
  };
}

/** A message that says that a channel works. */
export function testMessage(
  { name, site }: Plant,
  channel: string,
  language: Language,
  id: string,
): Notification {
  const words = LANGUAGES[language];
  const text = words.testText(channel, name);
  const paragraphs = [{ title: words.testSubject(name), lines: [["", text]] as const, list: [] }];
  return {
    id: `${site}.test.${id}`,
    language,
    priority: "low",
    subject: oneLine(words.testSubject(name)),
    text,
    html: renderHtml(language, paragraphs, ""),
    alarms: [],
  };
}

/** Names of the plant file may hold line breaks, which in a mail's header would begin another one. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
}

/** The last news of each alarm: what it says holds for those before it. */
function latest(rows: readonly NewsBody[]): readonly NewsBody[] {
  return [...new Map(rows.map((row) => [`${row.alarm.id} ${row.alarm.occurrence}`, row])).values()];
}

function refreshed(body: NewsBody, now: Alarm | undefined): Told {
  const open = now?.occurrence === body.alarm.occurrence;
  return { ...body, open, alarm: open && now !== undefined ? now : body.alarm };
}

/** @param person whom the message is for, where it is for one. */
function isWanted({ news, open, alarm }: Told, person: string | undefined): boolean {
  if (news === "returned") return true;
  // Acknowledged or not, somebody is to see to it, unless it was given to another meanwhile.
  if (news === "assigned")
    return (
      open && alarm.assigned !== undefined && (person ?? alarm.assigned.to) === alarm.assigned.to
    );
  return open && alarm.state !== "acknowledged" && !isCovered(alarm);
}

/** Machine by machine, the most urgent first, each with its root cause before what follows from it. */
function inOrder(told: readonly Told[]): readonly Told[] {
  const machineOf = ({ alarm }: Told) => alarm.point.split("/").slice(0, 3).join("/");
  const machines = [...Map.groupBy(told, machineOf).values()].map((news) => news.toSorted(byNews));
  return machines
    .toSorted(([a], [b]) => (a === undefined || b === undefined ? 0 : byNews(a, b)))
    .flat();
}

function byNews(a: Told, b: Told): number {
  const consequence = ({ alarm }: Told) => (alarm.consequenceOf === undefined ? 0 : 1);
  return (
    rank(b.alarm.priority) - rank(a.alarm.priority) ||
    consequence(a) - consequence(b) ||
    byCause(a.alarm, b.alarm)
  );
}

function priorityOf(told: readonly Told[]): AlarmPriority {
  const highest = Math.max(0, ...told.map(({ alarm }) => rank(alarm.priority)));
  return ALARM_PRIORITIES[highest] ?? "low";
}

function whereOf({ where }: Alarm): string {
  return `${where.line} › ${where.machine} › ${where.point}`;
}

function paragraphOf(
  told: Told,
  language: Language,
  plan: NotifyPlan,
  titles: ReadonlyMap<string, string>,
): Paragraph {
  const { alarm, news } = told;
  const words = LANGUAGES[language];
  const { labels } = words;
  const { title, evidence, advice } = said(alarm, language);
  const time = (iso: string) => clockTime(iso, plan.timeZone);
  const cause = alarm.consequenceOf && titles.get(alarm.consequenceOf);
  const notes = notesOf(told, words, time);
  const url = linkTo(alarm, plan);
  const priority = words.priority[alarm.priority ?? "low"];
  return {
    title: `${words.news[news]}: ${title}`,
    lines: [
      [labels.where, whereOf(alarm)],
      [labels.bad, words.urgency(priority, alarm)],
      [labels.since, time(alarm.since)],
      ...notes.map((note) => [labels.note, note] as const),
      ...(cause ? [[labels.explained, cause] as const] : []),
      [labels.todo, advice],
    ],
    list: evidence,
    listLabel: labels.why,
    ...(url !== undefined && { link: [labels.open, url] as const }),
  };
}

/** Where the console shows an alarm; no fragment, which a login would lose. */
function linkTo({ id }: Alarm, { consoleUrl }: NotifyPlan): string | undefined {
  return consoleUrl === undefined ? undefined : `${consoleUrl}/alarm/${id}`;
}

/** What an alarm says; in English where an older service had no other words. */
function said(alarm: Alarm, language: Language): AlarmWords {
  return language === "en" ? alarm : (alarm.translations?.[language] ?? alarm);
}

function notesOf({ alarm, open, news }: Told, words: Words, time: (iso: string) => string) {
  const { returned, acknowledged, escalation, assigned } = alarm;
  return [
    ...(assigned !== undefined && open ? [words.assigned(assigned.to, assigned.who)] : []),
    ...(escalation !== undefined && open ? [words.waited] : []),
    ...(returned !== undefined ? [words.returned(time(returned))] : []),
    ...(acknowledged !== undefined ? [words.acknowledged(acknowledged.who)] : []),
    ...(isCovered(alarm) ? [words.covered] : []),
    ...(!open && news !== "returned" ? [words.closed] : []),
  ];
}

/** `2026-11-22 14:03` by the plant's wall clock. */
function clockTime(iso: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    dateStyle: "short",
    timeStyle: "short",
  });
  return `${parts.format(new Date(iso))}${timeZone === "UTC" ? " UTC" : ""}`;
}
