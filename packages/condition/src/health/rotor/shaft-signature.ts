import type { Direction, Machine } from "@raceway/model/plant";
import {
  CRITERION_TWO_SHARE,
  ISO_10816_3,
  zoneBoundaries,
  zoneOf,
} from "../../detection/limits/iso-10816-3.ts";
import type { Observation, ShaftPhase } from "../../observation.ts";
import type { LearntIndicator, ShaftNormal } from "./shaft-normal.ts";

/** Times its normal that a velocity is clearly more: as far apart as the zones of ISO 10816-1:1995, annex B. */
export const RAISED = 2.5;
/** Velocity that no machine is too small for, mm/s: what annex B of ISO 10816-1:1995 calls satisfactory in class I. Less is nobody's trouble. */
const SATISFACTORY = 1.8;
/** What not even the largest machines on the softest supports are fit to run at for long, mm/s: class IV of the same annex. Counts where no class is declared. */
const UNFIT = 7.1;
/** Times the normal high-frequency level that speak for dry friction. */
const FRICTION = 3;
/** While friction rises so much, everything below 1 kHz stays within this factor, and the waveform stays noise (kurtosis near 3), or it is damage. */
const ELSEWHERE = 1.5;
const NOISE_KURTOSIS = 3.5;

/** Velocity on one channel, mm/s r.m.s.: all of it, and its lines at one to three turns and at twice the mains. */
export interface ShaftLines {
  readonly all: number;
  readonly one: number;
  readonly two: number;
  readonly three: number;
  readonly mains: number;
}

/** What one channel's latest record says of shaft, drive and lubrication. */
export interface ShaftSignature {
  readonly channel: string;
  /** Which way its sensor points, where the plant file says. */
  readonly direction?: Direction;
  readonly lines: ShaftLines;
  /** The same as far as it has come over a normal well learnt; all of it where there is none. */
  readonly added: ShaftLines;
  /** Present: the velocity is beyond what is right, and against what it was held. */
  readonly high?: string;
  /** Whether that rests on a standard or a normal well learnt, and not on a few records. */
  readonly sure: boolean;
  /** Present: times its normal that the high-frequency noise alone has risen to. */
  readonly friction?: number;
  readonly speedRpm?: number;
  /** Phases of the latest records, newest first. */
  readonly phases?: readonly PhaseAt[];
}

/** A phase, and the time of its record in nanoseconds. */
export interface PhaseAt extends ShaftPhase {
  readonly at: string;
}

/** Records whose phases are kept: the axes of a sensor come one after another, and the one before is complete. */
const PHASES = 2;

/** Reads a channel's record against its normal and the machine's class. @param before what the record before it said. @param direction of its sensor */
export function signatureOf(
  observation: Observation,
  normal: ShaftNormal,
  machine: Machine,
  { before, direction }: { readonly before?: ShaftSignature; readonly direction?: Direction } = {},
): ShaftSignature {
  const { channel, indicators, speedRpm, shaftPhase, time } = observation;
  const lines = linesOf((name) => indicators[name] ?? 0);
  const added = normal.settled(observation)
    ? linesOf((name) => over(indicators[name] ?? 0, normal.expected(name, observation) ?? 0))
    : lines;
  const high = observation.calibrated
    ? (beyondZone(lines.all, observation, machine) ??
      overNormal(lines.all, observation, normal, machine))
    : undefined;
  const friction = frictionOf(observation, normal);
  return {
    channel,
    ...(direction !== undefined && { direction }),
    lines,
    added,
    sure: high?.standard === true || normal.settled(observation),
    ...(high !== undefined && { high: high.words }),
    ...(friction !== undefined && { friction }),
    ...(speedRpm !== undefined && { speedRpm }),
    ...(shaftPhase !== undefined && {
      phases: [{ ...shaftPhase, at: `${time}` }, ...(before?.phases ?? [])].slice(0, PHASES),
    }),
  };
}

/** Lines from the indicators: r.m.s. of all, amplitudes of the lines. */
function linesOf(read: (name: LearntIndicator) => number): ShaftLines {
  const rms = (name: LearntIndicator) => read(name) / Math.SQRT2;
  return {
    all: read("velocity_rms"),
    one: rms("shaft_1x"),
    two: rms("shaft_2x"),
    three: rms("shaft_3x"),
    mains: rms("line_2x"),
  };
}

/** What must come to `expected` to make `value`, as squares add. */
function over(value: number, expected: number): number {
  return Math.sqrt(Math.max(0, value ** 2 - expected ** 2));
}

interface High {
  readonly words: string;
  readonly standard: boolean;
}

function beyondZone(
  velocity: number,
  { speedRpm }: Observation,
  machine: Machine,
): High | undefined {
  const zones = zoneBoundaries(machine.iso, machine.powerKw, speedRpm);
  if (zones === undefined && velocity > UNFIT)
    return {
      words: `beyond the ${UNFIT} mm/s that ISO 10816-1 allows any machine`,
      standard: true,
    };
  if (zones === undefined || velocity <= zones.bc) return undefined;
  return { words: `zone ${zoneOf(velocity, zones)} of ${ISO_10816_3.edition}`, standard: true };
}

function overNormal(
  velocity: number,
  observation: Observation,
  normal: ShaftNormal,
  machine: Machine,
): High | undefined {
  const expected = normal.expected("velocity_rms", observation);
  if (expected === undefined || velocity < RAISED * expected) return undefined;
  const bc = zoneBoundaries(machine.iso, machine.powerKw, observation.speedRpm)?.bc;
  const least = bc === undefined ? SATISFACTORY : expected + CRITERION_TWO_SHARE * bc;
  if (velocity < least) return undefined;
  return { words: `${(velocity / expected).toFixed(1)} times its normal`, standard: false };
}

function frictionOf(observation: Observation, normal: ShaftNormal): number | undefined {
  if (!normal.settled(observation)) return undefined;
  const times = (name: "hf_rms" | "lf_rms") => {
    const expected = normal.expected(name, observation);
    return expected === undefined ? 0 : (observation.indicators[name] ?? 0) / expected;
  };
  const rustles = (observation.indicators["kurtosis"] ?? 9) < NOISE_KURTOSIS;
  return rustles && times("hf_rms") > FRICTION && times("lf_rms") < ELSEWHERE
    ? times("hf_rms")
    : undefined;
}
