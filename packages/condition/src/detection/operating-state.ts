/** How the machine runs during an observation. */
export interface OperatingState {
  /** Name of the bin, equal for states that count as the same. */
  readonly key: string;
  /** What indicators are regressed on: ln of the speed, load as a share of the largest; 0 where unknown. */
  readonly variables: readonly number[];
}

/** Width of a speed bin as a ratio: 10 %. */
const SPEED_STEP = Math.log(1.1);
/** Width of a load bin as a share of the largest load. */
const LOAD_STEP = 0.25;
/** Below this speed in r/min a machine stands still. */
const STANDSTILL_RPM = 10;

/**
 * The operating state of an observation.
 *
 * @param speedRpm shaft speed, absent when unknown
 * @param load in the machine's own unit, absent when unknown
 * @param loadScale a large load of this machine, learnt; 0 while none is known
 */
export function operatingState(
  speedRpm: number | undefined,
  load: number | undefined,
  loadScale: number,
): OperatingState {
  const speed = speedRpm === undefined || speedRpm < STANDSTILL_RPM ? 0 : Math.log(speedRpm);
  const share = load === undefined || loadScale <= 0 ? 0 : load / loadScale;
  return {
    key: `${Math.round(speed / SPEED_STEP)},${Math.round(share / LOAD_STEP)}`,
    variables: [speed, share],
  };
}

/** Whether the machine is known to stand still: nothing is judged or learnt then. */
export function standsStill(speedRpm: number | undefined): boolean {
  return speedRpm !== undefined && speedRpm < STANDSTILL_RPM;
}
