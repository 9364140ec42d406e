import type { NotJudged } from "@raceway/model/part";
import type { BearingType, SpeedTest } from "@raceway/model/test-stand";
import type { MeasuredBlock } from "../measure/measure-block.ts";
import type { PartBlockMeasure } from "../part-event.ts";

/** Why a part cannot be judged. */
export interface Complaint {
  readonly code: NotJudged;
  readonly reason: string;
}

/** A block that is as its test prescribes. */
export interface FitBlock extends MeasuredBlock {
  readonly side: string;
  readonly test: SpeedTest;
  readonly load?: number;
}

/** A block belongs to the test whose speed is the nearest. */
function nearestTest(tests: readonly SpeedTest[], rpm: number): SpeedTest | undefined {
  return tests.toSorted((a, b) => Math.abs(a.rpm - rpm) - Math.abs(b.rpm - rpm))[0];
}

/**
 * The blocks of a part in the order of its type's tests and sides, each checked: measured at all, at the right speed and load, once. Outside a tolerance a part is void, not
 * failed.
 *
 * @returns the blocks, or what the first thing is that is not as prescribed.
 */
export function fitBlocks(
  blocks: readonly PartBlockMeasure[],
  type: BearingType,
): readonly FitBlock[] | Complaint {
  const fit: FitBlock[] = [];
  for (const block of blocks) {
    const checked = fitBlock(block, type);
    if ("code" in checked) return checked;
    fit.push(checked);
  }
  const ordered: FitBlock[] = [];
  for (const test of type.tests)
    for (const side of type.sides) {
      const own = fit.filter((block) => block.test === test && block.side === side);
      const [first] = own;
      if (first === undefined)
        return {
          code: "incomplete",
          reason: `side ${side} at ${test.rpm} r/min was not measured; ${type.name} wants ${type.sides.join(", ")} at ${type.tests.map(({ rpm }) => rpm).join(", ")} r/min`,
        };
      if (own.length > 1)
        return {
          code: "overlapping",
          reason: `side ${side} at ${test.rpm} r/min came ${own.length} times in one part`,
        };
      ordered.push(first);
    }
  return ordered;
}

function fitBlock(block: PartBlockMeasure, type: BearingType): FitBlock | Complaint {
  const { side, speedRpm, load, measure } = block;
  if (!type.sides.includes(side))
    return {
      code: "incomplete",
      reason: `side "${side}"; ${type.name} has ${type.sides.join(", ")}`,
    };
  if (speedRpm === undefined)
    return { code: "speed-out-of-tolerance", reason: `side ${side}: its speed is not said` };
  const test = nearestTest(type.tests, speedRpm);
  if (test === undefined) return { code: "incomplete", reason: `${type.name} has no test` };
  const fault = conditionFault(side, speedRpm, load, test);
  if (fault !== undefined) return fault;
  if (!measure.ok) {
    const { code, reason } = measure;
    return { code, reason: `side ${side} at ${test.rpm} r/min: ${reason}` };
  }
  return { ...measure, side, test, ...(load !== undefined && { load }) };
}

function conditionFault(
  side: string,
  speedRpm: number,
  load: number | undefined,
  test: SpeedTest,
): Complaint | undefined {
  const [slowest, fastest] = [test.rpm * (1 - test.below), test.rpm * (1 + test.above)];
  if (speedRpm < slowest || speedRpm > fastest)
    return {
      code: "speed-out-of-tolerance",
      reason: `side ${side} ran at ${speedRpm.toFixed(1)} r/min; ${slowest.toFixed(1)} to ${fastest.toFixed(1)} are right`,
    };
  if (test.load === undefined) return undefined;
  const [least, most] = test.load;
  if (load === undefined)
    return { code: "load-out-of-tolerance", reason: `side ${side}: its load is not said` };
  if (load >= least && load <= most) return undefined;
  return {
    code: "load-out-of-tolerance",
    reason: `side ${side} had a load of ${load} N; ${least} to ${most} N are right`,
  };
}
