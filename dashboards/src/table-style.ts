import type { PanelBuilder as Table } from "@grafana/grafana-foundation-sdk/table";

/** Columns of a table from left to right, with their widths in pixels; those without one share what is left. */
export type Columns = readonly (readonly [name: string, width?: number])[];

/**
 * Puts a table's columns in order and hides others. A cell without a value has a dash: otherwise Grafana fills it with what the empty panel would say.
 */
export function arranged(table: Table, columns: Columns, hidden: readonly string[] = []): Table {
  table
    .withTransformation({
      id: "organize",
      options: {
        excludeByName: Object.fromEntries(hidden.map((name) => [name, true])),
        indexByName: Object.fromEntries(columns.map(([name], at) => [name, at])),
        renameByName: {},
      },
    })
    .overrideByRegexp("/.*/", [{ id: "noValue", value: "–" }]);
  for (const [name, width] of columns)
    if (width !== undefined) table.overrideByName(name, [{ id: "custom.width", value: width }]);
  return table;
}

/** A column of sentences, as many lines high as they need. Where it is said moved with Grafana's versions: both are given. */
export const WRAPPED = [
  { id: "custom.wrapText", value: true },
  { id: "custom.cellOptions", value: { type: "auto", wrapText: true } },
];

/** A column whose words are in the colours of their mappings. */
export function inColour(mappings: readonly unknown[]) {
  return [
    { id: "mappings", value: mappings },
    { id: "custom.cellOptions", value: { type: "color-text" } },
    { id: "custom.align", value: "left" },
  ];
}
