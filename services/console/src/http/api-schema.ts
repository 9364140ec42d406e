import { STOP_REASONS } from "@raceway/condition/detection/operating-memory";
import { NOTED_WORKS } from "@raceway/model/maintenance";
import { FAULTS, SENSOR_FAULTS } from "@raceway/model/verdict";
import { journalLineInFull } from "@raceway/wire/alarm-answer";
import { alarmSchema } from "@raceway/wire/alarm-message";
import { alarmReportSchema } from "@raceway/wire/alarm-report";
import {
  anomalySchema,
  diagnosisSchema,
  prognosisSchema,
  sensorSchema,
} from "@raceway/wire/verdict-message";
import { z } from "zod";
import { LEVELS } from "./api-types.ts";

/** Answers of the API as schemas, for its description and for the tests that hold the answers to it. Their types are those of api-types.ts. */

export const time = z.string().describe("ISO 8601 by the source's clock.");
const optional = <T extends z.ZodType>(type: T) => type.exactOptional();
const level = z.enum(LEVELS).describe("Worst first.");
const sensorFault = z.enum(SENSOR_FAULTS);
const severity = z.enum(["normal", "warning", "alarm"]);

const cause = z.object({
  fault: z.enum([...FAULTS, ...SENSOR_FAULTS]),
  confidence: optional(z.number()),
});
const life = z
  .object({
    seconds: z.number(),
    low: z.number(),
    high: z.number(),
    endReached: optional(z.boolean()).describe(
      "Beyond all levels at which lives are known to end.",
    ),
    interval: z.number(),
  })
  .describe("Remaining useful life, seconds.");
const bearing = z.object({ designation: z.string(), maker: optional(z.string()) });
export const place = z.object({ line: z.string(), machine: z.string(), point: z.string() });

const advice = {
  advice: z.string().describe("What to do by when."),
  translations: optional(z.object({ zh: z.object({ advice: z.string() }) })),
};

const summary = z.object({
  path: z.string().describe("site/line/machine/point"),
  name: z.string(),
  level,
  headline: z.string(),
  cause: optional(cause),
  life: optional(life),
  state: optional(
    z.object({
      time,
      level: z.enum(["normal", "sensor", "warning", "alarm"]),
      severity,
      parts: z.object({ anomaly: severity, diagnosis: severity, sensor: severity }),
      score: z.number().describe("1 = at the limit."),
      health: z.number().describe("100 = as new."),
      learning: z.boolean(),
      learned: optional(z.object({ have: z.number(), need: z.number() })).describe(
        "While learning: observations of the present operating state, and how many are needed.",
      ),
      stopped: optional(z.enum(STOP_REASONS)).describe(
        "While the machine stands by its speed, by its load, or its vibration is not there.",
      ),
    }),
  ),
});

export const plant = z.object({
  site: z.string(),
  name: z.string(),
  timeZone: z.string().exactOptional().describe("IANA name of the zone of the plant's clocks."),
  grafana: z.url().exactOptional().describe("The Grafana that has Raceway's dashboards."),
  lines: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      machines: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          criticality: z.number().describe("Weight in the health of its line and site."),
          points: z.array(summary),
        }),
      ),
    }),
  ),
  production: z.literal(true).exactOptional().describe("Some machine tells what it does."),
  stands: z.literal(true).exactOptional().describe("Finished bearings are tested here."),
  services: z.object({ broker: z.boolean(), online: z.record(z.string(), z.boolean()) }),
  version: z
    .string()
    .describe("Another after any event point, alarm or plant: hello tells the present one."),
});

export const indicators = z.record(z.string(), z.object({ unit: z.string(), meaning: z.string() }));

const channel = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(["vibration", "sound", "temperature", "speed", "load"]),
  unit: optional(z.string()),
});

export const point = summary.extend({
  line: z.string(),
  machine: z.string(),
  bearing: optional(bearing),
  channels: z.array(channel),
  verdicts: z.object({
    anomaly: optional(anomalySchema),
    diagnosis: optional(diagnosisSchema),
    prognosis: optional(prognosisSchema),
    sensors: optional(z.record(z.string(), sensorSchema)),
  }),
  ...advice,
  indicators: z.record(
    z.string(),
    z.object({
      time,
      speedRpm: optional(z.number()),
      indicators: z.record(z.string(), z.number()),
    }),
  ),
  spectra: z.array(z.object({ channel: z.string(), name: z.string(), time })),
  revision: z.int(),
  waveforms: z.array(z.object({ channel: z.string(), time })),
});

export const sensors = z.array(
  z.object({
    point: z.string(),
    where: place,
    channel,
    time: optional(time),
    heard: optional(z.string()),
    silentAfter: z.number(),
    fault: optional(sensorFault),
    text: optional(z.string()),
    persistent: optional(z.boolean()),
    status: optional(
      z.object({
        online: z.boolean(),
        battery: optional(z.number()),
        text: optional(z.string()),
      }),
    ),
  }),
);

