/** How the machine runs during an observation. */
export interface OperatingState {
  /** Name of the bin, equal for states that count as the same. */
  readonly key: string;
  /** What indicators are regressed on: ln of the speed, load in steps; 0 where unknown. */
  readonly variables: readonly number[];
}

/** Width of a speed bin as a ratio: 10 %. */
const SPEED_STEP = Math.log(1.1);
/** Below this speed in r/min a machine stands still. */
const STANDSTILL_RPM = 10;

/**
 * The operating state of an observation.
 *
 * @param speedRpm shaft speed, absent when unknown
 * @param load in the machine's own unit, absent when unknown
 * @param loadStep load that makes a difference, learnt per point (15 % of the largest load of its first observations)
 */
export function operatingState(
  speedRpm: number | undefined,
  load: number | undefined,
  loadStep: number,
): OperatingState {
  const speed =
    speedRpm === undefined || speedRpm < STANDSTILL_RPM ? 0 : Math.log(speedRpm) / SPEED_STEP;
  const loads = load === undefined || loadStep <= 0 ? 0 : load / loadStep;
  return {
    key: `${Math.round(speed)},${Math.round(loads)}`,
    variables: [speed * SPEED_STEP, loads],
  };
}

/** Whether the machine is known to stand still: nothing is judged or learnt then. */
export function standsStill(speedRpm: number | undefined): boolean {
  return speedRpm !== undefined && speedRpm < STANDSTILL_RPM;
}
