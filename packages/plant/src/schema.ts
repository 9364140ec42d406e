import type { BearingFamily } from "@raceway/bearings/rows/row";
import { DEFAULT_ALARM_RULES } from "@raceway/model/alarm";
import { COMPUTED, type Computed } from "@raceway/model/computed-value";
import { ID_PATTERN } from "@raceway/model/identity";
import { DEFAULT_FALSE_ALARM_DAYS, DIRECTIONS, TRACE_FORMATS } from "@raceway/model/plant";
import type { Unit } from "@raceway/model/unit";
import { z } from "zod";
import { channelMapping, mappings } from "./mapping-schema.ts";
import { notifySchema } from "./notify-schema.ts";
import { machineProduction, shifts } from "./production-schema.ts";
import { factor, unit } from "./quantity-schema.ts";
import { bearingTypeSchema, gradeTable, testStand } from "./test-stand-schema.ts";
import { timeZone, weeklyPeriod } from "./week-schema.ts";

/** The plant file's own form. Every field says what it means; docs/plant-file.md is generated from here. */

const id = z
  .string()
  .regex(
    ID_PATTERN,
    "lower-case letters, digits, - and _, at most 64, beginning with a letter or digit",
  )
  .describe("One word, used in MQTT topics and store tags: lower-case letters, digits, `-`, `_`.");

const was = id
  .optional()
  .describe(
    "Its id before, when it has been renamed: what is known of it goes with it. May stay in the file.",
  );

const name = z.string().min(1).max(200).describe("What people call it. Default: the id.");

const loadUnit = z.enum(["%", "N", "kN", "kW", "A"] satisfies Unit[]);

const positive = z.number().positive().finite();

const orders = z
  .strictObject({
    bpfo: positive.describe("Ball pass frequency, outer race, per shaft turn."),
    bpfi: positive.describe("Ball pass frequency, inner race, per shaft turn."),
    bsf: positive.describe("Ball spin frequency per shaft turn (not doubled)."),
    ftf: positive.describe("Fundamental train (cage) frequency per shaft turn."),
  })
  .describe("The maker's own defect orders: multiples of the shaft's speed.");

const geometry = z
  .strictObject({
    balls: z.int().min(3).max(200).describe("Number of rolling elements in one row."),
    ballDiameter: positive.describe("Rolling element diameter, mm."),
    pitchDiameter: positive.describe("Pitch diameter, mm."),
    contactAngle: z.number().min(0).max(85).default(0).describe("Contact angle, degrees."),
  })
  .describe("Geometry from a drawing; the orders follow from it.");

const FAMILIES = [
  "deep groove ball",
  "angular contact ball",
  "self-aligning ball",
  "cylindrical roller",
  "spherical roller",
  "taper roller",
] as const satisfies readonly BearingFamily[];

const dimensions = z
  .strictObject({
    bore: positive.describe("mm."),
    outside: positive.describe("Outside diameter, mm."),
    family: z.enum(FAMILIES).default("deep groove ball"),
    balls: z
      .int()
      .min(3)
      .max(200)
      .optional()
      .describe("Rolling elements in one row, counted. Without it the usual number is assumed."),
    contactAngle: z.number().min(0).max(85).optional().describe("Degrees. Default: the family's."),
  })
  .describe(
    "Where neither maker nor catalogue tells the inside: it is estimated from the outside by usual proportions, with a wider tolerance.",
  );

/** YAML reads an unquoted 6205 as a number; people mean the name. */
const designation = z.union([z.string().min(1), z.int().positive().transform(String)]);

const bearing = z
  .union([
    designation,
    z.strictObject({
      designation: designation
        .optional()
        .describe(
          "Catalogue name, e.g. `6205`; or any name beside geometry, orders or dimensions.",
        ),
      maker: z.string().min(1).optional(),
      geometry: geometry.optional(),
      orders: orders.optional(),
      dimensions: dimensions.optional(),
      tolerance: z
        .number()
        .min(0.001)
        .max(0.1)
        .optional()
        .describe(
          "Relative half width within which a defect line may lie (slip and geometry). Default: the catalogue row's, or 0.02.",
        ),
      rating: z
        .union(
          [
            positive.transform((hours) => ({ hours })),
            z.strictObject({
              dynamicKn: positive.describe(
                "Basic dynamic load rating C, kN, from the maker's catalogue.",
              ),
              loadKn: positive.describe("Equivalent dynamic load P, kN."),
              element: z.enum(["ball", "roller"]).default("ball"),
            }),
          ],
          "the rating life in hours (L10h), or `{ dynamicKn, loadKn, element }`",
        )
        .optional()
        .describe(
          "Rating life L10h in hours, or what ISO 281 makes it of with the machine's `speed.rpm`: says how long bearings last before any has ended here.",
        ),
      leadTimeDays: z
        .number()
        .positive()
        .max(1000)
        .optional()
        .describe(
          "Days from ordering this bearing to having it at the machine: forecasts then say by when to order it. Leave it out for one that lies on the shelf.",
        ),
      rotating: z
        .enum(["inner", "outer"])
        .default("inner")
        .describe("Which ring turns with the shaft speed."),
    }),
  ])
  .describe("A catalogue name, or `geometry`, or the maker's `orders`, or `dimensions`.");

