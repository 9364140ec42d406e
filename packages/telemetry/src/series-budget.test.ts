import type { Observation } from "@raceway/condition/observation";
import { type Alarm, POINT_CONDITIONS } from "@raceway/model/alarm";
import type { TelemetryPoint } from "@raceway/model/telemetry";
import type { SensorVerdict, Verdict } from "@raceway/model/verdict";
import { describe, expect, it } from "vitest";
import { alarmPoints } from "./alarm-points.ts";
import {
  baselinePoints,
  maintenancePoint,
  observationPoints,
  spectrumPoints,
  statePoint,
  verdictPoints,
} from "./points.ts";
import { pointSeriesBudget } from "./series-budget.ts";

const point = "s/l/m/p";
const time = "2026-01-01T00:00:00.000Z";
const CHANNELS = [
  { id: "vib", kind: "vibration" },
  { id: "mic", kind: "sound" },
  { id: "temp", kind: "temperature" },
] as const;

const SPECTRA = {
  vibration: ["amplitude", "velocity", "envelope"],
  sound: ["sound"],
  temperature: [],
} as const;

function channelRows({ id, kind }: (typeof CHANNELS)[number]): readonly TelemetryPoint[] {
  const spectra = SPECTRA[kind].map((name) => ({
    name,
    unit: "g",
    step: 1,
    values: new Float32Array(99).fill(1),
  }));
  const observation: Observation = {
    point,
    channel: id,
    kind,
    time: 1n,
    duration: 1,
    calibrated: true,
    sensorFaults: [],
    indicators: { rms: 1 },
    spectra,
  };
  const alone = spectra.filter(({ name }) => name === "velocity");
  return [
    ...observationPoints(observation),
    ...spectrumPoints(observation),
    ...spectrumPoints({ ...observation, spectra: alone }),
    ...baselinePoints(observation, { expectations: [{ indicator: "rms", expected: 1, limit: 2 }] }),
    ...verdictsOn(id),
  ];
}

/** A verdict of each kind, on a channel or on all together. */
function verdictsOn(channel?: string): readonly TelemetryPoint[] {
  const base = {
    type: "verdict",
    point,
    time,
    persistent: true,
    ...(channel && { channel }),
  } as const;
  const sensor: SensorVerdict = { ...base, kind: "sensor", fault: "stuck", text: "" };
  const verdicts: Verdict[] = [
    sensor,
    { ...base, kind: "anomaly", severity: "alarm", score: 2, evidence: [] },
    {
      ...base,
      kind: "diagnosis",
      fault: "cage",
      confidence: 1,
      lines: [],
      hypotheses: [],
      text: "",
    },
    {
      ...base,
      kind: "prognosis",
      trend: "rising",
      basis: "trend",
      indicator: "rms",
      limit: 1,
      rulSeconds: 1,
      lowSeconds: 1,
      highSeconds: 1,
      interval: 0.8,
      model: "linear",
      text: "",
    },
  ];
  return verdicts.flatMap(verdictPoints);
}

function pointRows(): readonly TelemetryPoint[] {
  const state = {
    point,
    time: 1n,
    level: "normal",
    severity: "normal",
    parts: { anomaly: "normal", diagnosis: "normal", sensor: "normal" },
    score: 0,
    health: 100,
    learning: false,
  } as const;
  const alarms = POINT_CONDITIONS.map(
    (condition): Alarm => ({
      id: "a",
      occurrence: 1,
      point,
      condition,
      where: { line: "", machine: "", point: "" },
      state: "unacknowledged",
      severity: "alarm",
      title: "",
      evidence: [],
      advice: "",
      since: time,
      comments: [],
    }),
  );
  return [
    statePoint(state),
    maintenancePoint(point, { work: "bearing-replaced", who: "Ann" }, 1n),
    ...verdictsOn(),
    ...alarms.flatMap((alarm) => alarmPoints(undefined, alarm, 1n)),
  ];
}

describe("pointSeriesBudget", () => {
  it("is what a point has once everything that can happen to it has happened", () => {
    const rows = [...CHANNELS.flatMap(channelRows), ...pointRows()];
    const series = new Set(
      rows.map(({ measurement, tags }) => JSON.stringify([measurement, tags])),
    );
    expect(series.size).toBe(pointSeriesBudget(CHANNELS));
  });

  it("is about thirty for a point with vibration, temperature and sound", () => {
    expect(pointSeriesBudget(CHANNELS)).toBe(31);
    expect(pointSeriesBudget([{ kind: "vibration" }])).toBe(18);
  });
});
