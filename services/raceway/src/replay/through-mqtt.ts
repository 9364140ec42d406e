import { parsePointPath } from "@raceway/model/identity";
import type { Plant } from "@raceway/model/plant";
import type { SensorRecord } from "@raceway/model/record";
import type { Verdict } from "@raceway/model/verdict";
import { encodeReading, encodeWaveform } from "@raceway/wire/codec";
import { encodeSpectrum } from "@raceway/wire/spectrum-codec";
import { formatTopic, topicFilter } from "@raceway/wire/topic";
import { verdictSchema } from "@raceway/wire/verdict-message";
import { connectAsync, type MqttClient } from "mqtt";

export interface ThroughMqttOptions {
  readonly plant: Plant;
  readonly records: AsyncIterable<SensorRecord>;
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  readonly onVerdict: (verdict: Verdict) => void;
}

/** Messages on their way at a time: the broker acknowledges in order, and a broker that is slow slows the replay. */
const IN_FLIGHT = 16;
/** When no verdict has come for so long after the last message, the answer is taken to be complete, milliseconds. */
const QUIET_MS = 3000;

/**
 * Publishes records like sensors do, QoS 1, and listens to the verdicts on them. The broker's acknowledgement of each message is waited for.
 *
 * @throws Error when the broker cannot be reached or refuses the login.
 */
export async function replayThroughMqtt(options: ThroughMqttOptions): Promise<void> {
  const client = await connected(options);
  try {
    let lastHeard = Date.now();
    client.on("message", (_topic, payload, packet) => {
      // Retained verdicts are of an earlier time, not of this trace.
      if (packet.retain) return;
      lastHeard = Date.now();
      const verdict = verdictSchema.safeParse(JSON.parse(payload.toString("utf8")));
      if (verdict.success) options.onVerdict(verdict.data as Verdict);
    });
    await client.subscribeAsync(topicFilter("verdict", { site: options.plant.site }), { qos: 1 });
    await publishAll(client, options.records);
    lastHeard = Date.now();
    while (Date.now() - lastHeard < QUIET_MS)
      await new Promise((resolve) => setTimeout(resolve, 200));
  } finally {
    await client.endAsync();
  }
}

async function connected({ url, username, password }: ThroughMqttOptions): Promise<MqttClient> {
  const settings = {
    clientId: `raceway-replay-${process.pid}`,
    reconnectPeriod: 1000,
    connectTimeout: 5000,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
  };
  try {
    return await connectAsync(url, settings, false);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `no broker to replay to at ${url} (${reason}): start one (npm start -- --no-simulate), name another with --mqtt, or replay with --direct`,
      { cause: error },
    );
  }
}

async function publishAll(client: MqttClient, records: AsyncIterable<SensorRecord>): Promise<void> {
  const inFlight: Promise<unknown>[] = [];
  for await (const record of records) {
    const { topic, payload } = messageOf(record);
    const published = client.publishAsync(topic, payload, { qos: 1 });
    published.catch(() => {});
    inFlight.push(published);
    if (inFlight.length >= IN_FLIGHT) await inFlight.shift();
  }
  await Promise.all(inFlight);
}

function messageOf(record: SensorRecord): { topic: string; payload: Buffer } {
  const id = { ...parsePointPath(record.point), channel: record.channel };
  const topic = formatTopic({ class: record.type, ...id });
  return { topic, payload: Buffer.from(payloadOf(record)) };
}

function payloadOf(record: SensorRecord): Uint8Array {
  switch (record.type) {
    case "waveform":
      return encodeWaveform(record, "cbor", "float64");
    case "sensor-spectrum":
      return encodeSpectrum(record);
    case "reading":
      return encodeReading(record, "cbor");
  }
}
