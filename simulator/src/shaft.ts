/** Turning of a shaft during one block: speed changes evenly from one end to the other. */
export interface ShaftRun {
  /** Turns per second at the first sample, ≥ 0. */
  readonly startHz: number;
  /** Turns per second at the end of the block, ≥ 0. */
  readonly endHz: number;
  /** Length of the block, s. */
  readonly seconds: number;
}

/** Turns made after a time. */
export function turnsAt(run: ShaftRun, time: number): number {
  return run.startHz * time + ((run.endHz - run.startHz) / (2 * run.seconds)) * time * time;
}

/** Time at which so many turns are made; Infinity when the shaft never gets there within the block's change of speed. */
export function timeOfTurns(run: ShaftRun, turns: number): number {
  const slope = (run.endHz - run.startHz) / run.seconds;
  const root = run.startHz * run.startHz + 2 * slope * turns;
  if (root < 0) return Number.POSITIVE_INFINITY;
  // This form of the quadratic's root stays exact when the speed hardly changes.
  const time = (2 * turns) / (run.startHz + Math.sqrt(root));
  return Number.isNaN(time) ? Number.POSITIVE_INFINITY : time;
}

/** Mean speed, turns per second. */
export function meanHz(run: ShaftRun): number {
  return (run.startHz + run.endHz) / 2;
}
