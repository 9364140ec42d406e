import mqtt from "mqtt";
import { payloadOf, timeOf, topicOf } from "./plant-under-load.ts";

export interface FleetOptions {
  readonly url: string;
  readonly sensors: number;
  /** Waveforms a second of all sensors together. */
  readonly rate: number;
  /** Source time of every sensor's first waveform, milliseconds since 1970. */
  readonly start: number;
  /** Source time between two waveforms of a sensor, milliseconds. Default 100. */
  readonly stepMs?: number;
  /** A payload that is no waveform, sent beside them so often; 0: never. */
  readonly poisonEvery?: number;
}

/** Messages of one sensor that may be unacknowledged at a time. */
const WINDOW = 32;
const TICK_MS = 20;
const RECONNECT_MS = 100;
const POISON = [Buffer.from("no waveform"), Buffer.from('{"sampleRate":0}'), Buffer.alloc(0)];

export type Fleet = ReturnType<typeof startFleet>;

/**
 * Sensors that measure at an even pace and keep every waveform until it is acknowledged. After a broken connection each begins a new one and sends all that
 * it still has, oldest first: mqtt.js forgets messages in flight when its own reconnection is broken off quickly, so it is not used.
 */
export function startFleet(options: FleetOptions) {
  const sensors = Array.from({ length: options.sensors }, (_, n) => startSensor(n, options));
  const sum = (of: (sensor: (typeof sensors)[number]) => number) =>
    sensors.reduce((total, sensor) => total + of(sensor), 0);
  return {
    measured: () => sum((sensor) => sensor.measured()),
    acknowledged: () => sum((sensor) => sensor.acknowledged()),
    poison: () => sum((sensor) => sensor.poison()),
    /** Waveforms that each sensor has measured. */
    counts: () => sensors.map((sensor) => sensor.measured()),
    /** Measures nothing more; what is kept is still sent. */
    stopMeasuring(): void {
      for (const sensor of sensors) sensor.stopMeasuring();
    },
    close(): void {
      for (const sensor of sensors) sensor.close();
    },
  };
}

function startSensor(sensor: number, options: FleetOptions) {
  const { url, start, stepMs, poisonEvery = 0 } = options;
  const perSecond = options.rate / options.sensors;
  const topic = topicOf(sensor);
  let measured = 0;
  /** The first that was never sent. */
  let fresh = 0;
  /** Sent on an earlier connection and not acknowledged, in order: these go first. */
  let again: number[] = [];
  let inFlight = new Set<number>();
  let poison = 0;
  let closed = false;
  let client = connect();
  let last = performance.now();
  let due = Math.random();
  const timer = setInterval(measure, TICK_MS);

  function measure(): void {
    const now = performance.now();
    due += ((now - last) / 1000) * perSecond;
    last = now;
    const whole = Math.floor(due);
    measured += whole;
    due -= whole;
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
    if (poisonEvery > 0 && index % poisonEvery === 0) {
      poison += 1;
      connection.publish(topic, POISON[index % POISON.length] ?? "", { qos: 1 }, () => {});
    }
    const payload = Buffer.from(payloadOf(sensor, timeOf(start, index, stepMs)));
    connection.publish(topic, payload, { qos: 1 }, (error) => {
      // What is said of an earlier connection says nothing of this one.
      if (error || connection !== client) return;
      inFlight.delete(index);
      fill();
    });
  }

  function connect(): mqtt.MqttClient {
    const made = mqtt.connect(url, {
      protocolVersion: 4,
      clientId: `sensor-${sensor}-${Math.random().toString(36).slice(2)}`,
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
    poison: () => poison,
    stopMeasuring: () => clearInterval(timer),
    close(): void {
      closed = true;
      clearInterval(timer);
      client.end(true);
    },
  };
}