/** A number, or a number with its unit: `0.18 in/s`. */
const limitValue = z.union(
  [z.number(), z.string().regex(/^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*\S.*$/i)],
  "a number in the indicator's unit, or with a unit of its own: `0.18 in/s`",
);

const limit = z
  .strictObject({
    warning: limitValue.optional(),
    alarm: limitValue.optional(),
  })
  .refine(
    ({ warning, alarm }) => warning !== undefined || alarm !== undefined,
    "`warning`, `alarm` or both",
  )
  .refine(
    ({ warning, alarm }) =>
      typeof warning !== "number" || typeof alarm !== "number" || warning <= alarm,
    "a `warning` that does not lie above `alarm`",
  );

const channel = z.strictObject({
  id,
  was,
  name: name.optional(),
  kind: z
    .enum(["vibration", "sound", "temperature", "speed", "load"])
    .describe("What it measures."),
  unit: unit
    .optional()
    .describe(
      "When given, messages and recordings must use this unit or one of the same quantity, which is converted; it counts for recordings that say none.",
    ),
  scale: factor
    .optional()
    .describe(
      "Factor from the sensor's own numbers (counts, V, mA) to `unit`: a number, or a fraction such as `16/32768`. Counts for messages, metrics and recordings alike.",
    ),
  offset: z
    .number()
    .optional()
    .describe("Added after `scale` or `sensitivity`, in `unit`: value = number × scale + offset."),
  sensitivity: z
    .string()
    .regex(
      /^\s*(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*m?V\s*\/\s*\S.*$/,
      "volts or millivolts per unit of the quantity, such as `100 mV/g`",
    )
    .optional()
    .describe(
      "Instead of `scale`, of a sensor that gives a voltage, as on its certificate: `100 mV/g`. Its numbers must be in V or mV; numbers without a unit count as V.",
    ),
  sampleRate: positive
    .max(10_000_000)
    .optional()
    .describe(
      "Hz. When given, waveforms must have it within 0.5 %. Replay needs it for traces that do not say (MAT, CSV).",
    ),
  fullScale: positive
    .optional()
    .describe(
      "Largest magnitude the sensor can report, in `unit`: lets clipping be recognised, and makes `unit` of recordings that count fractions of full scale (WAV, FLAC).",
    ),
  direction: z
    .enum(DIRECTIONS)
    .optional()
    .describe(
      "Which way a vibration sensor points: across the shaft (`horizontal`, `vertical`, or `radial` for any way across) or along it (`axial`; `axial-opposed` where it points the other way than the machine's other axial sensors). With a sensor across the shaft and one along it, an imbalance is told from a bent or misaligned shaft.",
    ),
  envelopeBand: z
    .tuple([positive, positive])
    .refine(([low, high]) => low < high, "the first frequency must lie below the second")
    .optional()
    .describe("Pass band of the envelope analysis, Hz. Default: chosen from the data."),
  values: z
    .enum(Object.keys(COMPUTED) as [Computed, ...Computed[]])
    .optional()
    .describe(
      "Of a vibration sensor that computes itself: which indicator the readings are that it publishes, which is judged by limits, ISO zones and its learnt baseline like one that is computed here; or `spectrum` or `envelope_spectrum`, in which faults are sought (docs/sensors.md).",
    ),
  spectrum: z
    .strictObject({
      step: positive.optional().describe("Distance of two lines, on the axis."),
      from: z.number().min(0).default(0).describe("Place of the first line: a multiple of `step`."),
      axis: z
        .enum(["Hz", "order"])
        .default("Hz")
        .describe("What lines stand along: frequencies, or multiples of the shaft's speed."),
    })
    .optional()
    .describe(
      "Of a channel of spectra: where their lines stand, where messages and recordings do not say it.",
    ),
  testStand: z
    .literal(true)
    .optional()
    .describe(
      "`true` on the vibration channel of a stand where finished bearings are tested: gives the velocity bands of ISO 15242 (docs/indicators.md).",
    ),
  silentAfter: positive
    .default(300)
    .describe("Seconds without data after which the sensor counts as silent."),
  limits: z
    .record(z.string(), limit)
    .default({})
    .describe(
      "Absolute limits by indicator (docs/indicators.md): numbers in the indicator's unit, or with any unit of its quantity, `0.18 in/s`. `raceway check` says them again.",
    ),
  trace: z
    .string()
    .min(1)
    .optional()
    .describe("Replay: the channel's name in the recording. Default: the channel's id."),
  sparkplug: z
    .string()
    .regex(
      /^[^/:+#]+\/[^/:+#]+(\/[^/:+#]+)?:.+$/s,
      "`group/edge/device:metric`, or `group/edge:metric` for a metric of the edge node itself",
    )
    .max(500)
    .optional()
    .describe(
      "Sparkplug B metric that feeds this channel: `group/edge/device:metric`, or `group/edge:metric` for one of the edge node itself (docs/sparkplug.md). Needs `unit`.",
    ),
  mqtt: channelMapping,
});

const point = z.strictObject({
  id,
  was: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9_-]{0,63}((\/[a-z0-9][a-z0-9_-]{0,63}){2})?$/,
      "the id that the point had, or `line/machine/point` where it has moved",
    )
    .optional()
    .describe(
      "Its id before, when it has been renamed, or `line/machine/point` when it has moved: what is known of it goes with it. May stay in the file.",
    ),
  name: name.optional(),
  bearing: bearing.optional(),
  channels: z.array(channel).min(1),
});

