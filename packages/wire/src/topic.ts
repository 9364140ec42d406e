import { type ChannelId, ID_PATTERN, type PointId } from "@raceway/model/identity";
import type { MachineId } from "@raceway/model/production";
import type { StandId } from "@raceway/model/test-stand";
import { VERDICT_KINDS, type VerdictKind } from "@raceway/model/verdict";
import { decodeStatus } from "./status-message.ts";

/** First two words of every topic; the version changes when a topic or message changes its meaning. */
export const TOPIC_ROOT = "raceway/v1";

/** What a test stand tells of a part: all in one message; or its start, its measurements one by one, its stop; or what became of it at the sorter; or that where a type is in control is to be learnt anew. */
export const PART_EVENTS = ["whole", "start", "measurement", "stop", "sorted", "relearn"] as const;
export type PartEventName = (typeof PART_EVENTS)[number];

/** A topic as a value. The class comes first on the wire, so that access rules and filters are one prefix each. */
export type Topic =
  | ({
      readonly class: "waveform" | "reading" | "sensor-spectrum" | "indicators" | "latest-waveform";
    } & ChannelId)
  | ({ readonly class: "status" | "state" | "maintenance" | "limit-edit" | "limits" } & PointId)
  | ({ readonly class: "verdict"; readonly kind: Exclude<VerdictKind, "sensor"> } & PointId)
  // Of sensors each channel's: two that fail together are two verdicts.
  | ({ readonly class: "verdict"; readonly kind: "sensor" } & ChannelId)
  | ({ readonly class: "spectrum"; readonly name: string } & ChannelId)
  | ({
      readonly class: "alarm" | "alarm-act" | "alarm-ask";
      readonly condition: string;
    } & PointId)
  | ({ readonly class: "machine-state" } & MachineId)
  | ({ readonly class: "part"; readonly event: PartEventName } & StandId)
  | ({ readonly class: "part-result" | "stand" } & StandId)
  | {
      readonly class:
        | "dead-letter"
        | "lives"
        | "alarm-answer"
        | "alarm-report"
        | "alarm-feedback"
        | "alarm-entry"
        | "history-ask"
        | "handover-ask"
        | "notify-test"
        | "push-ask";
      readonly site: string;
    }
  | { readonly class: "service"; readonly site: string; readonly service: string };

export type TopicClass = Topic["class"];

/** The words after the class, in order. */
const WORDS = {
  waveform: ["site", "line", "machine", "point", "channel"],
  reading: ["site", "line", "machine", "point", "channel"],
  "sensor-spectrum": ["site", "line", "machine", "point", "channel"],
  indicators: ["site", "line", "machine", "point", "channel"],
  "latest-waveform": ["site", "line", "machine", "point", "channel"],
  status: ["site", "line", "machine", "point"],
  state: ["site", "line", "machine", "point"],
  maintenance: ["site", "line", "machine", "point"],
  "limit-edit": ["site", "line", "machine", "point"],
  limits: ["site", "line", "machine", "point"],
  verdict: ["site", "line", "machine", "point", "kind"],
  spectrum: ["site", "line", "machine", "point", "channel", "name"],
  alarm: ["site", "line", "machine", "point", "condition"],
  "alarm-act": ["site", "line", "machine", "point", "condition"],
  "alarm-ask": ["site", "line", "machine", "point", "condition"],
  "machine-state": ["site", "line", "machine"],
  part: ["site", "line", "stand", "event"],
  "part-result": ["site", "line", "stand"],
  stand: ["site", "line", "stand"],
  "alarm-answer": ["site"],
  "alarm-report": ["site"],
  "alarm-feedback": ["site"],
  "alarm-entry": ["site"],
  "history-ask": ["site"],
  "handover-ask": ["site"],
  "notify-test": ["site"],
  "push-ask": ["site"],
  "dead-letter": ["site"],
  lives: ["site"],
  service: ["site", "service"],
} as const satisfies Record<TopicClass, readonly string[]>;

/** The classes that sensors publish as measurements. */
export const SENSOR_CLASSES = ["waveform", "reading", "sensor-spectrum"] as const;
export type SensorClass = (typeof SENSOR_CLASSES)[number];

