import type { Line } from "@raceway/model/plant";
import type {
  AnomalyVerdict,
  DiagnosisVerdict,
  Fault,
  PrognosisVerdict,
} from "@raceway/model/verdict";
import type { StateView } from "../http/api-types.ts";
import type { PointNow } from "../live/live-point.ts";

const DAY = 86_400;
/** A Monday; the line stops on Sundays. */
export const NOW = "2026-11-23T12:00:00.000Z";
const point = { path: "p/l/m/q", id: "q", name: "Spindle", channels: [] };
const bearing = {
  designation: "6205",
  orders: { bpfo: 3.58, bpfi: 5.42, bsf: 2.36, ftf: 0.4 },
  tolerance: 0.02,
  source: "catalogue",
  rotating: "inner",
} as const;
const machine = { id: "m", name: "m", speed: { tolerance: 0.02 }, loadUnit: "N" } as const;
const base = { type: "verdict", point: point.path, time: NOW, persistent: true } as const;
const anomaly: AnomalyVerdict = {
  ...base,
  kind: "anomaly",
  severity: "warning",
  score: 1.2,
  evidence: [],
};

const diagnosisOf = (fault: Fault): DiagnosisVerdict => ({
  ...base,
  kind: "diagnosis",
  fault,
  confidence: 0.95,
  lines: [],
  hypotheses: [],
  text: "",
});

/** A forecast of so many days of running. */
export function forecast(lowDays: number, rulDays: number, highDays: number): PrognosisVerdict {
  return {
    ...base,
    kind: "prognosis",
    trend: "rising",
    basis: "trend",
    indicator: "rms",
    limit: 4,
    rulSeconds: rulDays * DAY,
    lowSeconds: lowDays * DAY,
    highSeconds: highDays * DAY,
    interval: 0.8,
    model: "wiener",
    text: "",
  };
}

/** A point of a line that stops on Sundays, as it is on that Monday. */
export function pointNow(
  level: "normal" | "warning",
  prognosis?: PrognosisVerdict,
  costs?: Line["costs"],
  fault?: Fault,
): PointNow {
  const line: Line = {
    id: "l",
    name: "l",
    machines: [{ ...machine, points: [{ ...point, bearing }] }],
    plannedStops: [{ days: ["sun"], from: "06:00", to: "14:00", timeZone: "UTC" }],
    ...(costs && { costs }),
  };
  const state: StateView = {
    time: NOW,
    level,
    severity: level,
    parts: { anomaly: level, diagnosis: "normal", sensor: "normal" },
    score: 1,
    health: 50,
    learning: false,
  };
  return {
    context: { line, machine: { ...machine, points: [] }, point: { ...point, bearing } },
    state,
    verdicts: {
      ...(level === "warning" && { anomaly }),
      ...(prognosis && { prognosis }),
      ...(fault && { diagnosis: diagnosisOf(fault) }),
    },
  } as unknown as PointNow;
}
