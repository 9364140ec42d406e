import { type BearingType, parseStandPath, type TestStand } from "@raceway/model/test-stand";
import { type Nanos, secondsOf } from "@raceway/model/time";
import type { PartBody } from "@raceway/wire/part-message";
import { encodePart } from "@raceway/wire/part-message";
import { formatTopic, type PartEventName } from "@raceway/wire/topic";
import { connectDevice } from "../connect.ts";
import type { Turns } from "../pace.ts";
import type { SensorLogin } from "../publisher.ts";
import { randomFor } from "../random.ts";
import { finishedBearingVelocity } from "./finished-bearing.ts";
import { type MadePart, madePart, type Production } from "./made-part.ts";
import type { PartRhythm, PartSlot } from "./part-slots.ts";

/** How a simulated stand measures: 0.64 s a side, nineteen turns at 1800 r/min. */
const SAMPLE_RATE = 25_600;
const SAMPLES = 16_384;
/** The speed of a stand's spindle wanders so much, relative, and is known to half a turn a minute. */
const SPEED_SPREAD = 0.001;

export interface SimulatedStand extends PartRhythm {
  readonly stand: TestStand;
  /** In turn, a lot each; what is made more often stands there more often. At least one, with a bearing. */
  readonly types: readonly BearingType[];
  readonly production: Omit<Production, "orders">;
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

/** The part of a turn on a stand, and its type: types change with the lot. @param start of the scenario. */
export function standPart(
  { types, production }: SimulatedStand,
  { number, time }: PartSlot,
  start: Nanos,
) {
  const able = types.filter(({ bearing }) => bearing !== undefined);
  const lot = Math.floor(number / (production.lotSize ?? 500));
  const type = able[lot % able.length];
  if (type?.bearing === undefined)
    throw new RangeError("a simulated stand needs a bearing type with a bearing");
  const { orders } = type.bearing;
  return { type, part: madePart({ ...production, orders }, number, secondsOf(time - start)) };
}

/** The messages of a turn's part as they are published, each with its event. @param start of the scenario. */
export function partPayloads(
  simulated: SimulatedStand,
  slot: PartSlot,
  start: Nanos,
): readonly (readonly [event: PartEventName, payload: Uint8Array])[] {
  const { part, type } = standPart(simulated, slot, start);
  const packing = (samples: Float64Array) => ({ int16Scale: int16Scale(samples) });
  return partMessages(part, type, simulated.production.seed).map(([event, body]) => [
    event,
    encodePart({ ...body, time: slot.time }, packing),
  ]);
}

/**
 * Runs a stand against a broker: each part at its turn, QoS 1, once the one before it is acknowledged.
 *
 * @param slots of its parts. @param start of the scenario. @returns parts acknowledged. @throws Error when the first connect fails.
 */
export async function simulateStand(
  simulated: SimulatedStand,
  slots: Iterable<PartSlot>,
  start: Nanos,
  login: SensorLogin,
  { until, ended }: Turns,
): Promise<number> {
  const id = parseStandPath(simulated.stand.path);
  const client = await connectDevice(`${id.line}-${id.stand}`, login);
  let published = 0;
  try {
    for (const slot of slots) {
      if (!(await until(slot.time))) break;
      for (const [event, payload] of partPayloads(simulated, slot, start)) {
        const topic = formatTopic({ class: "part", ...id, event });
        // What is not acknowledged when it ends is given up.
        await Promise.race([client.publishAsync(topic, Buffer.from(payload), { qos: 1 }), ended]);
      }
      published += 1;
    }
  } finally {
    await client.endAsync(true);
  }
  return published;
}

function int16Scale(samples: Float64Array): number {
  const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  // Full scale itself would read as cut off.
  return peak > 0 ? peak / 32_000 : 1;
}
