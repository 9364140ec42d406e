import type { AlarmRules } from "@raceway/model/alarm";
import type { Plant } from "@raceway/model/plant";
import { isoOf, type Nanos } from "@raceway/model/time";
import type {
  AnomalyVerdict,
  DiagnosisVerdict,
  PrognosisVerdict,
  SensorVerdict,
} from "@raceway/model/verdict";
import type { Clock } from "@raceway/ports/clock";

/** Sunday 2026-11-22, 06:00 UTC. */
export const START: Nanos = 1_795_327_200_000_000_000n;

/** A clock that a test turns. */
export function createFakeClock(start = START) {
  let now = start;
  let timers: { readonly at: Nanos; readonly callback: () => void }[] = [];
  const clock: Clock = {
    now: () => now,
    after(milliseconds, callback) {
      const timer = { at: now + BigInt(Math.round(milliseconds)) * 1_000_000n, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
  };
  return {
    clock,
    iso: () => isoOf(now),
    /** Turns the clock on; what falls due on the way happens in order, and what it starts may finish. */
    async advance(seconds: number): Promise<void> {
      const end = now + BigInt(Math.round(seconds * 1000)) * 1_000_000n;
      for (;;) {
        await settle();
        const next = timers.toSorted((a, b) => (a.at < b.at ? -1 : 1))[0];
        if (next === undefined || next.at > end) break;
        timers = timers.filter((other) => other !== next);
        if (next.at > now) now = next.at;
        next.callback();
      }
      now = end;
      await settle();
    },
    /** Turns the clock without anything happening, as for a machine that was off. */
    jump(seconds: number): void {
      now += BigInt(Math.round(seconds * 1000)) * 1_000_000n;
    },
  };
}

/** Lets promises that need no I/O run to their ends. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

export interface PlantShape {
  readonly alarms?: AlarmRules;
  readonly notify?: NonNullable<Plant["notify"]>;
  readonly plannedStops?: NonNullable<Plant["lines"][number]["plannedStops"]>;
  readonly machines?: number;
  readonly points?: number;
}

/** A plant with one line `l1` of machines `m1`… with points `q1`…; each machine tells its speed on `q1/speed`. */
export function testPlant({
  machines = 1,
  points = 1,
  plannedStops,
  ...rest
}: PlantShape = {}): Plant {
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
  return {
    site: "p",
    name: "Plant",
    trace: {},
    ...rest,
    lines: [
      {
        id: "l1",
        name: "Line 1",
        ...(plannedStops !== undefined && { plannedStops }),
        machines: numbers(machines).map((m) => ({
          id: `m${m}`,
          name: `Grinder ${m}`,
          speed: { tolerance: 0.02, channel: "q1/speed" },
          loadUnit: "%",
          points: numbers(points).map((q) => ({
            path: `p/l1/m${m}/q${q}`,
            id: `q${q}`,
            name: `Spindle ${q}`,
            channels: [],
          })),
        })),
      },
    ],
  };
}

const POINT = "p/l1/m1/q1";

interface Say {
  readonly point?: string;
  readonly time: string;
  readonly persistent?: boolean;
}

export function anomaly(
  severity: AnomalyVerdict["severity"],
  { point = POINT, time, persistent = true }: Say,
): AnomalyVerdict {
  return {
    type: "verdict",
    kind: "anomaly",
    point,
    time,
    persistent,
    severity,
    score: severity === "normal" ? 0.2 : 1.4,
    evidence:
      severity === "normal"
        ? []
        : [
            {
              channel: "vib",
              indicator: "velocity_rms",
              value: 7.13,
              unit: "mm/s",
              model: "limit",
              limit: 4.5,
              text: "velocity 7.13 mm/s is over 4.5 mm/s",
            },
          ],
  };
}

export function diagnosis(
  fault: DiagnosisVerdict["fault"],
  { point = POINT, time, persistent = true }: Say,
): DiagnosisVerdict {
  return {
    type: "verdict",
    kind: "diagnosis",
    point,
    channel: "vib",
    time,
    persistent,
    fault,
    confidence: 0.9,
    lines: [],
    hypotheses: [],
    text: `lines of ${fault}`,
  };
}

export function prognosis(
  rulSeconds: number | undefined,
  { point = POINT, time, persistent = true }: Say,
): PrognosisVerdict {
  const base = { type: "verdict", kind: "prognosis", point, time, persistent } as const;
  if (rulSeconds === undefined) return { ...base, trend: "none", text: "no trend" };
  return {
    ...base,
    trend: "rising",
    basis: "trend",
    indicator: "velocity_rms",
    limit: 11,
    rulSeconds,
    lowSeconds: rulSeconds / 2,
    highSeconds: rulSeconds * 2,
    interval: 0.8,
    model: "exponential",
    text: `${Math.round(rulSeconds / 3600)} h left`,
  };
}

export function sensor(
  fault: SensorVerdict["fault"],
  { point = POINT, time, persistent = true }: Say,
): SensorVerdict {
  return {
    type: "verdict",
    kind: "sensor",
    point,
    time,
    persistent,
    fault,
    text: `it is ${fault}`,
  };
}
