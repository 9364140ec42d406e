import { allDashboards } from "@raceway/dashboards/all-dashboards";
import { serviceAlertRules } from "@raceway/dashboards/service-alert-rules";

/** One query that Grafana sends for a dashboard or an alert rule. */
export interface GrafanaQuery {
  /** Dashboard, or `alert rules`. */
  readonly from: string;
  /** Panel, variable, annotation or rule, and which of its queries. */
  readonly title: string;
  /** As it stands in the file. */
  readonly query: string;
  /** What the answer must look like to be drawn. */
  readonly shape: Shape;
  /** Steps that the panel wants of a range, where it says so. */
  readonly columns?: number;
}

/** Numbers over time, rows with the named columns, texts to choose from. */
export type Shape =
  | { readonly kind: "series" }
  | { readonly kind: "table"; readonly columns: readonly string[] }
  | { readonly kind: "choices" };

/** What a person at the dashboard has chosen. */
export interface Choice {
  readonly from: number;
  readonly to: number;
  /** Retention policy of the rows. */
  readonly detail: string;
  /** Values of the other variables, several as a regular expression. */
  readonly values: Readonly<Record<string, string>>;
}

/** Ranges that people look at, in hours, with the resolution that suits each. */
export const RANGES = [
  ["1 h", 1, "autogen"],
  ["24 h", 24, "minute"],
  ["30 d", 720, "hour"],
] as const;

/** Columns of pixels that a panel asks for. */
const COLUMNS = 1000;
/** Least step: `timeInterval` of the data source. */
const LEAST_STEP_MS = 10_000;

/** Every query of every dashboard: panels, variables, annotations. */
export function dashboardQueries(): readonly GrafanaQuery[] {
  return [...allDashboards().values()].flatMap(
    ({ title: from = "", panels, templating, annotations }) => [
      ...(panels ?? []).flatMap((panel) =>
        ("targets" in panel ? (panel.targets ?? []) : []).map((target, at) => ({
          from,
          title: `${panel.title}${at === 0 ? "" : ` (${at + 1})`}`,
          query: queryOf(target),
          shape: shapeOf(target),
          ...("maxDataPoints" in panel && { columns: Number(panel.maxDataPoints) }),
        })),
      ),
      ...(templating?.list ?? [])
        .filter(({ type }) => type === "query")
        .map(({ name, query }) => ({
          from,
          title: `variable ${name}`,
          query: String(query),
          shape: { kind: "choices" as const },
        })),
      ...(annotations?.list ?? []).map(({ name, target }) => ({
        from,
        title: `annotations ${name}`,
        query: queryOf(target),
        shape: shapeOf(target),
      })),
    ],
  );
}

/** Every query of the provisioned alert rules. */
export function alertQueries(): readonly GrafanaQuery[] {
  return serviceAlertRules().groups.flatMap(({ rules }) =>
    rules.map(({ title, data }) => ({
      from: "alert rules",
      title,
      query: queryOf(data[0]?.model),
      shape: shapeOf(data[0]?.model),
    })),
  );
}

function queryOf(model: unknown): string {
  const { query } = (model ?? {}) as { query?: unknown };
  if (typeof query !== "string") throw new TypeError(`no query in ${JSON.stringify(model)}`);
  return query;
}

/** A table has the columns that its query names; an annotation's, those that become its title, text and tags. */
function shapeOf(model: unknown): Shape {
  const target = model as Readonly<Record<string, unknown>>;
  if (target["resultFormat"] !== "table") return { kind: "series" };
  const [, selected = ""] = /^SELECT (.*?) FROM/.exec(queryOf(model)) ?? [];
  const columns = [...selected.matchAll(/"(\w+)"(?=,|$)/g)].map(([, name = ""]) => name);
  const named = ["titleColumn", "textColumn", "tagsColumn"].flatMap((key) => target[key] ?? []);
  return { kind: "table", columns: [...columns, ...named.map(String)] };
}

/** What keeps an answer from being drawn; nothing when all is well. */
export function misfits({ shape }: GrafanaQuery, { tables }: Answer): readonly string[] {
  return tables.flatMap(({ columns, values }) => {
    if (values.some((row) => row.length !== columns.length))
      return [`rows that are not ${columns.length} columns wide`];
    if (shape.kind === "series") return values.flatMap(seriesMisfits);
    const wanted = shape.kind === "table" ? shape.columns : ["key", "value"];
    const missing = wanted.filter((name) => !columns.includes(name));
    return missing.map((name) => `no column ${name} among ${columns.join(", ")}`);
  });
}

function seriesMisfits([time, ...values]: readonly unknown[]): readonly string[] {
  if (typeof time !== "number") return [`"${time}" is no time`];
  const odd = values.filter((value) => value !== null && typeof value !== "number");
  return odd.map((value) => `"${value}" is no number`);
}

/**
 * The query as Grafana sends it. Its step is the time range over the panel's width, rounded to a step that people say, and never less than the data
 * source's own.
 */
export function expanded(
  { query, columns = COLUMNS }: GrafanaQuery,
  { from, to, detail, values }: Choice,
): string {
  const step = roundStep(Math.max(LEAST_STEP_MS, (to - from) / columns));
  let text = query
    .replaceAll("$timeFilter", `time >= ${from}ms and time <= ${to}ms`)
    .replaceAll("$__interval", `${step / 1000}s`);
  for (const [name, value] of Object.entries({ ...values, detail }))
    text = text
      .replaceAll(new RegExp(`\\$\\{${name}(:raw)?\\}`, "g"), value)
      .replaceAll(new RegExp(`\\$${name}\\b`, "g"), value);
  const left = /\$\{?\w+/.exec(text.replaceAll(/\$\//g, "/"));
  if (left !== null) throw new Error(`nobody chose ${left[0]} in: ${query}`);
  return text;
}

/** Grafana's own steps (`roundInterval`), as far as they are needed. */
function roundStep(ms: number): number {
  const steps = [
    10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
  ];
  return 1000 * (steps.find((step) => ms <= step * 1250) ?? 86_400);
}

export interface Answer {
  readonly tables: readonly {
    readonly tags?: Readonly<Record<string, string>>;
    readonly columns: readonly string[];
    readonly values: readonly unknown[][];
  }[];
  readonly rows: number;
  readonly ms: number;
}

/** Asks InfluxDB as Grafana's data source does. */
export async function ask(url: string, database: string, query: string): Promise<Answer> {
  const started = performance.now();
  const body = new URLSearchParams({ db: database, q: query, epoch: "ms" });
  const response = await fetch(`${url}/query`, { method: "POST", body });
  const { results } = (await response.json()) as {
    results: { error?: string; series?: Answer["tables"] }[];
  };
  const ms = performance.now() - started;
  const error = results[0]?.error;
  if (error !== undefined) throw new Error(`${error}: ${query}`);
  const tables = results[0]?.series ?? [];
  return { tables, rows: tables.reduce((sum, { values }) => sum + values.length, 0), ms };
}
