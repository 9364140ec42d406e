import type { SensorFinding } from "../observation.ts";
import { TEMPERATURE_LIMITS } from "./limits/temperature.ts";
import { CONFIRM, NO_OPINION, type SensorMemory, sensorFinding } from "./sensor-opinion.ts";

/** Equal readings that look stuck, if the sensor has never before repeated itself a tenth as often. */
const STUCK_RUN = 30;

interface TemperatureState {
  last: number | null;
  lastAt: number;
  run: number;
  longestRun: number;
  /** Level before a jump, while the jump is doubted. */
  trusted: number | null;
  trustedAt: number;
  after: number;
}

/** Sees temperatures that are stuck, and steps that no housing can follow. */
export function createTemperatureMemory(): SensorMemory {
  let state: TemperatureState = {
    last: null,
    lastAt: 0,
    run: 0,
    longestRun: 0,
    trusted: null,
    trustedAt: 0,
    after: 0,
  };
  function stuck(value: number): SensorFinding | undefined {
    if (value === state.last) state.run += 1;
    else {
      state.longestRun = Math.max(state.longestRun, state.run);
      state.run = 1;
    }
    if (state.run < Math.max(STUCK_RUN, 10 * state.longestRun)) return undefined;
    return sensorFinding(
      "stuck",
      `${value} °C for ${state.run} readings, unchanged to the last digit`,
    );
  }

  function jump(value: number, seconds: number, paused: boolean): SensorFinding | undefined {
    if (paused) state.trusted = null;
    const { trusted, last } = state;
    if (trusted !== null) {
      if (reachable(value - trusted, seconds - state.trustedAt)) {
        state.trusted = null;
        return undefined;
      }
      state.after += 1;
      return jumped(trusted, value);
    }
    if (last === null || paused || reachable(value - last, seconds - state.lastAt))
      return undefined;
    state.trusted = last;
    state.trustedAt = state.lastAt;
    state.after = 1;
    return jumped(last, value);
  }

  return {
    check(observation, { seconds, paused }) {
      const value = observation.indicators["temperature"];
      if (value === undefined) return NO_OPINION;
      const step = jump(value, seconds, paused);
      const same = stuck(value);
      state.last = value;
      state.lastAt = seconds;
      const replaced = state.trusted !== null && state.after > CONFIRM;
      if (replaced) state.trusted = null;
      return { findings: [step, same].filter((f) => f !== undefined), replaced };
    },
    snapshot: () => ({ ...state }),
    restore(saved) {
      state = { ...(saved as unknown as TemperatureState) };
    },
  };
}

function reachable(change: number, seconds: number): boolean {
  const { jump, jumpPerSecond } = TEMPERATURE_LIMITS;
  return Math.abs(change) <= jump + jumpPerSecond * Math.max(0, seconds);
}

function jumped(from: number, to: number): SensorFinding {
  return sensorFinding(
    "impossible-jump",
    `from ${from} to ${to} °C faster than a housing can follow`,
  );
}
