import type { PointState } from "@raceway/condition/chain";
import type { Observation } from "@raceway/condition/observation";
import type { PlantJudgement } from "@raceway/condition/plant-analysis";
import { type PointPath, parsePointPath } from "@raceway/model/identity";
import type { Json } from "@raceway/model/json";
import type { TelemetryPoint } from "@raceway/model/telemetry";
import { type Nanos, nanosOfIso } from "@raceway/model/time";
import type { Verdict } from "@raceway/model/verdict";
import type { Happening } from "@raceway/record/entry";
import {
  baselinePoints,
  healthPoints,
  observationPoints,
  spectrumPoints,
  statePoint,
  verdictPoints,
} from "@raceway/telemetry/points";
import { ALL } from "@raceway/telemetry/schema";
import type { Due } from "@raceway/telemetry/thinned-rows";
import { formatTopic } from "@raceway/wire/topic";
import { verdictLine } from "@raceway/wire/verdict-message";

/** A message on its way out through the door. */
export interface Publication {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

/** What observations and judgements amount to on their way out: rows for the store, messages for the door. */
export interface Outgoing {
  readonly rows: TelemetryPoint[];
  readonly publications: Publication[];
  /** What goes into the record that nobody can quietly change. */
  readonly happenings: Happening[];
}

/** Adds one observation and its judgement (none: it was late) to what goes out. Wide rows (spectra, baselines) go only when they are due. */
export function addResults(
  out: Outgoing,
  observation: Observation,
  judgement: PlantJudgement | undefined,
  due: Due,
): void {
  out.rows.push(...observationPoints(observation));
  if (judgement === undefined) return;
  out.rows.push(statePoint(judgement.state));
  out.rows.push(...healthPoints(observation.point, judgement.rollUps, observation.time, due));
  if (due(`${observation.point}/${observation.channel}`, observation.time)) {
    out.rows.push(...spectrumPoints(observation));
    out.rows.push(...baselinePoints(observation, judgement));
  }
  for (const verdict of judgement.verdicts) addVerdict(out, verdict);
}

/** Adds a verdict that no record led to (silence). */
export function addVerdict(out: Outgoing, verdict: Verdict): void {
  out.rows.push(...verdictPoints(verdict));
  if (verdict.persistent)
    out.happenings.push({
      kind: "verdict",
      time: verdict.time,
      subject: verdict.point,
      body: verdict as unknown as Json,
    });
  const topic = formatTopic({
    class: "verdict",
    ...parsePointPath(verdict.point),
    ...(verdict.kind === "sensor"
      ? { kind: verdict.kind, channel: verdict.channel ?? ALL }
      : { kind: verdict.kind }),
  });
  out.publications.push({ topic, payload: verdictLine(verdict), retain: true });
}

/**
 * Adds the level that a point stands at after verdicts that no record led to.
 *
 * @returns the state as it is stored; undefined for a point that has not been judged since the start.
 */
export function addState(
  out: Outgoing,
  state: PointState | undefined,
  verdicts: readonly Verdict[],
): PointState | undefined {
  const times = verdicts.flatMap((verdict) => nanosOfIso(verdict.time) ?? []);
  const newest = times.toSorted((a, b) => (a < b ? -1 : 1)).at(-1);
  if (state === undefined || newest === undefined) return undefined;
  const now = { ...state, time: newest > state.time ? newest : state.time };
  out.rows.push(statePoint(now));
  return now;
}

/** Rows as the outbox keeps them. */
export function encodeRows(rows: readonly TelemetryPoint[]): string {
  return JSON.stringify(rows.map(({ time, ...rest }) => ({ ...rest, time: `${time}` })));
}

/** Rows as {@link encodeRows} wrote them. */
export function decodeRows(text: string): TelemetryPoint[] {
  const rows = JSON.parse(text) as (Omit<TelemetryPoint, "time"> & { time: string })[];
  return rows.map((row) => ({ ...row, time: BigInt(row.time) }));
}

/** Rows that say which points learn anew after an upgrade, and why. */
export function relearntPoints(
  points: readonly (readonly [PointPath, string])[],
  time: Nanos,
): TelemetryPoint[] {
  return points.map(([point, reason]) => ({
    measurement: "relearnt",
    tags: { ...parsePointPath(point) },
    fields: { reason },
    time,
  }));
}
