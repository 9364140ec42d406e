/**
 * States A to F of ISA-18.2 / IEC 62682: normal, unacknowledged, acknowledged, returned to normal unacknowledged, latched unacknowledged, latched
 * acknowledged. G to I (shelved, suppressed by design, out of service) lie over these and do not replace them, as in OPC UA part 9.
 */
export const LIFE_STATES = [
  "normal",
  "unacknowledged",
  "acknowledged",
  "returned-unacknowledged",
  "latched-unacknowledged",
  "latched-acknowledged",
] as const;
export type LifeState = (typeof LIFE_STATES)[number];

/**
 * What can happen to an alarm. `worsen`: the trouble is worse than anything acknowledged in this occurrence. `latch`: the trouble is over, but
 * the alarm is one that a person must reset.
 */
export const LIFE_CYCLE_INPUTS = [
  "raise",
  "worsen",
  "return",
  "latch",
  "acknowledge",
  "reset",
] as const;
export type LifeCycleInput = (typeof LIFE_CYCLE_INPUTS)[number];

const NEXT: Readonly<Record<LifeState, Readonly<Partial<Record<LifeCycleInput, LifeState>>>>> = {
  normal: { raise: "unacknowledged" },
  unacknowledged: {
    return: "returned-unacknowledged",
    latch: "latched-unacknowledged",
    acknowledge: "acknowledged",
  },
  acknowledged: { worsen: "unacknowledged", return: "normal", latch: "latched-acknowledged" },
  "returned-unacknowledged": { raise: "unacknowledged", acknowledge: "normal" },
  "latched-unacknowledged": {
    raise: "unacknowledged",
    acknowledge: "latched-acknowledged",
    reset: "returned-unacknowledged",
  },
  "latched-acknowledged": { raise: "unacknowledged", reset: "normal" },
};

/**
 * The core of the alarm state diagram of ISA-18.2 (figure "alarm state transition diagram", states A to F). An input that means nothing in a
 * state leaves it. Beyond the standard, an acknowledged alarm that gets worse asks for a person again.
 */
export function nextState(state: LifeState, input: LifeCycleInput): LifeState {
  return NEXT[state][input] ?? state;
}

/** Whether the trouble itself is present in a state. */
export function isActive(state: LifeState): boolean {
  return state === "unacknowledged" || state === "acknowledged";
}
