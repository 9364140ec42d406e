import { createMetrics } from "@raceway/cli/start/metrics";
import { startConsole } from "@raceway/console/start-console";
import { silentLog } from "@raceway/ports/log";
import { connectAsync } from "mqtt";
import { plantOf, runIngest } from "../running-ingest.ts";

/** A grinder of one thermometer with limits, and a motor with three that may fall silent. */
const PLANT = plantOf(`site: works
lines:
  - id: l1
    machines:
      - id: g1
        points:
          - id: spindle
            channels:
              - { id: temperature, kind: temperature, unit: degC, limits: { temperature: { warning: 60, alarm: 70 } } }
          - id: motor
            channels:
              - { id: front, name: Front, kind: temperature, unit: degC, silentAfter: 1 }
              - { id: rear, name: Rear, kind: temperature, unit: degC, silentAfter: 1 }
              - { id: case, name: Case, kind: temperature, unit: degC }
`);

/** What everybody says of a point at one moment. */
export interface Said {
  readonly console: string;
  readonly mqtt: string | undefined;
  /** The code of the store's newest row: 0, 1, 2. */
  readonly stored: unknown;
  /** Codes of what the level is made of. */
  readonly parts: unknown;
}

/** A plant with a real gateway, ingest, store, console and metrics, and a client that listens. */
export async function openWatchedPlant() {
  const running = await runIngest(PLANT);
  const mqtt = { url: running.url };
  const page = await startConsole({
    ...{ plant: PLANT, store: running.store, mqtt, port: 0, log: silentLog },
  });
  const metrics = createMetrics("0");
  metrics.watch(running.ingest.status);
  const client = await connectAsync(running.url);
  const states = new Map<string, { level: string; severity: string; parts: object }>();
  client.on("message", (topic, payload) => {
    states.set(topic.split("/").at(-1) ?? "", JSON.parse(payload.toString()));
  });
  await client.subscribeAsync("raceway/v1/state/#", { qos: 1 });
  const get = async (path: string) => (await fetch(`${page.url}/api/${path}`)).json();

  return {
    states,
    get,
    send: (topic: string, body: object) =>
      client.publishAsync(`raceway/v1/${topic}`, JSON.stringify(body), { qos: 1 }),
    counted: () => running.ingest.status().points,
    /** As Prometheus reads them: how many points stand at which level. */
    async scraped(): Promise<Readonly<Record<string, number>>> {
      const { text } = await metrics.page();
      const rows = text.matchAll(/^raceway_points\{state="([^"]+)"\} (\d+)$/gm);
      return Object.fromEntries([...rows].map(([, state, count]) => [state, Number(count)]));
    },
    async said(point: string): Promise<Said> {
      const view = (await get(`points/works/l1/g1/${point}`)) as { level: string };
      const rows = await running.store.series({
        measurement: "state",
        fields: ["severity", "severity_anomaly", "severity_diagnosis", "severity_sensor"],
        tags: { site: "works", point },
        from: 0n,
        to: BigInt(Date.now()) * 1_000_000n + 60_000_000_000n,
      });
      const { severity: stored, ...parts } = rows.at(-1)?.fields ?? {};
      return { console: view.level, mqtt: states.get(point)?.level, stored, parts };
    },
    async close(): Promise<void> {
      await client.endAsync(true);
      await page.close();
      await running.close();
    },
  };
}

export type WatchedPlant = Awaited<ReturnType<typeof openWatchedPlant>>;
