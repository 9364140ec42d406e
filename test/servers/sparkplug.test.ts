import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brokerDoors } from "@raceway/cli/start/broker-doors";
import { type Ingest, startIngest } from "@raceway/ingest/ingest";
import { silentLog } from "@raceway/ports/log";
import type { TelemetryStore } from "@raceway/ports/telemetry-store";
import { createEdgeDouble } from "@raceway/source-sparkplug/edge-double";
import type { VoiceMetric } from "@raceway/source-sparkplug/edge-voice";
import { DATATYPE, decodePayload, encodeRebirthRequest } from "@raceway/source-sparkplug/payload";
import { openDuckDbStore } from "@raceway/store-duckdb/duckdb-store";
import { connectAsync, type MqttClient } from "mqtt";
import { afterEach, beforeEach, expect, it } from "vitest";
import { plantOf, until } from "../running-ingest.ts";
import { type Mosquitto, startMosquitto } from "./mosquitto.ts";
import { describeWithServers } from "./server-process.ts";

const PLANT = plantOf(`
site: s
lines:
  - id: l
    machines:
      - id: m
        speed: { rpm: 1500 }
        points:
          - id: p
            bearing: 6205
            channels:
              - { id: vib, kind: vibration, unit: g, sampleRate: 10240, sparkplug: "Works/PLC 1/Spindle:Vibration" }
              - { id: temp, kind: temperature, unit: degC, sparkplug: "Works/PLC 1/Spindle:Bearing/Temp" }
`);
const HOST = "raceway-test";
const STATE = `spBv1.0/STATE/${HOST}`;
const STATUS = "raceway/v1/status/s/l/m/p";

const temp = (value: number, timestamp: number, more: Partial<VoiceMetric> = {}): VoiceMetric => ({
  name: "Bearing/Temp",
  alias: 1,
  datatype: DATATYPE.float,
  value,
  timestamp,
  ...more,
});

function vibration(timestamp: number): VoiceMetric {
  const samples = Float32Array.from(
    { length: 2048 },
    (_, i) => Math.sin(i / 7) + Math.sin(i * i) / 5,
  );
  const value = new Uint8Array(samples.buffer);
  return { name: "Vibration", alias: 2, datatype: DATATYPE.floatArray, value, timestamp };
}

