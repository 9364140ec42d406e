import type { PointState } from "@raceway/condition/chain";
import type { HealthRollUps } from "@raceway/condition/health/plant-health";
import type { Observation } from "@raceway/condition/observation";
import type { PlantJudgement } from "@raceway/condition/plant-analysis";
import { type PointPath, parsePointPath } from "@raceway/model/identity";
import type { MaintenanceEvent, NotedWork } from "@raceway/model/maintenance";
import type { TelemetryPoint } from "@raceway/model/telemetry";
import { type Nanos, nanosOfIso } from "@raceway/model/time";
import type { Evidence, SpectralLine, Verdict } from "@raceway/model/verdict";
import { limitField } from "./fields.ts";
import { ALL, type Measurement, SEVERITY_CODE } from "./schema.ts";
import { bandLevels } from "./spectrum-bands.ts";
import type { Due } from "./thinned-rows.ts";

type Tags = Readonly<Record<string, string>>;
type Fields = Readonly<Record<string, number | string>>;

function row(measurement: Measurement, tags: Tags, fields: Fields, time: bigint): TelemetryPoint {
  return { measurement, tags, fields, time };
}

/** The row of one observation: all its indicators. None when it has no indicator (a record that could not be judged). */
export function observationPoints(observation: Observation): readonly TelemetryPoint[] {
  const { point, channel, indicators, speedRpm, load, time, clock } = observation;
  const fields = {
    ...indicators,
    ...(clock !== undefined && { clock_offset: clock.offset }),
    ...(speedRpm !== undefined && { speed_rpm: speedRpm }),
    ...(load !== undefined && { load }),
  };
  if (Object.keys(fields).length === 0) return [];
  return [row("indicator", { ...parsePointPath(point), channel }, fields, time)];
}

/** The rows of an observation's spectra, in bands. A velocity spectrum of an acceleration says nothing that the acceleration's does not, and is left out. */
export function spectrumPoints(observation: Observation): readonly TelemetryPoint[] {
  const { point, channel, spectra, time } = observation;
  const names = spectra.map(({ name }) => name);
  return spectra.flatMap((spectrum) => {
    if (spectrum.name === "velocity" && names.includes("amplitude")) return [];
    const levels = bandLevels(spectrum);
    if (Object.keys(levels).length === 0) return [];
    const tags = { ...parsePointPath(point), channel, spectrum: spectrum.name };
    return [row("spectrum", tags, levels, time)];
  });
}

/** The row of what a channel's indicators are held to: what was expected of them (nothing while it is learnt), and the zones of the machine's class. */
export function baselinePoints(
  { point, channel, time }: Pick<Observation, "point" | "channel" | "time">,
  {
    expectations,
    zones,
    bandLimits = {},
  }: Pick<PlantJudgement, "expectations"> & Partial<Pick<PlantJudgement, "zones" | "bandLimits">>,
): readonly TelemetryPoint[] {
  const fields = {
    ...Object.fromEntries(
      expectations.flatMap(({ indicator, expected, limit }) => [
        [indicator, expected],
        [limitField(indicator), limit],
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(bandLimits).map(([indicator, limit]) => [limitField(indicator), limit]),
    ),
    ...(zones && { zone_ab: zones.ab, zone_bc: zones.bc, zone_cd: zones.cd }),
  };
  if (Object.keys(fields).length === 0) return [];
  return [row("baseline", { ...parsePointPath(point), channel }, fields, time)];
}

/** The row of a point's state. */
export function statePoint(state: PointState): TelemetryPoint {
  const { score, health } = state;
  const fields = {
    severity: SEVERITY_CODE[state.severity],
    severity_anomaly: SEVERITY_CODE[state.parts.anomaly],
    severity_diagnosis: SEVERITY_CODE[state.parts.diagnosis],
    severity_sensor: SEVERITY_CODE[state.parts.sensor],
    score,
    health,
    learning: state.learning ? 1 : 0,
    stopped: state.stopped === undefined ? 0 : 1,
  };
  return row("state", { ...parsePointPath(state.point) }, fields, state.time);
}

/** The rows of the health of everything that a point belongs to, as far as they are due. */
export function healthPoints(
  point: PointPath,
  rollUps: HealthRollUps,
  time: Nanos,
  due: Due = () => true,
): readonly TelemetryPoint[] {
  const { point: _, ...machine } = parsePointPath(point);
  const line = { ...machine, machine: ALL };
  const places = { machine, line, site: { ...line, line: ALL } };
  return (["machine", "line", "site"] as const).flatMap((level) => {
    const tags = places[level];
    const isDue = due(`health/${tags.line}/${tags.machine}`, time);
    return isDue ? [row("health", tags, { ...rollUps[level] }, time)] : [];
  });
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
    { ...tags, channel: verdict.channel ?? ALL, kind: verdict.kind },
    { ...common, ...verdictFields(verdict) },
    time,
  );
  if (verdict.kind !== "prognosis" || verdict.rulSeconds === undefined) return [own];
  const { rulSeconds: rul, lowSeconds: low, highSeconds: high, interval, basis } = verdict;
  const next_stop_risk = verdict.probabilityByStop?.[0]?.probability;
  const numbers = Object.entries({ rul, low, high, interval, next_stop_risk }).filter(
    ([, value]) => value !== undefined,
  );
  const fields = {
    ...Object.fromEntries(numbers),
    ...(basis !== undefined && { basis }),
  } as Fields;
  return [own, row("prognosis", tags, fields, time)];
}

/** The row of work that was done, or of a change of the plant file. */
export function maintenancePoint(
  point: PointPath,
  { work, who, comment }: Omit<MaintenanceEvent, "work"> & { readonly work: NotedWork },
  time: Nanos,
): TelemetryPoint {
  const fields = { work, who, ...(comment !== undefined && { comment }) };
  return row("maintenance", { ...parsePointPath(point) }, fields, time);
}

function verdictFields(verdict: Verdict): Fields {
  switch (verdict.kind) {
    case "anomaly":
      return {
        severity: verdict.severity,
        score: verdict.score,
        ...strongest(verdict.evidence),
      };
    case "diagnosis":
      return {
        fault: verdict.fault,
        confidence: verdict.confidence,
        text: verdict.text,
        ...linesFound(verdict.lines),
      };
    case "prognosis":
      return {
        text: verdict.text,
        ...(verdict.trend === "rising" && { indicator: verdict.indicator, limit: verdict.limit }),
      };
    case "sensor":
      return { fault: verdict.fault, text: verdict.text };
  }
}

function strongest(evidence: readonly Evidence[]): Fields {
  const [first] = evidence;
  if (first === undefined) return {};
  const { indicator, value, limit, text } = first;
  const all = evidence.map((each) => each.text).join("\n");
  return { indicator, value, ...(limit !== undefined && { limit }), text, evidence: all };
}

function linesFound(lines: readonly SpectralLine[]): Fields {
  if (lines.length === 0) return {};
  const all = lines.map(
    ({ label, foundHz, snrDb }) =>
      `${label} at ${foundHz.toFixed(1)} Hz, ${snrDb.toFixed(1)} dB over the noise floor`,
  );
  return { evidence: all.join("\n") };
}
