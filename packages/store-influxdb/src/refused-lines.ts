import type { TelemetryPoint } from "@raceway/model/telemetry";
import type { RefusedPoint } from "@raceway/ports/telemetry-store";
import type { Answer } from "./connection.ts";
import { lineOf } from "./line-protocol.ts";

const REASON_LENGTH = 300;

/**
 * Writes points and finds those that InfluxDB will never take. Of a partial write it says one fault and how many points it dropped, not which: those
 * with that fault are worked out from its words, or, when the words are unknown, by halving. All others are written again, which changes nothing
 * where they were stored already and shows the next fault.
 *
 * @throws StoreUnavailable as `write` does.
 */
export async function writeAllButRefused(
  write: (lines: readonly string[]) => Promise<Answer>,
  points: readonly TelemetryPoint[],
): Promise<readonly RefusedPoint[]> {
  if (points.length === 0) return [];
  const answer = await write(points.map(lineOf));
  if (answer.stored) return [];
  if ("text" in answer) {
    const reason = shortened(answer.text);
    const faulty = points.length === 1 ? new Set(points) : faultyOf(answer.text, points);
    if (faulty.size > 0) {
      const rest = points.filter((point) => !faulty.has(point));
      const refused = [...faulty].map((point) => ({ point, reason }));
      return [...refused, ...(await writeAllButRefused(write, rest))];
    }
  }
  const middle = Math.ceil(points.length / 2);
  return [
    ...(await writeAllButRefused(write, points.slice(0, middle))),
    ...(await writeAllButRefused(write, points.slice(middle))),
  ];
}

/** InfluxDB repeats the whole line in front of what it has against it. */
function shortened(text: string): string {
  if (text.length <= REASON_LENGTH) return text;
  return `${text.slice(0, REASON_LENGTH / 2)} … ${text.slice(-REASON_LENGTH / 2)}`;
}

/** The points that a partial write's text speaks of; none when it cannot be told. */
function faultyOf(text: string, points: readonly TelemetryPoint[]): ReadonlySet<TelemetryPoint> {
  return conflicting(text, points) ?? beyondRetention(text, points) ?? new Set();
}

const CONFLICT = /input field "(.*)" on measurement "(.*)" is type (\w+), already exists as type/s;

function conflicting(text: string, points: readonly TelemetryPoint[]) {
  const [, field, measurement, type] = CONFLICT.exec(text) ?? [];
  if (field === undefined) return undefined;
  const kind = type === "string" ? "string" : "number";
  return new Set(
    points.filter(
      (point) =>
        point.measurement === measurement &&
        Object.hasOwn(point.fields, field) &&
        typeof point.fields[field] === kind,
    ),
  );
}

/** They are the oldest, so their number says which. */
function beyondRetention(text: string, points: readonly TelemetryPoint[]) {
  const [, dropped] = /points beyond retention policy dropped=(\d+)/.exec(text) ?? [];
  if (dropped === undefined) return undefined;
  const byAge = points.toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  return new Set(byAge.slice(0, Number(dropped)));
}
