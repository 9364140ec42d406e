import { crc32 } from "node:zlib";
import type { TransformEngine } from "@raceway/dsp/transform/transform";
import { measureBlock } from "@raceway/inspection/measure/measure-block";
import type { PartBlockMeasure, PartEvent } from "@raceway/inspection/part-event";
import type { BearingType, StandPath } from "@raceway/model/test-stand";
import { isoOf } from "@raceway/model/time";
import { toCanonical, unitFacts } from "@raceway/model/unit";
import {
  decodePart,
  decodeRelearn,
  decodeSorted,
  type PartBlock,
} from "@raceway/wire/part-message";
import type { PartEventName } from "@raceway/wire/topic";

/** A test stand's message to be measured. */
export interface PartJob {
  readonly kind: "part";
  readonly stand: StandPath;
  readonly event: PartEventName;
  readonly payload: Uint8Array;
  /** Type of the part that is on the stand, when the message names none. */
  readonly assumedType?: string;
  /** Largest magnitude that the stand's sensor can report, in the unit of its messages. */
  readonly fullScale?: number;
}

/** Decodes a stand's message and measures its blocks. Without memory: it runs in a worker thread. Never throws for what is in a message. */
export function measurePart(
  job: PartJob,
  types: readonly BearingType[],
  engine: TransformEngine,
): PartEvent {
  const { event, payload, assumedType, fullScale } = job;
  if (event === "sorted") {
    const told = decodeSorted(payload);
    if (!told.ok) return { event: "unreadable", reason: told.rejection.reason };
    return { event, serial: told.body.serial, good: told.body.good };
  }
  if (event === "relearn") {
    const told = decodeRelearn(payload);
    if (!told.ok) return { event: "unreadable", reason: told.rejection.reason };
    return { event, ...told.body };
  }
  const decoded = decodePart(payload);
  if (!decoded.ok) return { event: "unreadable", reason: decoded.rejection.reason };
  const { measurements, time, serial, lot, type, order, operator, retest, study, made } =
    decoded.body;
  const own = types.find(({ id }) => id === (type ?? assumedType));
  return {
    event,
    ...(time !== undefined && { measured: isoOf(time) }),
    ...(serial !== undefined && { serial }),
    ...(lot !== undefined && { lot }),
    ...(type !== undefined && { type }),
    ...(order !== undefined && { order }),
    ...(operator !== undefined && { operator }),
    ...(retest !== undefined && { retest }),
    ...(study !== undefined && { study }),
    ...(made !== undefined && { made }),
    blocks: measurements.map((block) => measured(block, own, fullScale, engine)),
    digest: crc32(payload),
  };
}

function measured(
  block: PartBlock,
  type: BearingType | undefined,
  fullScale: number | undefined,
  engine: TransformEngine,
): PartBlockMeasure {
  const { side, speedRpm, load } = block;
  const place = {
    side,
    ...(speedRpm !== undefined && { speedRpm }),
    ...(load !== undefined && { load }),
  };
  const refuse = (reason: string) =>
    ({ ...place, measure: { ok: false, code: "unusable-signal", reason } }) as const;
  if (block.fault !== undefined) return refuse(block.fault);
  // Without a speed nothing is measured; the chain says so, and of an unknown type too.
  if (speedRpm === undefined) return refuse("its speed is not said");
  const { quantity } = unitFacts(block.unit);
  if (quantity !== "acceleration" && quantity !== "velocity")
    return refuse(`unit "${block.unit}": an acceleration or a velocity is right`);
  if (fullScale !== undefined && block.samples.some((value) => Math.abs(value) >= fullScale))
    return refuse(`samples reach the sensor's full scale of ${fullScale} ${block.unit}`);
  const samples = block.samples.map((value) => toCanonical(value, block.unit));
  const { bearing } = type ?? {};
  return {
    ...place,
    measure: measureBlock(
      {
        samples,
        quantity,
        sampleRate: block.sampleRate,
        rpm: speedRpm,
        ...(bearing !== undefined && { bearing }),
      },
      { engine },
    ),
  };
}