export const deadLetters = z.array(
  z.object({ heard: z.string(), topic: z.string(), code: z.string(), reason: z.string() }),
);

export const trend = z.object({
  point: z.string(),
  channel: optional(z.string()),
  indicator: z.string(),
  unit: z.string(),
  meaning: z.string(),
  from: z.string(),
  to: z.string(),
  everySeconds: optional(z.number()),
  rows: z
    .array(z.tuple([z.number(), z.number()]))
    .describe("Milliseconds since 1970 and the value."),
  limits: z.array(z.object({ name: z.string(), value: z.number() })),
});

export const forecast = z.object({
  point: z.string(),
  from: z.string(),
  to: z.string(),
  rows: z
    .array(z.tuple([z.number(), z.number(), z.number(), z.number()]))
    .describe("Milliseconds since 1970; remaining life, its low and high end, seconds."),
  stops: optional(
    z
      .array(
        z.object({
          start: z.string(),
          end: z.string(),
          risk: z.number(),
          failureCost: optional(z.number()),
          wasteCost: optional(z.number()),
        }),
      )
      .describe(
        "The line's next planned stops: the chance that life ends before each, and its expected cost where the line declares costs, by the latest forecast.",
      ),
  ),
});

export const spectrum = z.object({
  point: z.string(),
  channel: z.string(),
  name: z.string(),
  time,
  unit: z.string(),
  step: z.number().describe("Hz from one value to the next, the first at 0 Hz."),
  values: z.array(z.number()),
  band: optional(z.tuple([z.number(), z.number()])),
  found: diagnosisSchema.shape.lines,
  unexplained: diagnosisSchema.shape.lines,
  expected: z.array(
    z.object({ label: z.string(), hz: z.number(), sidebandHz: optional(z.number()) }),
  ),
  shaftHz: optional(z.number()),
});

export const waterfall = z.object({
  point: z.string(),
  channel: z.string(),
  name: z.string(),
  unit: z.string(),
  step: z.number(),
  rows: z.array(z.object({ time, values: z.array(z.number()) })),
});

export const waveform = z.object({
  point: z.string(),
  channel: z.string(),
  time,
  unit: z.string(),
  sampleRate: z.number(),
  length: z.int(),
  samples: z.array(z.number()),
});

export const alarms = z.array(alarmSchema);
export const alarmReport = alarmReportSchema;
export const journal = z
  .array(
    journalLineInFull.extend({
      channelNames: z
        .record(z.string(), z.string())
        .exactOptional()
        .describe("Names of the point's channels by id."),
    }),
  )
  .describe("Newest first.");
export const covered = z.array(
  alarmSchema
    .pick({
      id: true,
      point: true,
      condition: true,
      where: true,
      shelved: true,
      outOfService: true,
    })
    .extend({ open: z.boolean().describe("Something is wrong, and the cover keeps it quiet.") }),
);
export const acted = z.object({ alarm: alarmSchema.nullable().describe("null: it is not open.") });

const work = z.enum(NOTED_WORKS);
export const maintenance = z.object({
  advisories: z.array(
    z.object({
      point: z.string(),
      where: place,
      level: z.enum(["warning", "alarm"]),
      headline: z.string(),
      cause: optional(cause),
      life: optional(life),
      ...advice,
      bearing: optional(bearing),
      stop: optional(z.object({ start: z.string(), end: z.string() })),
      stopInTime: optional(z.boolean()),
    }),
  ),
  spares: z.array(
    bearing.extend({
      installed: z.int(),
      wanted: z.int(),
      points: z.array(z.string()),
      orderBy: optional(z.string()).describe("By when the first of them must be ordered."),
      orderLate: optional(z.literal(true)).describe("Even ordered now it comes too late."),
    }),
  ),
  done: z.array(
    z.object({
      time: z.string(),
      point: z.string(),
      where: place,
      work,
      who: z.string(),
      comment: optional(z.string()),
    }),
  ),
  doneUnknown: optional(z.string()),
});
const share = z.number().min(0).max(1);
export const survival = z.array(
  z.object({
    kind: z
      .string()
      .describe("Designation of the bearing, or the path of a point that names none."),
    ended: z.int(),
    running: z.int().describe("Those that run, or were replaced before their end."),
    steps: optional(
      z.array(
        z.object({
          seconds: z.number(),
          atRisk: z.int(),
          surviving: share,
          low: share,
          high: share,
        }),
      ),
    ).describe(
      "After each end the share that lasts longer (Kaplan and Meier), with its 80 % interval; absent: none has ended.",
    ),
    weibull: optional(z.array(z.object({ seconds: z.number(), surviving: share }))).describe(
      "The same by the Weibull distribution that forecasts begin with.",
    ),
    longestSeconds: optional(z.number()).describe("The longest that any has run."),
  }),
);
export const told = z.object({ told: z.literal(true) });
