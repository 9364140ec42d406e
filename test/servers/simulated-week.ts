import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startAlarms } from "@raceway/alarms/start-alarms";
import { nanosOfSeconds } from "@raceway/model/time";
import { silentLog } from "@raceway/ports/log";
import type { TelemetryStore } from "@raceway/ports/telemetry-store";
import type { Scenario } from "@raceway/simulator/scenario";
import { simulate } from "@raceway/simulator/simulate";
import { openInfluxStore } from "@raceway/store-influxdb/influxdb-store";
import { prepareInfluxdb } from "@raceway/store-influxdb/prepare-influxdb";
import { rollUps } from "@raceway/telemetry/roll-ups";
import { connectAsync } from "mqtt";
import { plantOf, runIngest, until } from "../running-ingest.ts";

const DAY = 86_400;
const DAYS = 7;
/** Seconds between two blocks of a channel. */
const EVERY = 600;

const channels = (more = "") =>
  `[{ id: vib, kind: vibration, unit: g, silentAfter: 7200 }, { id: temp, kind: temperature, unit: degC, silentAfter: 7200 }${more}]`;
const machine = (id: string, rpm: number, bearing: string, more?: string) => `
      - id: ${id}
        powerKw: 400
        support: flexible
        speed: { rpm: ${rpm}, tolerance: 0.02 }
        points:
          - { id: drive-end, bearing: "${bearing}", channels: ${channels(more)} }
          - { id: free-end, bearing: "${bearing}", channels: ${channels()} }`;

/** Far above what the stand's bearings have: the lines are to be drawn, not crossed. */
const BAND_LIMITS =
  "{ iso15242_low: { alarm: 1000000 }, iso15242_medium: { alarm: 1000000 }, iso15242_high: { alarm: 1000000 } }";

export const WEEK_PLANT = plantOf(`
site: works
lines:
  - id: line-1
    machines:${machine("grinder-1", 1800, "6205", ", { id: mic, kind: sound, unit: Pa, silentAfter: 7200 }")}${machine("grinder-2", 2950, "6206")}
  - id: line-2
    machines:${machine("pump", 1470, "6309")}
      - id: test-stand
        speed: { rpm: 1800, tolerance: 0.01 }
        points:
          - id: arbor
            bearing: "6205"
            channels: [{ id: vib, kind: vibration, unit: mm/s, sampleRate: 25600, testStand: true, silentAfter: 7200, limits: ${BAND_LIMITS} }]
`);

const SCENARIO: Scenario = {
  name: "a week in which an outer ring begins to spall",
  sampling: {
    vibrationEverySeconds: EVERY,
    soundEverySeconds: EVERY,
    readingEverySeconds: EVERY,
    samples: 4096,
    sampleRate: 12_800,
  },
  machines: { "works/line-1/grinder-2": { load: 0.5, loadSwing: 0.2, cycleSeconds: 5 * 3600 } },
  faults: [
    {
      at: "works/line-1/grinder-1/drive-end",
      fault: "outer-race",
      onsetSeconds: 2 * DAY,
      growthSeconds: 5.2 * DAY,
    },
  ],
};

/** Where the bearing goes bad. */
export const SICK = { site: "works", line: "line-1", machine: "grinder-1", point: "drive-end" };

/** Where finished bearings are tested. */
export const STAND = { site: "works", line: "line-2", machine: "test-stand", point: "arbor" };

/**
 * A plant's week, ending now, through everything that a plant has, as fast as it goes: simulated sensors publish over MQTT to ingest, ingest and alarms write
 * to InfluxDB, minutes and hours are made of what is there.
 */
export async function fillSimulatedWeek(
  url: string,
  database: string,
  now: number,
): Promise<{ readonly records: number }> {
  const own = rollUps().map(({ name }) => name);
  const prepare = (refillDays: number) =>
    prepareInfluxdb({
      url,
      database,
      keep: { rawDays: 30, minuteDays: 400, hourDays: 0 },
      rollUps: rollUps(),
      own,
      refillDays,
    });
  await prepare(0);
  const folder = mkdtempSync(join(tmpdir(), "raceway-week-"));
  const store = openInfluxStore({ url, database });
  const running = await runIngest(WEEK_PLANT, {
    store,
    folder,
    // Sensors are simulated faster than they are analysed: that is meant to wait here.
    options: { thinAfterSeconds: Number.POSITIVE_INFINITY },
  });
  const alarms = startAlarms({
    plant: WEEK_PLANT,
    store,
    journalPath: ":memory:",
    mqtt: { url: running.url },
    log: silentLog,
  });
  try {
    await until("the alarms service is connected", alarms.connected);
    const end = BigInt(now) * 1_000_000n;
    const start = end - nanosOfSeconds(DAYS * DAY);
    const { published } = await simulate({
      plant: WEEK_PLANT,
      scenario: SCENARIO,
      url: running.url,
      speed: Number.POSITIVE_INFINITY,
      start,
      end,
    });
    await until(
      "everything is analysed and stored",
      () => {
        const { inbox_rows, outbox_rows } = running.ingest.status();
        return inbox_rows === 0 && outbox_rows === 0;
      },
      300_000,
    );
    await dealWithIt(running.url, store);
    const { analysed, deadLetters } = running.ingest.status();
    if (analysed !== published)
      throw new Error(`${published} sent, ${analysed} analysed: ${JSON.stringify(deadLetters)}`);
    return { records: published };
  } finally {
    await alarms.close();
    await running.close();
    await store.close();
    rmSync(folder, { recursive: true });
    await prepare(DAYS + 1);
  }
}

/** An operator acknowledges the alarm and tells of what was done. */
async function dealWithIt(url: string, store: TelemetryStore): Promise<void> {
  const place = Object.values(SICK).join("/");
  const client = await connectAsync(url, { clientId: randomUUID() });
  const tell = (topic: string, body: object) =>
    client.publishAsync(`raceway/v1/${topic}`, JSON.stringify(body), { qos: 1 });
  await tell(`alarm-act/${place}/machine`, { act: "acknowledge", who: "Jo" });
  await tell(`maintenance/${place}`, { work: "lubricated", who: "Jo", comment: "grease renewed" });
  await client.endAsync();
  const all = { tags: SICK, from: 0n, to: 2n ** 63n };
  await until("both are stored", async () => {
    const acts = await store.series({ ...all, measurement: "alarm", fields: ["event"] });
    const works = await store.series({ ...all, measurement: "maintenance", fields: ["work"] });
    return works.length === 1 && acts.some(({ fields }) => fields["event"] === "acknowledged");
  });
}
