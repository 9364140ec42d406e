import { loadPffft } from "@raceway/dsp/transform/pffft";
import { measureBlock } from "@raceway/inspection/measure/measure-block";
import type { PartEvent } from "@raceway/inspection/part-event";
import { createStandChain } from "@raceway/inspection/stand/stand-chain";
import type { PartResult } from "@raceway/model/part";
import { ANDERON, type BearingType } from "@raceway/model/test-stand";
import { randomFor } from "@raceway/simulator/random";
import { finishedBearingVelocity } from "@raceway/simulator/test-stand/finished-bearing";
import { type MadePart, madePart, type Production } from "@raceway/simulator/test-stand/made-part";

/** A stand as it is simulated: 0.64 s from each side at 1800 r/min, the speed off by a thousandth or so. */
const SAMPLE_RATE = 25_600;
const SAMPLES = 16_384;

export interface InspectedPart {
  readonly part: MadePart;
  readonly result: PartResult;
}

const engine = await loadPffft();

/** A part's blocks, measured as ingest measures them. */
export function measuredPart(part: MadePart, type: BearingType, seed: string | number): PartEvent {
  const { bearing } = type;
  const blocks = type.tests.flatMap(({ rpm, load }) =>
    type.sides.map((side) => {
      const random = randomFor(seed, part.serial, side, rpm);
      const speedRpm = rpm * (1 + 0.001 * random.gaussian());
      const made = part.sides[side];
      if (made === undefined) throw new RangeError(`a simulated part has no side ${side}`);
      const run = { rpm: speedRpm, sampleRate: SAMPLE_RATE, samples: SAMPLES };
      const samples = finishedBearingVelocity(made, run, random).map((value) => value / 1000);
      const said = Math.round(speedRpm * 2) / 2;
      const measure = measureBlock(
        {
          samples,
          quantity: "velocity",
          sampleRate: SAMPLE_RATE,
          rpm: said,
          ...(bearing !== undefined && { bearing }),
        },
        { engine },
      );
      return { side, speedRpm: said, ...(load !== undefined && { load: load[0] }), measure };
    }),
  );
  const { serial, lot } = part;
  return {
    event: "whole",
    serial,
    lot,
    type: type.id,
    blocks,
    digest: Number(serial.split("-")[1]),
  };
}

/** Sends parts over one stand, first some that the type is learnt from as any others. */
export function inspectLot(
  production: Production,
  type: BearingType,
  parts: number,
): readonly InspectedPart[] {
  const stand = {
    path: "works/line-1/stand-1",
    id: "stand-1",
    name: "stand-1",
    anderon: ANDERON,
    partSeconds: 60,
  };
  const chain = createStandChain(stand, [type]);
  return Array.from({ length: parts }, (_, number) => {
    const part = madePart(production, number);
    const event = measuredPart(part, type, production.seed);
    const [result] = chain.take(event, BigInt(number) * 3_000_000_000n);
    if (result === undefined) throw new Error(`part ${part.serial} has no result`);
    return { part, result };
  });
}
