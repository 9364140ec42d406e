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
  /** What stands for a whole minute or hour once rows are joined into coarser ones. Default `mean`; `last` for texts. */
  readonly rollUp?: RollUp;
}

export type RollUp = "mean" | "max" | "min" | "last";

const POINT_TAGS = ["site", "line", "machine", "point"] as const;

const PART_TAGS = ["site", "line", "stand", "bearing_type"] as const;

const float = (unit: string, meaning: string, rollUp?: RollUp): FieldSchema => ({
  type: "float",
  unit,
  meaning,
  ...(rollUp !== undefined && { rollUp }),
});
const text = (meaning: string): FieldSchema => ({ type: "text", unit: "", meaning });

/** Where each band lies by what is in control of its type; absent while that is learnt. */
const CONTROL_FIELDS = Object.fromEntries(
  (["low", "medium", "high"] as const).flatMap((band) => [
    [`${band}_centre`, float("um/s", `what is in control of the ${band} band`, "last")],
    [`${band}_lower`, float("um/s", "lower limit of single parts, 3 standard deviations", "last")],
    [`${band}_upper`, float("um/s", "upper limit of single parts", "last")],
    [`${band}_ewma`, float("um/s", "weighted moving mean, by which drifts are found", "last")],
    [`${band}_ewma_lower`, float("um/s", "its lower limit", "last")],
    [`${band}_ewma_upper`, float("um/s", "its upper limit", "last")],
  ]),
) as Readonly<Record<string, FieldSchema>>;

/** Value of the tag `channel` where a verdict speaks of several channels together, of `line` and `machine` where a health is of several. */
export const ALL = "all";