/** Whether a topic is one of measurements. */
export function isMeasurement(
  topic: Topic | undefined,
): topic is Topic & { readonly class: SensorClass } {
  return SENSOR_CLASSES.some((name) => name === topic?.class);
}

/** The classes that analysis takes in, in order and without loss: these go through the durable gate. */
export const DOOR_CLASSES = [
  ...SENSOR_CLASSES,
  "part",
  "machine-state",
  "maintenance",
  "limit-edit",
  "alarm-entry",
] as const;

function wordsOf(topic: { readonly class: TopicClass; readonly kind?: unknown }) {
  const words: readonly string[] = WORDS[topic.class];
  return topic.class === "verdict" && topic.kind === "sensor" ? [...words, "channel"] : words;
}

/** A topic as text. */
export function formatTopic(topic: Topic): string {
  const values = topic as unknown as Readonly<Record<string, string>>;
  return [TOPIC_ROOT, topic.class, ...wordsOf(topic).map((word) => values[word])].join("/");
}

/** The topic that a text names; undefined when it is none of ours, or a word is not a valid id. */
export function parseTopic(text: string): Topic | undefined {
  if (!text.startsWith(`${TOPIC_ROOT}/`)) return undefined;
  const [name = "", ...values] = text.slice(TOPIC_ROOT.length + 1).split("/");
  if (!isTopicClass(name)) return undefined;
  const kind = name === "verdict" ? values[WORDS.verdict.length - 1] : undefined;
  const words = wordsOf({ class: name, kind });
  if (values.length !== words.length || !values.every((value) => ID_PATTERN.test(value)))
    return undefined;
  const topic = Object.fromEntries(words.map((word, i) => [word, values[i]]));
  if (name === "verdict" && !VERDICT_KINDS.some((kind) => kind === topic["kind"])) return undefined;
  if (name === "part" && !PART_EVENTS.some((event) => event === topic["event"])) return undefined;
  return { class: name, ...topic } as unknown as Topic;
}

/** Subscription filter for every topic of a class, narrowed by the words given: `topicFilter("verdict", { site: "a" })`. */
export function topicFilter(
  name: TopicClass,
  known: Readonly<Record<string, string>> = {},
): string {
  const words = WORDS[name].map((word) => known[word] ?? "+");
  // A verdict on a sensor has one word more.
  if (name === "verdict") words.splice(-1, 1, "#");
  return [TOPIC_ROOT, name, ...words].join("/");
}

/** Whether a text is a topic that analysis takes in, by its form alone (its point may still be unknown). */
export function isSensorTopic(text: string): boolean {
  return DOOR_CLASSES.some((name) => text.startsWith(`${TOPIC_ROOT}/${name}/`));
}

/** The classes that analysis alone publishes, from the process of the gateway itself: from a client they are somebody else's words. */
const CLASSES_OF_ANALYSIS: readonly TopicClass[] = [
  "verdict",
  "indicators",
  "state",
  "spectrum",
  "latest-waveform",
  "limits",
  "part-result",
  "stand",
  "lives",
  "dead-letter",
];

/** Whether a topic is one on which analysis alone publishes. */
export function isOfAnalysis(topic: Topic | undefined): boolean {
  return topic !== undefined && CLASSES_OF_ANALYSIS.includes(topic.class);
}

/**
 * What the gateway does with a client's publication: what analysis takes in is stored; Raceway's own topics go to those who have subscribed to them; what is
 * neither is foreign, what only analysis may say is assumed, and a sensor's status in a form that nobody reads is unreadable: these are set aside.
 */
export function passageOf(
  text: string,
  payload: Uint8Array,
): "store" | "hand-on" | "foreign" | "assumed" | "unreadable" {
  if (isSensorTopic(text)) return "store";
  const topic = parseTopic(text);
  if (topic === undefined) return "foreign";
  if (isOfAnalysis(topic)) return "assumed";
  // An empty payload takes a retained status away.
  if (topic.class !== "status" || payload.length === 0) return "hand-on";
  return decodeStatus(payload).ok ? "hand-on" : "unreadable";
}

function isTopicClass(text: string): text is TopicClass {
  return Object.hasOwn(WORDS, text);
}
