import { type Answer, ask, type Choice, expanded } from "../servers/grafana-queries.ts";

/** A panel as it stands in a dashboard's JSON, as far as it matters here. */
export interface Panel {
  readonly title?: string;
  readonly type: string;
  readonly gridPos: {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
  readonly maxDataPoints?: number;
  readonly timeShift?: string;
  readonly targets?: readonly Target[];
}

interface Target {
  readonly refId: string;
  readonly query: string;
  readonly resultFormat: "time_series" | "table";
  readonly alias?: string;
}

/** Rows by column, as Grafana's data source hands them to a panel. */
export interface Frame {
  readonly refId: string;
  readonly name?: string;
  readonly fields: readonly {
    readonly name: string;
    readonly type: "time" | "number" | "string";
    readonly values: readonly unknown[];
    readonly labels?: Readonly<Record<string, string>>;
    readonly config: { readonly displayNameFromDS?: string };
  }[];
}

/** A panel with its variables put in, what its queries found, and how much earlier it looks, milliseconds. */
export interface AnsweredPanel {
  readonly panel: Panel;
  readonly answers: readonly Frame[];
  readonly shift: number;
}

/** Asks a panel's queries as Grafana does for a panel of `columns` pixels. */
export async function answered(
  url: string,
  database: string,
  panel: Panel,
  choice: Choice,
  columns: number,
): Promise<AnsweredPanel> {
  const named = withVariables(panel, choice.values);
  const shift = shiftOf(named.timeShift);
  const shifted = { ...choice, from: choice.from - shift, to: choice.to - shift };
  const answers: Frame[] = [];
  for (const target of panel.targets ?? []) {
    const asked = {
      from: "",
      title: panel.title ?? "",
      query: target.query,
      shape: { kind: "series" },
      columns: panel.maxDataPoints ?? columns,
    } as const;
    const { tables } = await ask(url, database, expanded(asked, shifted));
    answers.push(...(target.resultFormat === "table" ? tableFrames : seriesFrames)(target, tables));
  }
  return { panel: named, answers, shift };
}

function withVariables(panel: Panel, values: Choice["values"]): Panel {
  const put = (text: string) =>
    Object.entries(values).reduce(
      (left, [name, value]) => left.replaceAll(`\${${name}}`, value).replaceAll(`$${name}`, value),
      text,
    );
  return {
    ...panel,
    ...(panel.title !== undefined && { title: put(panel.title) }),
    ...(panel.timeShift !== undefined && { timeShift: put(panel.timeShift) }),
  };
}

const UNIT_MS = { h: 3_600_000, d: 86_400_000 } as const;

function shiftOf(text = "0h"): number {
  const [, count, unit] = /^(\d+)([hd])$/.exec(text) ?? [];
  if (unit !== "h" && unit !== "d") throw new RangeError(`time shift ${text}: 1d or 6h is right`);
  return Number(count) * UNIT_MS[unit];
}

/** One frame of all series together: time, tags, values. */
function tableFrames({ refId }: Target, tables: Answer["tables"]): readonly Frame[] {
  const [first] = tables;
  if (first === undefined) return [];
  const tags = Object.keys(first.tags ?? {});
  const column = (name: string, values: readonly unknown[]): Frame["fields"][number] => ({
    name,
    type: values.some((value) => typeof value === "number") ? "number" : "string",
    values,
    config: {},
  });
  const times = tables.flatMap(({ values }) => values.map(([time]) => time));
  const fields = [
    { ...column("Time", times), type: "time" as const },
    ...tags.map((tag) =>
      column(
        tag,
        tables.flatMap((each) => each.values.map(() => each.tags?.[tag])),
      ),
    ),
    ...first.columns.slice(1).map((name, at) =>
      column(
        name,
        tables.flatMap(({ values }) => values.map((row) => row[at + 1])),
      ),
    ),
  ];
  return [{ refId, fields }];
}

/** One frame a series and column, named by the query's alias. */
function seriesFrames({ refId, alias }: Target, tables: Answer["tables"]): readonly Frame[] {
  return tables.flatMap(({ tags = {}, columns, values }) =>
    columns.slice(1).flatMap((name, at) => {
      const rows = values.filter((row) => row[at + 1] !== null);
      if (rows.length === 0) return [];
      // In order of time, as a newest-first query's rows are not.
      rows.sort(([a], [b]) => Number(a) - Number(b));
      const words =
        alias
          ?.replaceAll(/\$tag_(\w+)/g, (_, tag: string) => tags[tag] ?? "")
          .replaceAll("$col", name) ?? name;
      const fields: Frame["fields"] = [
        { name: "Time", type: "time", values: rows.map(([time]) => time), config: {} },
        {
          name: "Value",
          type: "number",
          values: rows.map((row) => row[at + 1]),
          labels: tags,
          config: { displayNameFromDS: words },
        },
      ];
      return [{ refId, name: words, fields }];
    }),
  );
}