/** Every measurement. What `indicator`, `baseline` and `spectrum` have besides are fields named by the indicator catalogue and the bands: {@link fieldsOf}. */
export const MEASUREMENTS = {
  indicator: {
    meaning: "Indicators of one waveform or reading, by source time.",
    tags: [...POINT_TAGS, "channel"],
    fields: {
      speed_rpm: float("r/min", "shaft speed during the record, when known"),
      clock_offset: float(
        "s",
        "only where the sensor's clock is not believed and the row is dated by arrival: what it said less the arrival",
      ),
      load: float("the machine's loadUnit", "load during the record, when known"),
    },
  },
  state: {
    meaning: "Where a point stands after a record.",
    tags: POINT_TAGS,
    fields: {
      severity: float(
        "0 normal, 1 warning, 2 alarm",
        "the point's level: the worst of its parts, of which only persistent verdicts count",
        "max",
      ),
      severity_anomaly: float("0 normal, 1 warning, 2 alarm", "its part by anomaly", "max"),
      severity_diagnosis: float("0 normal, 1 warning", "its part by a named fault", "max"),
      severity_sensor: float("0 normal, 1 warning", "its part by sensors at fault", "max"),
      score: float("1 = at the limit", "anomaly score", "max"),
      health: float("0–100", "health index, 100 = as new", "min"),
      learning: float("0 or 1", "1 while the baseline is being learnt", "min"),
      stopped: float("0 or 1", "1 while the machine counts as stopped: nothing is judged", "min"),
    },
  },
  health: {
    meaning:
      "Health of a machine, a line or the site, rolled up from its points; at most one row a minute. The tag `machine`, or `line` and `machine`, is `all` where it is of more than one.",
    tags: ["site", "line", "machine"],
    fields: {
      worst: float("0–100", "health of the worst point", "min"),
      weighted: float(
        "0–100",
        "mean health, machines weighted by their criticality in the plant file",
        "mean",
      ),
    },
  },
  baseline: {
    meaning:
      "What the learnt model of a channel expected of its judged indicators, and the limit it set; at most one row a minute.",
    tags: [...POINT_TAGS, "channel"],
    fields: {
      zone_ab: float(
        "mm/s",
        "where zone B begins for velocity_rms: ISO 10816-3, by the machine's class in the plant file",
        "last",
      ),
      zone_bc: float("mm/s", "where zone C begins", "last"),
      zone_cd: float("mm/s", "where zone D begins", "last"),
    },
  },
  spectrum: {
    meaning:
      "A spectrum in bands of 1/6 octave, at most one row a minute. A field holds the largest line of its band, in dB over 10⁻⁶ of the channel's unit (1 µm/s² as in ISO 1683; `sound`: 20 µPa; `envelope`: squared envelope, so its square), in steps of 0.25 dB.",
    tags: [...POINT_TAGS, "channel", "spectrum"],
    fields: {},
  },
  verdict: {
    meaning:
      "Verdicts as they were made. The tag `channel` is `all` where several channels were judged together.",
    tags: [...POINT_TAGS, "channel", "kind"],
    fields: {
      persistent: float("0 or 1", "1 when it has held long enough to act on", "last"),
      severity: text("anomaly: normal, warning, alarm"),
      fault: text("diagnosis or sensor: the fault's name"),
      score: float("1 = at the limit", "anomaly score", "last"),
      confidence: float("0–1", "diagnosis: chance that the name is right", "last"),
      indicator: text("the strongest piece of evidence: its indicator, or the line found"),
      value: float("the indicator's", "what was found in it", "last"),
      limit: float("the indicator's", "the bound that was crossed", "last"),
      text: text("the verdict in words"),
      evidence: text("all evidence, one sentence or line each, strongest first"),
    },
  },
  prognosis: {
    meaning:
      "Remaining useful life: after onset by the trend; before, by how long bearings of the kind lasted or by the rated life, where either is known. No row where there is no number.",
    tags: POINT_TAGS,
    fields: {
      rul: float("s", "remaining useful life", "last"),
      low: float("s", "lower end of the interval", "last"),
      high: float("s", "upper end of the interval", "last"),
      interval: float("0–1", "probability content of the interval", "last"),
      next_stop_risk: float(
        "0–1",
        "chance that life ends before the line's next planned stop; absent where none is planned",
        "last",
      ),
      basis: text("what it rests on: `trend`, `population` or `rating`"),
    },
  },
  alarm: {
    meaning:
      "What happened to alarms: the annotations of charts and the list of open alarms. By source time where a measurement led to it (opened, returned), by the alarms service's clock where a person did.",
    tags: [...POINT_TAGS, "condition"],
    fields: {
      state: float(
        "0 closed, 1 returned, 2 acknowledged, 3 unacknowledged",
        "state after the event",
        "last",
      ),
      severity: float("0 normal, 1 warning, 2 alarm", "worst of what is wrong", "last"),
      event: text(
        "opened, worse, better, acknowledged, returned, closed, shelved, unshelved, out of service (maintenance), in service",
      ),
      who: text("who did it; `raceway` for what measurements and time did"),
      title: text("what is wrong, in a few words"),
      text: text("why: the strongest evidence"),
      advice: text("the advisory: what to do, by when"),
      occurrence: float("", "counts the openings of this alarm", "last"),
    },
  },
  maintenance: {
    meaning: "Work done, as people told of it, by time of arrival.",
    tags: POINT_TAGS,
    fields: {
      work: text("what was done, e.g. bearing-replaced"),
      who: text("who told of it"),
      comment: text("in their own words"),
    },
  },
  relearnt: {
    meaning:
      "Points that learn anew after an upgrade, in part or as a whole, because an older version remembered it in another form, or what it had learnt cannot be read; by ingest's clock.",
    tags: POINT_TAGS,
    fields: {
      reason: text("why, and which parts"),
    },
  },
  part: {
    meaning:
      "Results of finished bearings on test stands, by time of the judgement. The tag `bearing_type` is `unknown` where nothing was measured.",
    tags: PART_TAGS,
    fields: {
      gate: float("0 accept, 1 rework, 2 reject", "what the sorter was told", "max"),
      judged: float("0 or 1", "0 where nothing is known of the part", "min"),
      retest: float("0 or 1", "1 for a part that was here before", "max"),
      unusual: float("1 = at the limit", "how unusual it is among its type", "max"),
      serial: text("the part's own number"),
      lot: text("its lot"),
      order: text("its order"),
      operator: text("who tested it"),
      study: text("the gauge study that it is a trial of"),
      not_judged: text("why nothing is known of it"),
      fault: text("the strongest finding: `below-grade` or a fault"),
      faults: text("all findings, where there are several, strongest first"),
      text: text("the strongest finding, or why it is not judged, in words"),
      grades: text("its grade by each table, `table=grade`"),
      made: text("the machines that its pieces come from, `piece=line/machine`"),
    },
  },
  part_vibration: {
    meaning:
      "What was measured on a finished bearing, one row for each speed (tag `test`, r/min) and side.",
    tags: [...PART_TAGS, "side", "test"],
    fields: {
      low: float("um/s", "velocity in the low band of ISO 15242, rms"),
      medium: float("um/s", "in the medium band"),
      high: float("um/s", "in the high band"),
      low_peak: float("um/s", "largest velocity in the low band", "max"),
      medium_peak: float("um/s", "in the medium band", "max"),
      high_peak: float("um/s", "in the high band", "max"),
      acceleration: float("m/s2", "acceleration over all three bands, rms"),
      load: float("N", "axial load, when the stand says it"),
      ...CONTROL_FIELDS,
    },
  },
  machine_state: {
    meaning:
      "What machines do, whose states are told or measured: a row for each change, and a few while it lasts. A row without `state` says something of the stop that its time lies in.",
    tags: ["site", "line", "machine"],
    fields: {
      state: float("0 stopped, 1 idle, 2 running", "what it does from then on", "last"),
      planned: float("0 or 1", "1: the stop was planned, though it is in no calendar", "last"),
      cause: text("why it stands, in the plant's own words"),
      pieces: float("pieces", "made since the row before", "max"),
      rejected: float("pieces", "how many of them are no good", "max"),
      who: text("who told it; absent: the machine"),
    },
  },
  service: {
    meaning: "How a service fares, by the service's clock.",
    tags: ["site", "service"],
    fields: {
      accepted: float("messages", "accepted since start", "max"),
      rejected: float("messages", "dead letters since start", "max"),
      analysed: float("messages", "analysed since start", "max"),
      thinned: float(
        "messages",
        "waveforms let go without analysis since start, because load lasted",
        "max",
      ),
      analysing_every: float(
        "",
        "1: every waveform is analysed; k: one in k, because load lasts",
        "max",
      ),
      dropped: float("messages", "dropped since start because inbox or outbox was full", "max"),
      journal_set_aside: float(
        "0 or 1",
        "1 when the journal was found damaged at the start and begun anew",
        "max",
      ),
      inbox_rows: float("messages", "waiting for analysis", "max"),
      inbox_bytes: float("bytes", "waiting for analysis", "max"),
      outbox_rows: float("rows", "waiting for the slowest drain", "max"),
      lag: float("s", "age of the oldest message waiting for analysis", "max"),
    },
  },
} as const satisfies Record<string, MeasurementSchema>;

export type Measurement = keyof typeof MEASUREMENTS;

/** Number stored for a severity. */
export const SEVERITY_CODE = { normal: 0, warning: 1, alarm: 2 } as const;

/** Number stored for a sorter's gate. */
export const PART_GATE_CODE = { accept: 0, rework: 1, reject: 2 } as const;

/** Number stored for what a machine does. */
export const MACHINE_STATE_CODE = { stopped: 0, idle: 1, running: 2 } as const;

/** Number stored for an alarm's state. */
export const ALARM_STATE_CODE = {
  normal: 0,
  "returned-unacknowledged": 1,
  acknowledged: 2,
  unacknowledged: 3,
} as const;
