import { type Nanos, nanosOfSeconds, secondsOf } from "@raceway/model/time";

/** How the time of a simulated plant runs beside the clock on the wall: from a moment on, so many times as fast. */
export interface ClockRun {
  /** The plant's time then. */
  readonly time: Nanos;
  /** The wall's, milliseconds since 1970. */
  readonly wallMs: number;
  /** Seconds of the plant in a second of the wall; 0: it stands. */
  readonly rate: number;
  /** It stands from this time of the plant on. Absent: it does not. */
  readonly until?: Nanos;
}

/** The wall's time, which nobody sets while a process runs: the same in all threads of a machine. Milliseconds since 1970. */
export function steadyWallMs(): number {
  return performance.timeOrigin + performance.now();
}

/** The plant's time when the wall's is `wallMs`. */
export function plantTime({ time, wallMs: begun, rate, until }: ClockRun, wallMs: number): Nanos {
  const come = time + nanosOfSeconds((rate * (wallMs - begun)) / 1000);
  return until !== undefined && come > until ? until : come;
}

/** How long it takes from `wallMs` until the plant's time is `time`, milliseconds; Infinity while it stands before it. */
export function untilPlantTime(run: ClockRun, time: Nanos, wallMs: number): number {
  const left = secondsOf(time - plantTime(run, wallMs));
  if (left <= 0) return 0;
  const { until = time } = run;
  return run.rate > 0 && time <= until ? (1000 * left) / run.rate : Number.POSITIVE_INFINITY;
}
