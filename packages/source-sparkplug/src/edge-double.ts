import { connect, type MqttClient } from "mqtt";
import { createEdgeVoice, type VoiceMetric } from "./edge-voice.ts";
import { decodePayload, REBIRTH_METRIC } from "./payload.ts";
import { stateTopic } from "./sparkplug-topic.ts";

export interface EdgeDoubleOptions {
  readonly url: string;
  readonly group: string;
  readonly edge: string;
  /** Wait for this host's STATE before births (tck-id-message-flow-edge-node-birth-publish-phid-wait). */
  readonly primaryHost?: string;
  /** Metrics of each device, as their births say them. */
  readonly devices: Readonly<Record<string, () => readonly VoiceMetric[]>>;
}

export type EdgeDouble = ReturnType<typeof createEdgeDouble>;

/** An edge node on a real broker, as far as Sparkplug 3.0.0 says how one behaves; for tests. */
export function createEdgeDouble({ url, group, edge, primaryHost, devices }: EdgeDoubleOptions) {
  const voice = createEdgeVoice(group, edge);
  let client: MqttClient | undefined;
  let rebirths = 0;
  let born = false;

  /** QoS 0, not retained (tck-id-topics-nbirth-mqtt, -dbirth-mqtt, -ddata-mqtt). */
  const say = async ({ topic, payload }: { topic: string; payload: Uint8Array }) => {
    await client?.publishAsync(topic, Buffer.from(payload), { qos: 0, retain: false });
  };

  /** The node first, then its devices (tck-id-message-flow-device-birth-publish-nbirth-wait). */
  async function beBorn(): Promise<void> {
    born = true;
    await say(voice.birth());
    for (const [device, metrics] of Object.entries(devices))
      await say(voice.deviceBirth(device, metrics()));
  }

  function hear(topic: string, payload: Buffer): void {
    if (topic === voice.commands) {
      const isRebirth = decodePayload(payload).metrics.some(
        ({ name, value }) => name === REBIRTH_METRIC && value?.type === "boolean" && value.value,
      );
      if (!isRebirth) return;
      rebirths += 1;
      // tck-id-operational-behavior-data-commands-rebirth-action-2 and -3: a whole birth sequence with the same bdSeq.
      void beBorn();
    } else if (!born && JSON.parse(payload.toString()).online === true) void beBorn();
  }

  return {
    voice,
    say,
    get rebirths() {
      return rebirths;
    },
    get born() {
      return born;
    },
    /** A new connection with its will (tck-id-message-flow-edge-node-birth-publish-will-message-…: QoS 1, not retained). */
    async connect(): Promise<void> {
      const will = voice.will();
      born = false;
      const connection = connect(url, {
        protocolVersion: 4,
        clean: true,
        reconnectPeriod: 0,
        will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: false },
      });
      client = connection;
      connection.on("error", () => undefined);
      connection.on("message", hear);
      await new Promise<void>((resolve) => connection.once("connect", () => resolve()));
      // tck-id-message-flow-edge-node-ncmd-subscribe: with QoS 1, before the births.
      await connection.subscribeAsync(voice.commands, { qos: 1 });
      if (primaryHost === undefined) await beBorn();
      else await connection.subscribeAsync(stateTopic(primaryHost), { qos: 1 });
    },
    data: (device: string | undefined, metrics: readonly VoiceMetric[]) =>
      say(voice.data(device, metrics)),
    /** Breaks off without a word: the broker publishes the will. */
    crash(): void {
      client?.stream.destroy();
    },
    async end(): Promise<void> {
      await client?.endAsync(true);
    },
  };
}
