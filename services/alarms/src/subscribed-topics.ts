import type { Plant } from "@raceway/model/plant";
import { formatTopic, type Topic, topicFilter } from "@raceway/wire/topic";

/** Topics that name an alarm. */
export type AlarmTopic = Extract<Topic, { readonly condition: string }>;

/** What the alarm service must hear of, at least once. */
export function subscriptions(site: string): string[] {
  const known = { site };
  return [
    topicFilter("alarm", known),
    topicFilter("verdict", known),
    topicFilter("alarm-act", known),
    topicFilter("alarm-ask", known),
    topicFilter("history-ask", known),
    topicFilter("alarm-feedback", known),
    topicFilter("handover-ask", known),
    topicFilter("notify-test", known),
    topicFilter("push-ask", known),
  ];
}

/** Where the speed of each machine with a speed channel is told, and which machine it is (`line/machine`). */
export function speedTopicsOf({ site, lines }: Plant): ReadonlyMap<string, string> {
  const topics = lines.flatMap((line) =>
    line.machines.flatMap((machine) => {
      const [point, channel] = machine.speed.channel?.split("/") ?? [];
      if (point === undefined || channel === undefined) return [];
      const place = { site, line: line.id, machine: machine.id, point, channel };
      return [
        [formatTopic({ class: "indicators", ...place }), `${line.id}/${machine.id}`] as const,
      ];
    }),
  );
  return new Map(topics);
}
