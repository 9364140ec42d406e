import mqtt from "mqtt";

export interface SensorMessage {
  readonly topic: string;
  readonly payload: Buffer;
}

export interface KeepingSensorOptions {
  readonly name: string;
  readonly url: string;
  readonly perSecond: number;
  /** Is called anew whenever the message is sent again, and must give the same. */
  messageOf(index: number): SensorMessage;
  /** A message that goes before one, once each time, and that nobody waits for. */
  beside?(index: number): SensorMessage | undefined;
  onMeasured?(index: number): void;
  onAcknowledged?(index: number): void;
}

/** Messages that may be unacknowledged at a time. */
const WINDOW = 32;
const TICK_MS = 20;
const RECONNECT_MS = 100;

/**
 * A sensor that measures at an even pace and keeps every message until it is acknowledged. After a broken connection it begins a new one and sends all that
 * it still has, oldest first: mqtt.js forgets messages in flight when its own reconnection is broken off quickly, so it is not used.
 */
export function startKeepingSensor(options: KeepingSensorOptions) {
  const { name, url, perSecond } = options;
  let measured = 0;
  /** The first that was never sent. */
  let fresh = 0;
  /** Sent on an earlier connection and not acknowledged, in order: these go first. */
  let again: number[] = [];
  let inFlight = new Set<number>();
  let closed = false;
  let client = connect();
  let last = performance.now();
  let due = Math.random();
  const timer = setInterval(measure, TICK_MS);

  function measure(): void {
    const now = performance.now();
    due += ((now - last) / 1000) * perSecond;
    last = now;
    for (; due >= 1; due -= 1) {
      options.onMeasured?.(measured);
      measured += 1;
    }
    fill();
  }

  function fill(): void {
    while (client.connected && inFlight.size < WINDOW) {
      const index = again.shift() ?? (fresh < measured ? fresh++ : undefined);
      if (index === undefined) return;
      send(index);
    }
  }

  function send(index: number): void {
    const connection = client;
    inFlight.add(index);
    const beside = options.beside?.(index);
    if (beside) connection.publish(beside.topic, beside.payload, { qos: 1 }, () => {});
    const { topic, payload } = options.messageOf(index);
    connection.publish(topic, payload, { qos: 1 }, (error) => {
      // What is said of an earlier connection says nothing of this one.
      if (error || connection !== client) return;
      inFlight.delete(index);
      options.onAcknowledged?.(index);
      fill();
    });
  }

  function connect(): mqtt.MqttClient {
    const made = mqtt.connect(url, {
      protocolVersion: 4,
      clientId: `${name}-${Math.random().toString(36).slice(2)}`,
      reconnectPeriod: 0,
      connectTimeout: 2000,
      keepalive: 2,
    });
    made.on("error", () => undefined);
    made.on("connect", fill);
    made.once("close", () => {
      made.end(true);
      if (closed) return;
      setTimeout(() => {
        if (closed) return;
        again = [...inFlight, ...again];
        inFlight = new Set();
        client = connect();
      }, RECONNECT_MS);
    });
    return made;
  }

  return {
    measured: () => measured,
    acknowledged: () => fresh - again.length - inFlight.size,
    stopMeasuring: () => clearInterval(timer),
    close(): void {
      closed = true;
      clearInterval(timer);
      client.end(true);
    },
  };
}
