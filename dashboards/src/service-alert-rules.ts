import { DATASOURCE_UID, field, measurement } from "./names.ts";

/** One rule: a number by InfluxQL, and the bound that it must not pass. */
interface ServiceRule {
  readonly uid: string;
  readonly title: string;
  /** Selects one number a service; alert rules know no variables and no `$__interval`. */
  readonly query: string;
  readonly above: number;
  /** How long it must hold. */
  readonly holds: string;
  readonly summary: string;
  /** What to make of no data at all. */
  readonly noData: "OK" | "Alerting";
}

const LOOK_BACK_SECONDS = 900;

const from = `FROM ${measurement("service")} WHERE $timeFilter GROUP BY "site", "service"`;

const RULES: readonly ServiceRule[] = [
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

function ruleOf({ uid, title, query, above, holds, summary, noData }: ServiceRule) {
  const relativeTimeRange = { from: LOOK_BACK_SECONDS, to: 0 };
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
        conditions: [{ evaluator: { type: "gt", params: [above] } }],
      }),
    ],
  };
}
