import type { PointState } from "@raceway/condition/chain";
import type { Observation } from "@raceway/condition/observation";
import { parsePointPath } from "@raceway/model/identity";
import type { TelemetryPoint } from "@raceway/model/telemetry";
import { nanosOfIso } from "@raceway/model/time";
import type { Verdict } from "@raceway/model/verdict";
import { type Measurement, SEVERITY_CODE } from "./schema.ts";

type Tags = Readonly<Record<string, string>>;
type Fields = Readonly<Record<string, number | string>>;

function row(measurement: Measurement, tags: Tags, fields: Fields, time: bigint): TelemetryPoint {
  return { measurement, tags, fields, time };
}

/** The row of one observation: all its indicators. None when it has no indicator (a record that could not be judged). */
export function observationPoints(observation: Observation): readonly TelemetryPoint[] {
  const { point, channel, indicators, speedRpm, load, time } = observation;
  const fields = {
    ...indicators,
    ...(speedRpm !== undefined && { speed_rpm: speedRpm }),
    ...(load !== undefined && { load }),
  };
  if (Object.keys(fields).length === 0) return [];
  return [row("indicator", { ...parsePointPath(point), channel }, fields, time)];
}

/** The row of a point's state. */
export function statePoint(state: PointState): TelemetryPoint {
  const { score, health } = state;
  const fields = {
    severity: SEVERITY_CODE[state.severity],
    score,
    health,
    learning: state.learning ? 1 : 0,
  };
  return row("state", { ...parsePointPath(state.point) }, fields, state.time);
}

/** The rows of a verdict: itself, and the forecast's own row so that remaining life can be drawn over time. */
export function verdictPoints(verdict: Verdict): readonly TelemetryPoint[] {
  const tags = { ...parsePointPath(verdict.point) };
  const time = nanosOfIso(verdict.time);
  if (time === undefined)
    throw new RangeError(`verdict time "${verdict.time}" is no ISO 8601 time`);
  const common = { persistent: verdict.persistent ? 1 : 0 };
  const own = row(
    "verdict",
    { ...tags, kind: verdict.kind },
    { ...common, ...verdictFields(verdict) },
    time,
  );
  if (verdict.kind !== "prognosis" || verdict.trend === "none") return [own];
  const { rulSeconds: rul, lowSeconds: low, highSeconds: high, interval } = verdict;
  return [own, row("prognosis", tags, { rul, low, high, interval }, time)];
}

function verdictFields(verdict: Verdict): Fields {
  switch (verdict.kind) {
    case "anomaly": {
      const text = verdict.evidence[0]?.text ?? "";
      return { severity: verdict.severity, score: verdict.score, ...(text !== "" && { text }) };
    }
    case "diagnosis":
      return { fault: verdict.fault, confidence: verdict.confidence, text: verdict.text };
    case "prognosis":
      return { text: verdict.text };
    case "sensor":
      return { fault: verdict.fault, text: verdict.text };
  }
}
