import { identifier } from "./influxql.ts";

/** A measurement whose rows are to be joined into coarser ones. */
export interface RollUpMeasurement {
  readonly name: string;
  /** What stands for each field over a window. */
  readonly fields: Readonly<Record<string, "mean" | "max" | "min" | "last">>;
  /** Width of the finer windows, e.g. `1m`; wider for what comes once a minute anyway. */
  readonly fine: string;
}

/** A retention policy of Raceway's database. */
export interface KeepPolicy {
  readonly name: string;
  /** 0: for ever. */
  readonly days: number;
  /** Days in one file of InfluxDB's: what a policy drops, it drops by the file. */
  readonly shardDays: number;
}

/** Where rows as they come are: the policy that a database of InfluxDB 1.x is born with, so that nothing must be prepared before the first write. */
export const RAW_POLICY = "autogen";
export const MINUTE_POLICY = "minute";
export const HOUR_POLICY = "hour";

export interface Keep {
  readonly rawDays: number;
  readonly minuteDays: number;
  readonly hourDays: number;
}

/** The three policies, finest first. */
export function keepPolicies({ rawDays, minuteDays, hourDays }: Keep): readonly KeepPolicy[] {
  return [
    { name: RAW_POLICY, days: rawDays, shardDays: 1 },
    { name: MINUTE_POLICY, days: minuteDays, shardDays: 14 },
    { name: HOUR_POLICY, days: hourDays, shardDays: 182 },
  ];
}

/** One step from finer rows to coarser ones. */
interface RollUpStep {
  readonly from: string;
  readonly into: string;
  readonly window: string;
  /** How often, and how far back each time: late rows within it are counted. */
  readonly resample: string;
}

function stepsOf({ fine }: RollUpMeasurement): readonly RollUpStep[] {
  const wide = fine !== "1m";
  return [
    {
      from: RAW_POLICY,
      into: MINUTE_POLICY,
      window: fine,
      resample: `EVERY ${wide ? fine : "1m"} FOR ${wide ? "1h" : "15m"}`,
    },
    { from: MINUTE_POLICY, into: HOUR_POLICY, window: "1h", resample: "EVERY 10m FOR 3h" },
  ];
}

export interface ContinuousQuery {
  readonly name: string;
  readonly create: string;
}

/** Continuous queries that join rows into minutes, and minutes into hours, in a database. */
export function continuousQueries(
  database: string,
  measurements: readonly RollUpMeasurement[],
): readonly ContinuousQuery[] {
  return measurements.flatMap((measurement) =>
    stepsOf(measurement).map((step) => {
      const name = `raceway_${step.into}_${measurement.name}`;
      const select = selectInto(database, measurement, step, "");
      const create = `CREATE CONTINUOUS QUERY ${identifier(name)} ON ${identifier(database)} RESAMPLE ${step.resample} BEGIN ${select} END`;
      return { name, create };
    }),
  );
}

/**
 * Statements that compute minutes and hours of the latest days anew, one day at a time: for rows that came later than the continuous queries look back (a
 * backlog, a replay). They write the same rows again where nothing was missing.
 */
export function refillStatements(
  database: string,
  measurements: readonly RollUpMeasurement[],
  days: number,
): readonly string[] {
  const spans = Array.from({ length: Math.ceil(days) }, (_, k) => days - k);
  return [0, 1].flatMap((level) =>
    measurements.flatMap((measurement) => {
      const step = stepsOf(measurement)[level];
      if (step === undefined) return [];
      return spans.map((back) => {
        const until = Math.max(0, back - 1);
        // Whole windows at both ends: a part of an hour would replace the hour.
        const span = `WHERE time >= now() - ${Math.ceil(back * 24) + 1}h AND time < now() - ${until * 24}h `;
        return selectInto(database, measurement, step, span);
      });
    }),
  );
}

function selectInto(
  database: string,
  { name, fields }: RollUpMeasurement,
  { from, into, window }: RollUpStep,
  where: string,
): string {
  const columns = Object.entries(fields).map(
    ([field, how]) => `${how}(${identifier(field)}) AS ${identifier(field)}`,
  );
  const place = (policy: string) => [database, policy, name].map(identifier).join(".");
  return `SELECT ${columns.join(", ")} INTO ${place(into)} FROM ${place(from)} ${where}GROUP BY time(${window}), *`;
}