const ambient = z.string().regex(/^[^/]+\/[^/]+\/[^/]+$/, "machine/point/channel");

const machine = z.strictObject({
  id,
  was,
  name: name.optional(),
  powerKw: positive.optional().describe("Rated power, kW."),
  shaftHeightMm: positive.optional().describe("Shaft height H, mm: 315 or more makes ISO group 1."),
  support: z
    .enum(["rigid", "flexible"])
    .optional()
    .describe(
      "Support class of ISO 10816-3; with `powerKw` over 15 it switches the ISO zones on. Without it no zone is applied.",
    ),
  speed: z
    .strictObject({
      rpm: positive.optional().describe("Speed when messages carry none, r/min."),
      tolerance: z
        .number()
        .min(0)
        .max(0.2)
        .default(0.02)
        .describe("Largest relative error of that speed."),
      measuredTolerance: z
        .number()
        .min(0)
        .max(0.2)
        .optional()
        .describe(
          "Largest relative error of a speed that comes with the data. Default: 0.005, or `tolerance` when that is less.",
        ),
      channel: z
        .string()
        .regex(/^[^/]+\/[^/]+$/, "point/channel")
        .optional()
        .describe("`point/channel` of this machine whose latest speed reading applies."),
    })
    .prefault({}),
  ambient: ambient.optional().describe("Default: the line's."),
  criticality: positive
    .max(1000)
    .default(1)
    .describe("Weight of the machine in the health of its line and site."),
  lineFrequencyHz: z
    .number()
    .min(10)
    .max(400)
    .optional()
    .describe("Mains frequency of an electric drive, Hz."),
  loadUnit: loadUnit.default("%").describe("Unit of `load` in waveform messages."),
  production: machineProduction.optional(),
  points: z.array(point).min(1),
});

const costs = z
  .strictObject({
    unplannedHour: positive.describe("An hour in which the line stands without a plan."),
    failureHours: positive
      .default(8)
      .describe("Hours that the line stands when a bearing fails in operation."),
    workHours: positive
      .default(2)
      .describe("Hours that the line stands when the work is done without waiting for a stop."),
    lifeHour: z
      .number()
      .min(0)
      .finite()
      .default(0)
      .describe("An hour of running that a part replaced early would have had left."),
  })
  .describe(
    "What too late and too early cost, in any one currency: the advice is then the stop with the least expected cost. Without it: the last stop before the lower end of the remaining life.",
  );

const line = z.strictObject({
  id,
  was,
  name: name.optional(),
  machines: z.array(machine).min(1),
  stands: z
    .array(testStand)
    .default([])
    .describe(
      "Where the line's finished bearings are tested: no machines, each part has its own result.",
    ),
  ambient: ambient
    .optional()
    .describe(
      "`machine/point/channel` of this line that measures the temperature around its machines: so that a hot day is no anomaly.",
    ),
  plannedStops: z
    .array(weeklyPeriod)
    .default([])
    .describe("When the line stands still by plan: its alarms are then kept quiet."),
  stopCalendar: z
    .string()
    .min(1)
    .optional()
    .describe(
      "The same, beside or instead of a weekly pattern, from an iCalendar file (.ics): its path, from the plant file's directory.",
    ),
  costs: costs.optional(),
  shifts: shifts.optional(),
  bottleneck: id
    .optional()
    .describe(
      "Id of the machine whose states and pieces stand for the line's. Default: the line stands while any of its machines does, and its pieces are those of its test stands.",
    ),
});

