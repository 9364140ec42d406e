/** How the machine runs during an observation. */
export interface OperatingState {
  /** Name of the bin of speed and load, equal for states that count as the same. */
  readonly key: string;
  /**
   * What indicators are regressed on: ln of the speed, load as a share of the largest, temperature around the machine in hundreds of kelvins, and how warm it has
   * run (0 cold, 1 warm). Speed and load are 0 where unknown; a temperature that is not known yet is NaN, and 0 where none is declared.
   */
  readonly variables: readonly number[];
  /** Temperature around the machine, °C: housings are judged by their rise over it. 0: none is declared; NaN: not known yet. */
  readonly ambient: number;
}

/** What is known of how a machine runs. */
export interface Operation {
  /** r/min; absent when unknown. */
  readonly speedRpm?: number;
  /** As a share of a large load of this machine; 0 when unknown. */
  readonly loadShare?: number;
  /** °C; see {@link OperatingState.ambient}. */
  readonly ambient?: number;
  /** 0 cold to 1 warm. */
  readonly warmth?: number;
}

/** Width of a speed bin as a ratio: 10 %. */
const SPEED_STEP = Math.log(1.1);
/** Width of a load bin as a share of the largest load. */
const LOAD_STEP = 0.25;
/** Below this speed in r/min a machine stands still. */
export const STANDSTILL_RPM = 10;
/** How far warmth may be from where it was learnt: a cold start is another state than a warm machine. */
const WARMTH_STEP = 0.5;

/** How close a state must be to those that were learnt for the learnt model to speak, by variable. The temperature around is left to the regression. */
export const NEAR: readonly number[] = [
  SPEED_STEP,
  LOAD_STEP,
  Number.POSITIVE_INFINITY,
  WARMTH_STEP,
];

/** The operating state of an observation. */
export function operatingState(operation: Operation): OperatingState {
  const { speedRpm, loadShare = 0, ambient = 0, warmth = 1 } = operation;
  const speed = speedRpm === undefined || speedRpm < STANDSTILL_RPM ? 0 : Math.log(speedRpm);
  return {
    key: `${Math.round(speed / SPEED_STEP)},${Math.round(loadShare / LOAD_STEP)}`,
    variables: [speed, loadShare, ambient / 100, warmth],
    ambient,
  };
}
