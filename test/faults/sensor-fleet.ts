import { startKeepingSensor } from "./keeping-sensor.ts";
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

const POISON = [Buffer.from("no waveform"), Buffer.from('{"sampleRate":0}'), Buffer.alloc(0)];

export type Fleet = ReturnType<typeof startFleet>;

/** Sensors that measure at an even pace and keep every waveform until it is acknowledged. */
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
  const topic = topicOf(sensor);
  let poison = 0;
  const keeping = startKeepingSensor({
    name: `sensor-${sensor}`,
    url,
    perSecond: options.rate / options.sensors,
    messageOf: (index) => ({
      topic,
      payload: Buffer.from(payloadOf(sensor, timeOf(start, index, stepMs))),
    }),
    beside(index) {
      if (poisonEvery === 0 || index % poisonEvery !== 0) return undefined;
      poison += 1;
      return { topic, payload: POISON[index % POISON.length] ?? Buffer.alloc(0) };
    },
  });
  return { ...keeping, poison: () => poison };
}