const alarms = z
  .strictObject({
    latch: z
      .boolean()
      .default(DEFAULT_ALARM_RULES.latch)
      .describe("Alarms of severity `alarm` stay after the trouble is over until they are reset."),
    escalateMinutes: z
      .number()
      .min(0)
      .default(DEFAULT_ALARM_RULES.escalateMinutes)
      .describe("Without an acknowledgement for so long, the priority rises one step; 0: never."),
    deescalateMinutes: z
      .number()
      .min(0)
      .default(DEFAULT_ALARM_RULES.deescalateMinutes)
      .describe("A lesser trouble must last so long before the priority falls."),
    operators: z
      .int()
      .min(1)
      .default(DEFAULT_ALARM_RULES.operators)
      .describe("People among whom the alarms are shared, for the rate per operator."),
  })
  .prefault({})
  .describe("The life of alarms (docs/alarms.md).");

const trace = z
  .strictObject({
    format: z.enum(TRACE_FORMATS).optional().describe("Default: recognised from the files."),
    interval: positive
      .optional()
      .describe("Seconds from the start of one file to the next, where files carry no time."),
    start: z.iso
      .datetime({ offset: true })
      .optional()
      .describe("Time of the first sample. Default: 2000-01-01T00:00:00Z."),
    columns: z
      .array(z.string().min(1))
      .optional()
      .describe(
        "Names of a recording's columns in file order, in place of its titles; `time` is the time. Also `raceway replay --columns a,b,c`.",
      ),
    delimiter: z
      .string()
      .regex(/^(.|tab|\\t)$/s, "one character, or `tab`")
      .optional()
      .describe("What separates columns. Default: seen from the rows."),
    skipRows: z.int().min(0).optional().describe("Lines before the first row."),
    timeZone: timeZone
      .optional()
      .describe("Time zone of dates and names of files that say none. Default: the plant's."),
    timeFormat: z
      .string()
      .min(1)
      .optional()
      .describe(
        "How dates are written, `DD/MM/YYYY HH:mm:ss.SSS` or `M/D/YY h:mm A`; or what a time column's numbers count: `s`, `ms`, `us`, `ns`, `excel` or `matlab` (days), `labview` (seconds since 1904), `ticks` (.NET's). Default: seen from the rows, and asked for when they could be read in two ways.",
      ),
    fileTime: z
      .string()
      .min(1)
      .optional()
      .describe(
        "How the names of files, with their folders, say when they begin: `YYMMDD_HHmmss`. Default: seen from the names.",
      ),
    records: z
      .enum(["rows", "columns"])
      .optional()
      .describe(
        "Of a matrix or a table that holds many records of one channel: each is a row, or a column.",
      ),
    blockSeconds: positive
      .optional()
      .describe(
        "Longer recordings are cut into equal blocks of about this length. Default: 1, or ten turns at the slowest nominal speed when that is longer.",
      ),
  })
  .describe("Only for replay: what a recording does not say of itself.");

/** The whole plant file. */
export const plantFileSchema = z.strictObject({
  site: id,
  name: name.optional(),
  timeZone: timeZone
    .default("UTC")
    .describe("Time zone of the plant's wall clocks, e.g. `Asia/Shanghai`."),
  lines: z.array(line).min(1),
  bearingTypes: z.array(bearingTypeSchema(bearing)).default([]),
  gradeTables: z.array(gradeTable).default([]),
  falseAlarmDays: positive
    .default(DEFAULT_FALSE_ALARM_DAYS)
    .describe(
      "Mean days between records of one point that exceed a learnt limit by chance alone: larger is quieter and later, for every indicator (_Limits_). A persistent anomaly, which raises an alarm, needs many in a row.",
    ),
  finishedLives: z
    .string()
    .min(1)
    .optional()
    .describe(
      "File of finished lives of bearings, which running ones of the same designation are compared with to say how long they have left; relative to the plant file. `raceway replay --direct --record-life FILE` adds one to it from a recording that goes to a bearing's end, `raceway lives import` those of another plant. Lives that end at the plant's own points are remembered without it.",
    ),
  alarms,
  notify: notifySchema.optional(),
  mappings,
  trace: trace.optional(),
});

export type PlantFile = z.output<typeof plantFileSchema>;
export type LineEntry = PlantFile["lines"][number];
export type MachineEntry = LineEntry["machines"][number];
export type PointEntry = MachineEntry["points"][number];
export type ChannelEntry = PointEntry["channels"][number];
export type BearingEntry = NonNullable<PointEntry["bearing"]>;
