import { loadPffft } from "@raceway/dsp/transform/pffft";
import { measureBlock } from "@raceway/inspection/measure/measure-block";
import type { PartEvent } from "@raceway/inspection/part-event";
import type { BearingType } from "@raceway/model/test-stand";
import { randomFor } from "@raceway/simulator/random";
import { finishedBearingVelocity } from "@raceway/simulator/test-stand/finished-bearing";
import type { MadePart } from "@raceway/simulator/test-stand/made-part";

/** A stand as it is simulated: 0.64 s from each side at 1800 r/min, the speed off by a thousandth or so. */
const SAMPLE_RATE = 25_600;
const SAMPLES = 16_384;

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
