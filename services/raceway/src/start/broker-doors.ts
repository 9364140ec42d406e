import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { joinDoors } from "@raceway/ingest/joined-doors";
import { createMappings } from "@raceway/mapping/mappings";
import type { Plant } from "@raceway/model/plant";
import type { Log } from "@raceway/ports/log";
import type { Source } from "@raceway/ports/source";
import { createMqttSource, type FilterMemory } from "@raceway/source-mqtt/mqtt-source";
import { mappedChannels } from "@raceway/source-sparkplug/metric-mapping";
import { createSparkplugHost } from "@raceway/source-sparkplug/sparkplug-host";
import { jsonBytes } from "@raceway/wire/codec";
import { DOOR_CLASSES, formatTopic, topicFilter } from "@raceway/wire/topic";

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

/** The doors to a broker that the plant has: a subscription to sensors' messages, and a Sparkplug host when the plant file names metrics. */
export function brokerDoors(options: BrokerDoorOptions): Source {
  const { url, login, plant, maxPayloadBytes, log } = options;
  const sensors = createMqttSource({
    url,
    clientId: `raceway-ingest-${plant.site}`,
    ...login,
    topics: [
      ...[...DOOR_CLASSES, "status" as const].map((name) =>
        topicFilter(name, { site: plant.site }),
      ),
      ...createMappings(plant).filters,
    ],
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
  if (channels.length === 0) return sensors;
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
  return joinDoors(sensors, host);
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
