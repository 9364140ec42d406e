import type { Observation } from "../../observation.ts";

/** Observations at a speed that a normal is learnt from. */
const LEARNING = 20;
/** With fewer there is no normal at all. */
const LEAST = 2;
/** Speeds within about so much of each other share a normal: unbalance grows with the square of speed. */
const ALIKE = 0.15;
/** Speeds remembered; the one least learnt gives way. */
const MOST_SPEEDS = 12;

const LEARNT = [
  "velocity_rms",
  "shaft_1x",
  "shaft_2x",
  "shaft_3x",
  "line_2x",
  "lf_rms",
  "hf_rms",
] as const;
export type LearntIndicator = (typeof LEARNT)[number];

interface AtSpeed {
  learnt: number;
  /** Mean logarithm of each {@link LEARNT} indicator; its exponential is the normal. */
  readonly logs: Record<string, number>;
}

export type ShaftNormalState = readonly (readonly [speed: number, at: AtSpeed])[];

/** What a channel measures while its machine is right, speed by speed. */
export interface ShaftNormal {
  /** The normal of an indicator at the observation's speed; undefined while too little is learnt. */
  expected(name: LearntIndicator, observation: Observation): number | undefined;
  /** Whether the normal at that speed rests on enough records to stand. */
  settled(observation: Observation): boolean;
  /** Takes in a record in which nothing is out of the ordinary. */
  learn(observation: Observation): void;
  /** Whether so little is known at that speed that anything must be taken for normal. */
  isNew(observation: Observation): boolean;
  snapshot(): ShaftNormalState;
}

/** Geometric means of a channel's first twenty records at each speed. */
export function createShaftNormal(saved: ShaftNormalState = []): ShaftNormal {
  const speeds = new Map(
    saved.map(([speed, { learnt, logs }]) => [speed, { learnt, logs: { ...logs } }]),
  );
  const keyOf = ({ speedRpm = 0 }: Observation) =>
    speedRpm > 0 ? Math.round(Math.log(speedRpm) / ALIKE) : 0;
  const learntAt = (observation: Observation) => speeds.get(keyOf(observation))?.learnt ?? 0;

  function roomFor(key: number): AtSpeed {
    if (speeds.size >= MOST_SPEEDS) {
      const [least] = [...speeds].sort(([, a], [, b]) => a.learnt - b.learnt);
      if (least !== undefined) speeds.delete(least[0]);
    }
    const at: AtSpeed = { learnt: 0, logs: {} };
    speeds.set(key, at);
    return at;
  }

  return {
    expected(name, observation) {
      const at = speeds.get(keyOf(observation));
      const log = at?.logs[name];
      return at === undefined || log === undefined || at.learnt < LEAST ? undefined : Math.exp(log);
    },
    settled: (observation) => learntAt(observation) >= LEARNING,
    isNew: (observation) => learntAt(observation) < LEAST,
    learn(observation) {
      const key = keyOf(observation);
      const at = speeds.get(key) ?? roomFor(key);
      if (at.learnt >= LEARNING) return;
      for (const name of LEARNT) {
        const value = observation.indicators[name];
        if (value === undefined || value <= 0) continue;
        const log = Math.log(value);
        const before = at.logs[name] ?? log;
        at.logs[name] = before + (log - before) / (at.learnt + 1);
      }
      at.learnt++;
    },
    snapshot: () =>
      [...speeds].map(([speed, { learnt, logs }]) => [speed, { learnt, logs: { ...logs } }]),
  };
}
