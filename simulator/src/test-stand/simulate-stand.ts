import { type BearingType, parseStandPath, type TestStand } from "@raceway/model/test-stand";
import type { PartBody } from "@raceway/wire/part-message";
import { encodePart } from "@raceway/wire/part-message";
import { formatTopic, type PartEventName } from "@raceway/wire/topic";
import { connectAsync, type MqttClient } from "mqtt";
import type { SensorLogin } from "../publisher.ts";
import { randomFor } from "../random.ts";
import { finishedBearingVelocity } from "./finished-bearing.ts";
import { type MadePart, madePart, type Production } from "./made-part.ts";

/** How a simulated stand measures: 0.64 s a side, nineteen turns at 1800 r/min. */
const SAMPLE_RATE = 25_600;
const SAMPLES = 16_384;
/** The speed of a stand's spindle wanders so much, relative, and is known to half a turn a minute. */
const SPEED_SPREAD = 0.001;

export interface SimulatedStand {
  readonly stand: TestStand;
  /** In turn, a lot each. At least one, with a bearing. */
  readonly types: readonly BearingType[];
  readonly production: Omit<Production, "orders">;
  /** From one part to the next. */
  readonly everySeconds: number;
}

/** The messages of one part, as its stand publishes them: each with its event. */
export function partMessages(
  part: MadePart,
  type: BearingType,
  seed: string | number,
): readonly (readonly [event: PartEventName, body: PartBody])[] {
  const measurements = type.tests.flatMap(({ rpm, load }) =>
    type.sides.flatMap((side) => {
      const made = part.sides[side];
      if (made === undefined) return [];
      const random = randomFor(seed, part.serial, side, rpm);
      const speed = rpm * (1 + SPEED_SPREAD * random.gaussian());
      const run = { rpm: speed, sampleRate: SAMPLE_RATE, samples: SAMPLES };
      return [
        {
          side,
          speedRpm: Math.round(2 * speed) / 2,
          ...(load !== undefined && { load: (load[0] + load[1]) / 2 }),
          sampleRate: SAMPLE_RATE,
          unit: "um/s" as const,
          samples: finishedBearingVelocity(made, run, random),
        },
      ];
    }),
  );
  const { serial, lot, made } = part;
  const identity = { serial, lot, type: type.id, ...(made !== undefined && { made }) };
  return [["whole", { ...identity, measurements }]];
}

/** The part of a number on a stand, and its type: types change with the lot. */
export function standPart({ types, production }: SimulatedStand, number: number) {
  const able = types.filter(({ bearing }) => bearing !== undefined);
  const lot = Math.floor(number / (production.lotSize ?? 500));
  const type = able[lot % able.length];
  if (type?.bearing === undefined)
    throw new RangeError("a simulated stand needs a bearing type with a bearing");
  return { type, part: madePart({ ...production, orders: type.bearing.orders }, number) };
}

/**
 * Runs a stand against a broker until the signal aborts: a part now and then, QoS 1, each sent once the one before it is acknowledged.
 *
 * @returns parts acknowledged. @throws Error when the first connect fails.
 */
export async function simulateStand(
  simulated: SimulatedStand,
  { url, username, password, clientPrefix = "sim", ca }: SensorLogin,
  signal: AbortSignal | undefined,
): Promise<number> {
  const id = parseStandPath(simulated.stand.path);
  const client = await connectAsync(
    url,
    {
      clientId: `${clientPrefix}-${id.line}-${id.stand}`,
      clean: false,
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      ...(ca !== undefined && { ca }),
    },
    false,
  );
  client.on("error", () => {});
  let published = 0;
  try {
    for (let number = 0; !signal?.aborted; number++) {
      const begun = performance.now();
      const { part, type } = standPart(simulated, number);
      for (const [event, body] of partMessages(part, type, simulated.production.seed)) {
        const topic = formatTopic({ class: "part", ...id, event });
        await acknowledged(client, topic, body, signal);
      }
      published += 1;
      await pause(1000 * simulated.everySeconds - (performance.now() - begun), signal);
    }
  } finally {
    await client.endAsync(true);
  }
  return published;
}

async function acknowledged(
  client: MqttClient,
  topic: string,
  body: PartBody,
  signal: AbortSignal | undefined,
): Promise<void> {
  const packing = (samples: Float64Array) => ({ int16Scale: int16Scale(samples) });
  const sent = client.publishAsync(topic, Buffer.from(encodePart(body, packing)), { qos: 1 });
  await Promise.race([sent, untilAborted(signal)]);
}

function int16Scale(samples: Float64Array): number {
  const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  // Full scale itself would read as cut off.
  return peak > 0 ? peak / 32_000 : 1;
}

function untilAborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    else signal?.addEventListener("abort", () => resolve(), { once: true });
  });
}

async function pause(millis: number, signal: AbortSignal | undefined): Promise<void> {
  if (!(millis > 0) || signal?.aborted) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, millis);
    signal?.addEventListener("abort", done);
  });
}
