import type { Json } from "@raceway/model/json";
import type { PointContext } from "@raceway/model/plant";
import type { Fault } from "@raceway/model/verdict";
import { zoneBoundaries } from "../detection/limits/iso-10816-3.ts";
import type { Observation } from "../observation.ts";

/** Observations of a channel that its normal is learnt from. */
const LEARNING = 20;
/** Times the normal velocity that count as clearly more, on machines without an ISO class. */
const RAISED = 4;
/** Times the normal high-frequency level that speak for dry friction. */
const FRICTION = 3;
/** While friction rises so much, everything below 1 kHz stays within this factor, and the waveform stays noise (kurtosis near 3), or it is damage. */
const ELSEWHERE = 1.5;
const NOISE_KURTOSIS = 3.5;
/** Share of the broadband velocity that a line must have to be the cause. */
const DOMINANT = 0.8;
/** Records in a row before such a fault is named at all. */
const HELD = 3;

const LEARNT = ["velocity_rms", "lf_rms", "hf_rms"] as const;

/** What speaks for a fault of shaft, drive or lubrication. */
export interface ShaftFinding {
  readonly fault: Exclude<Fault, "unnamed">;
  readonly confidence: number;
  readonly reason: string;
}

interface Memory {
  learnt: number;
  /** Mean logarithm of each {@link LEARNT} indicator; its exponential is the normal. */
  readonly logs: Record<string, number>;
  candidate: string;
  held: number;
}

/** Names faults that the bearing's lines do not show. */
export interface ShaftFaults {
  judge(observation: Observation): ShaftFinding | undefined;
  snapshot(): Json;
  restore(state: Json): void;
}

/**
 * Imbalance, misalignment, looseness and electrical faults from the velocity's lines, lubrication from high-frequency noise: each from its textbook signature, and
 * only when vibration is far beyond the channel's own normal or beyond zone B of ISO 10816-3 where that applies. Deliberately slow to speak: the signature must
 * dominate and hold for three records.
 *
 * Source: ISO 13373-3:2015, annexes A and D (shaft and electrical signatures).
 */
export function createShaftFaults({ machine }: PointContext): ShaftFaults {
  const memories = new Map<string, Memory>();

  function memoryOf(channel: string): Memory {
    let memory = memories.get(channel);
    if (memory === undefined) {
      memory = { learnt: 0, logs: {}, candidate: "", held: 0 };
      memories.set(channel, memory);
    }
    return memory;
  }

  function signature(observation: Observation, memory: Memory): ShaftFinding | undefined {
    const { indicators, speedRpm } = observation;
    const ready = memory.learnt >= LEARNING;
    const over = (name: string) => {
      const log = memory.logs[name];
      return ready && log !== undefined ? (indicators[name] ?? 0) / Math.exp(log) : 0;
    };
    const velocity = indicators["velocity_rms"] ?? 0;
    const boundary = zoneBoundaries(machine.iso, machine.powerKw, speedRpm)?.bc;
    const high = boundary === undefined ? over("velocity_rms") > RAISED : velocity > boundary;
    if (high && observation.calibrated)
      return lineFault(indicators, machine.lineFrequencyHz, speedRpm);
    const friction =
      over("hf_rms") > FRICTION &&
      over("lf_rms") < ELSEWHERE &&
      (indicators["kurtosis"] ?? 9) < NOISE_KURTOSIS;
    if (!friction) return undefined;
    return {
      fault: "lubrication",
      confidence: 0.6,
      reason: `noise above 5 kHz is ${over("hf_rms").toFixed(1)} times its normal while the rest is not, without impacts`,
    };
  }

  return {
    judge(observation) {
      const memory = memoryOf(observation.channel);
      const finding = signature(observation, memory);
      learn(memory, observation);
      memory.held = finding?.fault === memory.candidate ? memory.held + 1 : 1;
      memory.candidate = finding?.fault ?? "";
      return memory.held >= HELD ? finding : undefined;
    },
    snapshot: () =>
      [...memories].map(([channel, memory]) => ({
        channel,
        ...memory,
        logs: { ...memory.logs },
      })),
    restore(state) {
      memories.clear();
      for (const { channel, ...memory } of state as unknown as readonly (Memory & {
        channel: string;
      })[])
        memories.set(channel, { ...memory, logs: { ...memory.logs } });
    },
  };
}

function learn(memory: Memory, { indicators }: Observation): void {
  if (memory.learnt >= LEARNING) return;
  for (const name of LEARNT) {
    const value = indicators[name];
    if (value === undefined || value <= 0) continue;
    const before = memory.logs[name] ?? 0;
    memory.logs[name] = before + (Math.log(value) - before) / (memory.learnt + 1);
  }
  memory.learnt++;
}

/** Which line carries the velocity; undefined when none does. */
function lineFault(
  indicators: Observation["indicators"],
  mainsHz: number | undefined,
  speedRpm: number | undefined,
): ShaftFinding | undefined {
  const velocity = indicators["velocity_rms"] ?? 0;
  const share = (name: string) => (indicators[name] ?? 0) / Math.SQRT2 / velocity;
  const [one, two, three] = [share("shaft_1x"), share("shaft_2x"), share("shaft_3x")];
  const together = Math.hypot(one, two, three);
  const percent = (value: number) => `${Math.min(100, Math.round(100 * value))} %`;
  const mains = share("line_2x");
  if (mains > DOMINANT && mainsHz !== undefined && !nearShaft(2 * mainsHz, speedRpm))
    return {
      fault: "electrical",
      confidence: 0.7,
      reason: `twice the mains frequency carries ${percent(mains)} of the velocity`,
    };
  if (one > DOMINANT && two < 0.3 * one)
    return {
      fault: "imbalance",
      confidence: 0.7,
      reason: `the shaft speed carries ${percent(one)} of the velocity`,
    };
  if (together < DOMINANT) return undefined;
  if (three > 0.5 * one && three > 0.3)
    return {
      fault: "looseness",
      confidence: 0.6,
      reason: `one to three times the shaft speed carry ${percent(together)} of the velocity, the third nearly as strong as the first`,
    };
  if (two > 0.75 * one)
    return {
      fault: "misalignment",
      confidence: 0.6,
      reason: `twice the shaft speed is ${(two / one).toFixed(1)} times the first, together ${percent(together)} of the velocity`,
    };
  return undefined;
}

/** Whether a frequency lies on a shaft harmonic as near as 2 Hz: then it may be either's. */
function nearShaft(frequency: number, speedRpm: number | undefined): boolean {
  if (speedRpm === undefined) return true;
  const shaftHz = speedRpm / 60;
  return Math.abs(frequency - Math.round(frequency / shaftHz) * shaftHz) < 2;
}
