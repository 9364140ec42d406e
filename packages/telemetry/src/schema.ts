/**
 * What analysis results look like in a time-series store. Stores, charts, dashboards and docs/telemetry-schema.md take their names from here.
 * Tags are few and bounded by the plant file; every number is a float.
 */
export interface MeasurementSchema {
  readonly meaning: string;
  readonly tags: readonly string[];
  readonly fields: Readonly<Record<string, FieldSchema>>;
}

export interface FieldSchema {
  readonly type: "float" | "text";
  readonly unit: string;
  readonly meaning: string;
}

const POINT_TAGS = ["site", "line", "machine", "point"] as const;

const float = (unit: string, meaning: string): FieldSchema => ({ type: "float", unit, meaning });
const text = (meaning: string): FieldSchema => ({ type: "text", unit: "", meaning });

/** Every measurement but `indicator`, whose fields are the indicator catalogue's. */
export const MEASUREMENTS = {
  indicator: {
    meaning: "Indicators of one waveform or reading, by source time.",
    tags: [...POINT_TAGS, "channel"],
    fields: {
      speed_rpm: float("r/min", "shaft speed during the record, when known"),
      load: float("the machine's loadUnit", "load during the record, when known"),
    },
  },
  state: {
    meaning: "Where a point stands after a record.",
    tags: POINT_TAGS,
    fields: {
      severity: float("0 normal, 1 warning, 2 alarm", "persistent severity"),
      score: float("1 = at the limit", "anomaly score"),
      health: float("0–100", "health index, 100 = as new"),
      learning: float("0 or 1", "1 while the baseline is being learnt"),
    },
  },
  verdict: {
    meaning: "Verdicts as they were made.",
    tags: [...POINT_TAGS, "kind"],
    fields: {
      persistent: float("0 or 1", "1 when it has held long enough to act on"),
      severity: text("anomaly: normal, warning, alarm"),
      fault: text("diagnosis or sensor: the fault's name"),
      score: float("1 = at the limit", "anomaly score"),
      confidence: float("0–1", "diagnosis: chance that the name is right"),
      text: text("the verdict in words"),
    },
  },
  prognosis: {
    meaning: "Remaining useful life after onset; no row where there is no trend.",
    tags: POINT_TAGS,
    fields: {
      rul: float("s", "remaining useful life"),
      low: float("s", "lower end of the interval"),
      high: float("s", "upper end of the interval"),
      interval: float("0–1", "probability content of the interval"),
    },
  },
  service: {
    meaning: "How a service fares, by the service's clock.",
    tags: ["site", "service"],
    fields: {
      accepted: float("messages", "accepted since start"),
      rejected: float("messages", "dead letters since start"),
      analysed: float("messages", "analysed since start"),
      thinned: float(
        "messages",
        "waveforms let go without analysis since start, because load lasted",
      ),
      analysing_every: float("", "1: every waveform is analysed; k: one in k, because load lasts"),
      dropped: float("messages", "dropped since start because inbox or outbox was full"),
      journal_set_aside: float(
        "0 or 1",
        "1 when the journal was found damaged at the start and begun anew",
      ),
      inbox_rows: float("messages", "waiting for analysis"),
      inbox_bytes: float("bytes", "waiting for analysis"),
      outbox_rows: float("rows", "waiting for the slowest drain"),
      lag: float("s", "age of the oldest message waiting for analysis"),
    },
  },
} as const satisfies Record<string, MeasurementSchema>;

export type Measurement = keyof typeof MEASUREMENTS;

/** Number stored for a severity. */
export const SEVERITY_CODE = { normal: 0, warning: 1, alarm: 2 } as const;
