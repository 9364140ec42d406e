import { DATASOURCE_UID, field, measurement } from "./names.ts";

/** One rule: a number by InfluxQL, and the bound that it must not pass. */
interface ServiceRule {
  readonly uid: string;
  readonly title: string;
  /** Selects one number a service; alert rules know no variables and no `$__interval`. */
  readonly query: string;
  readonly above?: number;
  readonly below?: number;
  /** Seconds that the query looks back. Default a quarter of an hour. */
  readonly lookBack?: number;
  /** How long it must hold. */
  readonly holds: string;
  readonly summary: string;
  /** What to make of no data at all. */
  readonly noData: "OK" | "Alerting";
}

const LOOK_BACK_SECONDS = 900;

const from = `FROM ${measurement("service")} WHERE $timeFilter GROUP BY "site", "service"`;

const DAY_SECONDS = 86_400;

const RULES: readonly ServiceRule[] = [
  {
    uid: "raceway-point-silent",
    title: "A measurement point is silent",
    // A group without rows in the last windows still counts, as 0, while it has rows in the day before: so what fell silent is told from what never spoke.
    query: `SELECT moving_average(count(${field("state", "score")}), 2) FROM ${measurement("state")} WHERE $timeFilter GROUP BY time(15m), "site", "line", "machine", "point" fill(0)`,
    below: 0.01,
    lookBack: DAY_SECONDS,
    holds: "0s",
    summary:
      "A point that reported within the last day has sent nothing for a quarter of an hour: sensor, cable, network? Does its machine stand by plan?",
    noData: "OK",
  },
  {
    uid: "raceway-silent",
    title: "Raceway reports nothing",
    query: `SELECT last(${field("service", "lag")}) * 0 ${from}`,
    above: 0,
    holds: "5m",
    summary:
      "No service has reported for a quarter of an hour: is ingest running, does it reach InfluxDB?",
    noData: "Alerting",
  },
  {
    uid: "raceway-lag",
    title: "Analysis is late",
    query: `SELECT last(${field("service", "lag")}) ${from}`,
    above: 60,
    holds: "5m",
    summary: "The oldest message has waited for more than a minute: more arrives than is analysed.",
    noData: "OK",
  },
  {
    uid: "raceway-dead-letters",
    title: "Messages cannot be used",
    query: `SELECT max(${field("service", "rejected")}) - min(${field("service", "rejected")}) ${from}`,
    above: 0,
    holds: "0s",
    summary:
      "Messages became dead letters in the last quarter of an hour; the dead-letter list has the reasons.",
    noData: "OK",
  },
  {
    uid: "raceway-dropped",
    title: "Messages were dropped",
    query: `SELECT max(${field("service", "dropped")}) - min(${field("service", "dropped")}) ${from}`,
    above: 0,
    holds: "0s",
    summary: "Inbox or outbox was full in the last quarter of an hour, and messages were let go.",
    noData: "OK",
  },
  {
    uid: "raceway-thinned",
    title: "Load lasts: not every waveform is analysed",
    query: `SELECT last(${field("service", "analysing_every")}) ${from}`,
    above: 1,
    holds: "0s",
    summary:
      "More waveforms arrive than are analysed, so only one in k of each channel is: give ingest more cores, or let sensors send less often.",
    noData: "OK",
  },
  {
    uid: "raceway-journal",
    title: "The journal was damaged",
    query: `SELECT last(${field("service", "journal_set_aside")}) ${from}`,
    above: 0,
    holds: "0s",
    summary:
      "At its start ingest found its journal damaged, set it aside and began a new one; models learn anew. Check the disk; docs/durability.md says what can be had back.",
    noData: "OK",
  },
  {
    uid: "raceway-outbox",
    title: "Results wait to be stored",
    query: `SELECT min(${field("service", "outbox_rows")}) ${from}`,
    above: 10_000,
    holds: "10m",
    summary: "Results have been piling up for a quarter of an hour: the store is away or too slow.",
    noData: "OK",
  },
];

/**
 * Grafana alert rules on the service itself, as its file provisioning reads them. Alarms on bearings are the alarms service's own, which lets one
 * operator acknowledge them once; Grafana saying them again would only be noise.
 */
export function serviceAlertRules() {
  return {
    apiVersion: 1,
    groups: [
      { orgId: 1, name: "service", folder: "Raceway", interval: "1m", rules: RULES.map(ruleOf) },
    ],
  };
}

function ruleOf({
  uid,
  title,
  query,
  above,
  below,
  lookBack,
  holds,
  summary,
  noData,
}: ServiceRule) {
  const relativeTimeRange = { from: lookBack ?? LOOK_BACK_SECONDS, to: 0 };
  const evaluator =
    below === undefined ? { type: "gt", params: [above ?? 0] } : { type: "lt", params: [below] };
  const expression = (refId: string, model: object) => ({
    refId,
    relativeTimeRange,
    datasourceUid: "__expr__",
    model: { refId, datasource: { type: "__expr__", uid: "__expr__" }, ...model },
  });
  return {
    uid,
    title,
    condition: "C",
    for: holds,
    noDataState: noData,
    execErrState: "Error",
    labels: { service: "raceway" },
    annotations: { summary },
    data: [
      {
        refId: "A",
        relativeTimeRange,
        datasourceUid: DATASOURCE_UID,
        model: { refId: "A", rawQuery: true, query, resultFormat: "time_series" },
      },
      expression("B", { type: "reduce", expression: "A", reducer: "last" }),
      expression("C", {
        type: "threshold",
        expression: "B",
        conditions: [{ evaluator }],
      }),
    ],
  };
}
