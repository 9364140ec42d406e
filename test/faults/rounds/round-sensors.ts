import { startKeepingSensor } from "../keeping-sensor.ts";
import { readingTopic } from "./round-plant.ts";

const COOL = 40;
const HOT = 95;

/** A sensor on a point that may get another name. */
export type RoundSensor = ReturnType<ReturnType<typeof createRoundSensors>["add"]>;

/** A reading as its sensor knows it; moments by the true clock. */
export interface RoundReading {
  readonly topic: string;
  readonly payload: string;
  readonly measured: string;
  /** Each time that it was sent. */
  readonly sent: readonly string[];
  /** Absent: never. */
  readonly acknowledged?: string;
}

/** Sensors with clocks whose every reading is told from every other by its value: the digits behind the first decimal are its number. */
export function createRoundSensors(url: string, perSecond: number, random: () => number) {
  let made = 0;
  const readings = new Map<number, RoundReading>();
  const note = (number: number, what: (reading: RoundReading) => Partial<RoundReading>) => {
    const reading = readings.get(number);
    if (reading !== undefined) readings.set(number, { ...reading, ...what(reading) });
  };
  const sensors: { close(): void; stopMeasuring(): void; waiting(): number }[] = [];

  function add(id: string) {
    let name = id;
    let hot = false;
    const messages: { topic: string; payload: Buffer; number: number; at: number }[] = [];
    let newest = 0;
    const keeping = startKeepingSensor({
      name: `sensor-${id}`,
      url,
      perSecond,
      onMeasured() {
        const number = made++;
        const value = ((hot ? HOT : COOL) + Math.floor(20 * random()) / 10 + number / 1e7).toFixed(
          7,
        );
        // Two of one moment are two: nanoseconds tell them apart.
        const time = BigInt(Date.now()) * 1_000_000n + BigInt(number % 1_000_000);
        const payload = Buffer.from(`{"time":"${time}","unit":"degC","value":${value}}`);
        const topic = readingTopic(name);
        messages.push({ topic, payload, number, at: performance.now() });
        readings.set(number, { topic, payload: `${payload}`, measured: now(), sent: [] });
      },
      messageOf(index) {
        const message = messages[index];
        if (message === undefined) throw new Error(`reading ${index} of ${id} was not measured`);
        note(message.number, ({ sent }) => ({ sent: [...sent, now()] }));
        return message;
      },
      onAcknowledged(index) {
        const message = messages[index];
        if (message === undefined) return;
        note(message.number, () => ({ acknowledged: now() }));
        newest = Math.max(newest, message.at);
      },
    });
    const sensor = {
      ...keeping,
      id: () => name,
      /** What is measured from now on goes out under this name. */
      rename(to: string): void {
        name = to;
      },
      /** Lets the point run hot, or cool again. */
      heat(on: boolean): void {
        hot = on;
      },
      hot: () => hot,
      /** When the youngest reading that was acknowledged had been measured, by `performance.now()`. */
      acknowledgedUpTo: () => newest,
      waiting: () => keeping.measured() - keeping.acknowledged(),
    };
    sensors.push(sensor);
    return sensor;
  }

  return {
    add,
    /** By their numbers. */
    readings: (): ReadonlyMap<number, RoundReading> => readings,
    stopMeasuring: () => {
      for (const sensor of sensors) sensor.stopMeasuring();
    },
    waiting: () => sensors.reduce((sum, sensor) => sum + sensor.waiting(), 0),
    close: () => {
      for (const sensor of sensors) sensor.close();
    },
  };
}

const now = () => new Date().toISOString();

/** The number of the reading that had a value. */
export function readingNumber(value: number): number {
  return Math.round(((value * 10) % 1) * 1e6);
}
