import type { AlarmState } from "@raceway/model/alarm";

/** What can happen to an alarm. `worsen`: the trouble is worse than anything acknowledged in this occurrence. */
export type LifeCycleInput = "raise" | "worsen" | "return" | "acknowledge";

const NEXT: Readonly<Record<AlarmState, Readonly<Partial<Record<LifeCycleInput, AlarmState>>>>> = {
  normal: { raise: "unacknowledged" },
  unacknowledged: { return: "returned-unacknowledged", acknowledge: "acknowledged" },
  acknowledged: { worsen: "unacknowledged", return: "normal" },
  "returned-unacknowledged": { raise: "unacknowledged", acknowledge: "normal" },
};

/**
 * The core of the alarm state diagram of ISA-18.2 (figure "alarm state transition diagram", states A to D). An input that means nothing in a
 * state leaves it. Beyond the standard, an acknowledged alarm that gets worse asks for a person again.
 */
export function nextState(state: AlarmState, input: LifeCycleInput): AlarmState {
  return NEXT[state][input] ?? state;
}

/** Whether the trouble itself is present in a state. */
export function isActive(state: AlarmState): boolean {
  return state === "unacknowledged" || state === "acknowledged";
}