describeWithServers(["mosquitto"], "a Sparkplug edge node on a real Mosquitto", () => {
  let mosquitto: Mosquitto;
  let folder: string;
  let store: TelemetryStore;
  let ingest: Ingest;
  let watcher: MqttClient;
  /** The latest of each topic, as a watcher of the broker sees it. */
  let seen: Map<string, string>;
  const started = Date.now() - 60_000;

  function edgeDouble(options: { primaryHost?: string } = {}) {
    const births = () => [temp(20, started), { ...vibration(started), value: null }];
    const name = { group: "Works", edge: "PLC 1" };
    return createEdgeDouble({
      url: mosquitto.url,
      ...name,
      devices: { Spindle: births },
      ...options,
    });
  }

  async function startHost(): Promise<Ingest> {
    return startIngest({
      plant: PLANT,
      source: brokerDoors({
        url: mosquitto.url,
        login: {},
        plant: PLANT,
        data: folder,
        maxPayloadBytes: 1_048_576,
        sparkplug: { hostId: HOST, reorderMs: 300 },
        log: silentLog,
      }).source,
      store,
      journalPath: join(folder, "ingest.sqlite"),
      threads: 1,
      log: silentLog,
    });
  }

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "raceway-sparkplug-"));
    mosquitto = await startMosquitto();
    store = await openDuckDbStore({ file: join(folder, "telemetry.duckdb") });
    seen = new Map();
    watcher = await connectAsync(mosquitto.url);
    watcher.on("message", (topic, payload) => seen.set(topic, payload.toString("utf8")));
    await watcher.subscribeAsync([STATE, STATUS], { qos: 1 });
    ingest = await startHost();
    await until("both doors", () => ingest.status().door.state === "open");
  });

  afterEach(async () => {
    await ingest.close();
    await store.close();
    await watcher.endAsync();
    await mosquitto.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const analysed = (count: number) =>
    until(`analysis of ${count}`, () => ingest.status().analysed === count);

  it("is analysed from its births on, and its death shows as the sensor's status (tck-id-operational-behavior-edge-node-termination-host-action-ndeath-devices-tags-stale)", async () => {
    // tck-id-message-flow-edge-node-birth-publish-phid-wait: it waits for the host's STATE.
    const edge = edgeDouble({ primaryHost: HOST });
    await edge.connect();
    await analysed(1);
    await edge.data("Spindle", [temp(21, started + 1000), vibration(started + 1000)]);
    await analysed(3);
    expect(ingest.status()).toMatchObject({ accepted: 3, rejected: 0, late: 0 });
    expect(JSON.parse(seen.get(STATUS) ?? "")).toMatchObject({ status: "online" });

    edge.crash();
    await until("the status offline", () => seen.get(STATUS)?.includes("offline") ?? false);
    expect(JSON.parse(seen.get(STATUS) ?? "").text).toContain("NDEATH of Works/PLC 1");
    await edge.connect();
    await until("the status online", () => seen.get(STATUS)?.includes("online") ?? false);
    await edge.end();
  });

  it("that flushes its buffer moves nothing: history is stored as late (is_historical)", async () => {
    const edge = edgeDouble();
    await edge.connect();
    await edge.data("Spindle", [temp(25, started + 5000)]);
    await analysed(2);
    const old = [1, 2, 3].map((second) =>
      temp(19, started + second * 1000, { isHistorical: true }),
    );
    await edge.data("Spindle", old);
    await analysed(5);
    expect(ingest.status()).toMatchObject({ accepted: 5, late: 3, rejected: 0 });
    await edge.end();
  });

  it("that loses a message is asked for its births, and one that was there before the host too (tck-id-operational-behavior-host-reordering-rebirth)", async () => {
    const edge = edgeDouble();
    await edge.connect();
    await analysed(1);
    edge.voice.data("Spindle", [temp(99, started + 1000)]);
    await edge.data("Spindle", [temp(21, started + 2000)]);
    await until("the rebirth", () => edge.rebirths === 1);
    await edge.data("Spindle", [temp(22, started + 3000)]);
    await analysed(3);

    await ingest.close();
    ingest = await startHost();
    await until("both doors", () => ingest.status().door.state === "open");
    await edge.data("Spindle", [temp(23, started + 4000)]);
    await until("the second rebirth", () => edge.rebirths === 2);
    await edge.data("Spindle", [temp(24, started + 5000)]);
    // Counted from the new start; the births' value of the first session is known to the journal.
    await until("analysis of the value after the births", () => ingest.status().analysed === 1);
    await edge.end();
  });

  it("comes as the specification says: nothing retained, its births after the host's STATE and in order, the same bdSeq when it is asked for them again, its will with QoS 1 (tck-id-topics-nbirth-mqtt, tck-id-topics-dbirth-mqtt, tck-id-message-flow-device-birth-publish-nbirth-wait, tck-id-message-flow-edge-node-birth-publish-phid-wait, tck-id-message-flow-edge-node-ncmd-subscribe, tck-id-operational-behavior-data-commands-rebirth-action-2, tck-id-message-flow-edge-node-birth-publish-will-message-qos)", async () => {
    const said: string[] = [];
    const bdSeqs: unknown[] = [];
    watcher.on("message", (topic, payload, { qos, retain }) => {
      const type = topic.split("/")[2] ?? "";
      if (!/^[ND](BIRTH|DEATH)$/.test(type)) return;
      said.push(`${type} ${qos} ${retain}`);
      const found = decodePayload(payload).metrics.find(({ name }) => name === "bdSeq");
      if (found !== undefined) bdSeqs.push(found.value);
    });
    await watcher.subscribeAsync("spBv1.0/#", { qos: 1 });
    await ingest.close();
    const edge = edgeDouble({ primaryHost: HOST });
    await edge.connect();
    expect([edge.born, said]).toEqual([false, []]);
    ingest = await startHost();
    await until("the births", () => said.length === 2);
    await watcher.publishAsync(edge.voice.commands, Buffer.from(encodeRebirthRequest(Date.now())));
    await until("the births again", () => said.length === 4);
    edge.crash();
    await until("the death", () => said.length === 5);
    const births = ["NBIRTH 0 false", "DBIRTH 0 false"];
    expect(said).toEqual([...births, ...births, "NDEATH 1 false"]);
    expect(bdSeqs).toEqual([bdSeqs[0], bdSeqs[0], bdSeqs[0]]);
    const kept: string[] = [];
    const late = await connectAsync(mosquitto.url);
    late.on("message", (topic) => kept.push(topic));
    await late.subscribeAsync("spBv1.0/#", { qos: 1 });
    await until("what is retained", () => kept.includes(STATE));
    expect(kept).toEqual([STATE]);
    await late.endAsync();
  });

  it("sees the host come and go by its STATE (tck-id-host-topic-phid-birth-required, -death-payload-timestamp-disconnect-clean)", async () => {
    await until("the STATE online", () => seen.get(STATE)?.includes("true") ?? false);
    const since = JSON.parse(seen.get(STATE) ?? "").timestamp;
    expect(Date.now() - since).toBeLessThan(60_000);
    // A late will of an earlier session: the host denies it with the time of its own.
    await watcher.publishAsync(STATE, `{"online":false,"timestamp":${since - 1}}`, {
      qos: 1,
      retain: true,
    });
    await until(
      "the STATE online again",
      () => seen.get(STATE) === `{"online":true,"timestamp":${since}}`,
    );
    await ingest.close();
    await until("the STATE offline", () => seen.get(STATE)?.includes("false") ?? false);
    expect(JSON.parse(seen.get(STATE) ?? "").timestamp).toBeGreaterThan(since);
    ingest = await startHost();
  });
});
