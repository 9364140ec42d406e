import { type Nanos, nanosOfMillis, nanosOfSeconds, secondsOf } from "@raceway/model/time";
import { type Clock, systemClock } from "@raceway/ports/clock";
import { type ClockRun, plantTime, steadyWallMs } from "@raceway/simulator/clock-run";

/** The clock of a simulated plant: stopped and hurried by whoever looks at it. Whatever waits for milliseconds waits for those of the wall. */
export interface PlantClock extends Clock {
  seconds(): number;
  /** How it runs now. */
  run(): ClockRun;
  /** From now on so many seconds of the plant pass in one of the wall; 0: none. */
  setRate(rate: number): void;
  /** From now on it goes on for {@link LEAD_SECONDS} of the wall, and then stands until this is called again. Never called: it does not stand. */
  goOn(): void;
  /** What it said when the wall's clock said so. @param at UTC */
  shown(at: Nanos): Nanos;
}

/** How often it was set and how is remembered so many times, for {@link PlantClock.shown}. */
const REMEMBERED = 1000;
/** How far it goes ahead of those who must keep up with it, seconds of the wall. */
const LEAD_SECONDS = 1;

/** @param start the plant's time now. @param wallMs the wall's time, milliseconds since 1970. */
export function createPlantClock(start: Nanos, rate: number, wallMs = steadyWallMs): PlantClock {
  let run: ClockRun = { time: start, wallMs: wallMs(), rate };
  const runs: ClockRun[] = [run];

  function begin(next: ClockRun): void {
    run = next;
    runs.push(run);
    if (runs.length > REMEMBERED) runs.shift();
  }
  return {
    now: () => plantTime(run, wallMs()),
    seconds: () => secondsOf(plantTime(run, wallMs()) - start),
    after: systemClock.after,
    run: () => run,
    setRate(next) {
      const at = wallMs();
      const time = plantTime(run, at);
      const limit = run.until === undefined ? {} : { until: ahead(time, next) };
      begin({ time, wallMs: at, rate: next, ...limit });
    },
    goOn() {
      if (run.rate === 0) return;
      const at = wallMs();
      const time = plantTime(run, at);
      const until = ahead(time, run.rate);
      if (time === run.until) begin({ time, wallMs: at, rate: run.rate, until });
      else {
        // The same run, further.
        run = { ...run, until };
        runs[runs.length - 1] = run;
      }
    },
    shown(at) {
      const then = runs.findLast(({ wallMs: begun }) => nanosOfMillis(begun) <= at) ?? runs[0];
      const first = then ?? run;
      return plantTime(first, Math.max(first.wallMs, Number(at) / 1e6));
    },
  };
}

function ahead(time: Nanos, rate: number): Nanos {
  return time + nanosOfSeconds(rate * LEAD_SECONDS);
}
