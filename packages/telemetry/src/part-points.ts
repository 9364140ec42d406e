import type { PartMeasurement, PartResult } from "@raceway/model/part";
import type { TelemetryPoint } from "@raceway/model/telemetry";
import { GATES, parseStandPath } from "@raceway/model/test-stand";
import { nanosOfIso } from "@raceway/model/time";
import { type Measurement, PART_GATE_CODE } from "./schema.ts";

/** Value of the tag `bearing_type` where a stand named none that is known. */
const UNKNOWN = "unknown";

/** The rows of a part's result: one for the part, and one for each speed and side. */
export function partPoints(result: PartResult): readonly TelemetryPoint[] {
  const time = nanosOfIso(result.time);
  if (time === undefined) throw new RangeError(`part time "${result.time}" is no ISO 8601 time`);
  const { site, line, stand } = parseStandPath(result.stand);
  // Only types of the plant file are judged: the tag stays bounded whatever a stand says.
  const isKnown = result.judged || result.measurements.length > 0;
  const tags = { site, line, stand, bearing_type: (isKnown && result.bearingType) || UNKNOWN };
  const row = (
    measurement: Measurement,
    own: Readonly<Record<string, string>>,
    fields: TelemetryPoint["fields"],
  ): TelemetryPoint => ({ measurement, tags: { ...tags, ...own }, fields, time });
  return [
    row("part", {}, partFields(result)),
    ...result.measurements.map((each) =>
      row("part_vibration", { side: each.side, test: String(each.rpm) }, vibrationFields(each)),
    ),
  ];
}

function partFields(result: PartResult): TelemetryPoint["fields"] {
  const { serial, lot, order, operator, study, notJudged, findings, unusual, grades, made } =
    result;
  const texts = Object.entries({
    serial,
    lot,
    order,
    operator,
    study,
    not_judged: notJudged?.code,
    fault: findings[0]?.fault,
    text: notJudged?.reason ?? findings[0]?.text,
    faults: findings.length > 1 ? findings.map(({ fault }) => fault).join(" ") : undefined,
    grades: Object.entries(grades)
      .map(([table, grade]) => `${table}=${grade ?? "below"}`)
      .join(" "),
    made:
      made &&
      Object.entries(made)
        .map(([part, by]) => `${part}=${by}`)
        .join(" "),
  }).filter(([, value]) => value !== undefined && value !== "");
  return {
    gate: PART_GATE_CODE[result.gate],
    judged: result.judged ? 1 : 0,
    retest: result.retest === true ? 1 : 0,
    ...(unusual !== undefined && { unusual }),
    ...(Object.fromEntries(texts) as Record<string, string>),
  };
}

function vibrationFields(measurement: PartMeasurement): Readonly<Record<string, number>> {
  const { low, medium, high, lowPeak, mediumPeak, highPeak, acceleration, load } = measurement;
  return {
    low,
    medium,
    high,
    low_peak: lowPeak,
    medium_peak: mediumPeak,
    high_peak: highPeak,
    acceleration,
    ...(load !== undefined && { load }),
    ...controlFields(measurement.control),
  };
}

function controlFields(control: PartMeasurement["control"]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(control ?? {}).flatMap(([band, own]) => [
      [`${band}_centre`, own.centre],
      [`${band}_lower`, own.lower],
      [`${band}_upper`, own.upper],
      [`${band}_ewma`, own.ewma],
      [`${band}_ewma_lower`, own.ewmaLower],
      [`${band}_ewma_upper`, own.ewmaUpper],
    ]),
  );
}

/** The gate that a stored number stands for. */
export function gateOfCode(code: number): (typeof GATES)[number] {
  return GATES.find((gate) => PART_GATE_CODE[gate] === code) ?? "rework";
}
