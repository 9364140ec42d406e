import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { joinDoors } from "@raceway/ingest/door/joined-doors";
import { createMappings } from "@raceway/mapping/mappings";
import type { Plant } from "@raceway/model/plant";
import type { Log } from "@raceway/ports/log";
import type { Source } from "@raceway/ports/source";
import { createMqttSource, type FilterMemory } from "@raceway/source-mqtt/mqtt-source";
import { mappedChannels } from "@raceway/source-sparkplug/metric-mapping";
import { createSparkplugHost } from "@raceway/source-sparkplug/sparkplug-host";
import { jsonBytes } from "@raceway/wire/codec";
import { DOOR_CLASSES, formatTopic, topicFilter } from "@raceway/wire/topic";
import type { Follow } from "./plant-follower.ts";

export interface BrokerDoorOptions {
  readonly url: string;
  readonly login: { readonly username?: string; readonly password?: string };
  readonly plant: Plant;
  /** Folder for what has to outlive the process. */
  readonly data: string;
  readonly maxPayloadBytes: number;
  readonly sparkplug: { readonly hostId: string; readonly reorderMs: number };
  readonly log: Log;
}

/**
 * The doors to a broker that the plant has: a subscription to sensors' messages, and a Sparkplug host when the plant file names metrics. Another plant file may map
 * other topics; metrics need a start.
 */
export function brokerDoors(options: BrokerDoorOptions): {
  readonly source: Source;
  readonly follow: Follow;
} {
  const { url, login, plant, maxPayloadBytes, log } = options;
  const sensors = createMqttSource({
    url,
    clientId: `raceway-ingest-${plant.site}`,
    ...login,
    topics: topicsOf(plant),
    filterMemory: filterFile(join(options.data, "broker-filters.json")),
    presence: {
      topic: formatTopic({ class: "service", site: plant.site, service: "ingest" }),
      online: jsonBytes({ status: "online" }),
      offline: jsonBytes({ status: "offline" }),
    },
    maxPayloadBytes,
    log,
  });
  const channels = mappedChannels(plant);
  const metrics = JSON.stringify(channels);
  const follow: Follow = (changed) => {
    if (JSON.stringify(mappedChannels(changed)) !== metrics)
      throw new RangeError(
        "the plant file names other Sparkplug metrics: these are subscribed to at a start of ingest",
      );
    return () => sensors.changeTopics(topicsOf(changed));
  };
  if (channels.length === 0) return { source: sensors, follow };
  const host = createSparkplugHost({
    channels,
    ...options.sparkplug,
    subscribe: (session) =>
      createMqttSource({
        url,
        clientId: `raceway-sparkplug-${plant.site}`,
        ...login,
        ...session,
        cleanSession: true,
        maxPayloadBytes,
        log,
      }),
    log,
  });
  return { source: joinDoors(sensors, host), follow };
}

function topicsOf(plant: Plant): readonly string[] {
  const { site } = plant;
  const own = [...DOOR_CLASSES, "status" as const].map((name) => topicFilter(name, { site }));
  return [...own, ...createMappings(plant).filters];
}

/** Remembers what this client is subscribed to at the broker, so that a changed configuration unsubscribes what it no longer wants. */
function filterFile(path: string): FilterMemory {
  return {
    load() {
      try {
        const stored: unknown = JSON.parse(readFileSync(path, "utf8"));
        return Array.isArray(stored) ? stored.filter((filter) => typeof filter === "string") : [];
      } catch {
        return [];
      }
    },
    save: (filters) => writeFileSync(path, JSON.stringify(filters)),
  };
}
