import {
  type AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  type Panel,
  RowBuilder,
  type VariableModel,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { dashboardLinks } from "./links.ts";
import {
  consoleVariable,
  datasourceVariable,
  detailVariable,
  type PlaceChoice,
  placeVariables,
} from "./variables.ts";

interface Buildable<T> {
  build(): T;
}

export interface DashboardRow {
  readonly title: string;
  readonly panels: readonly Buildable<Panel>[];
}

export interface DashboardParts {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly places: PlaceChoice;
  /** Whether rows can be chosen in minutes and hours. */
  readonly detail: boolean;
  readonly variables?: readonly Buildable<VariableModel>[];
  readonly annotations?: readonly AnnotationQueryBuilder[];
  readonly from: string;
  readonly rows: readonly DashboardRow[];
  /** Address of the console. */
  readonly console: string;
}

/** A dashboard as all of ours are: fixed uid, classic schema, read-only, the browser's time zone, the data source as a variable, linked with the others. */
export function dashboardOf(parts: DashboardParts): Dashboard {
  const { uid, title, description, places, detail, variables = [], annotations = [] } = parts;
  const dashboard = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(["raceway"])
    .timezone("browser")
    .time({ from: parts.from, to: "now" })
    .refresh("30s")
    .tooltip(DashboardCursorSync.Crosshair)
    .readonly()
    .withVariable(datasourceVariable());
  for (const variable of placeVariables(places)) dashboard.withVariable(variable);
  for (const variable of variables) dashboard.withVariable(variable);
  if (detail) dashboard.withVariable(detailVariable());
  dashboard.withVariable(consoleVariable(parts.console));
  for (const annotation of annotations) dashboard.annotation(annotation);
  const known = ["site", "line", "machine", "point"].slice(0, DEPTH[places.to]);
  dashboard.links(dashboardLinks(uid, known, detail));
  for (const row of parts.rows) {
    dashboard.withRow(new RowBuilder(row.title));
    for (const panel of row.panels) dashboard.withPanel(panel);
  }
  return numbered(dashboard.build());
}

const DEPTH = { site: 1, line: 2, machine: 3, point: 4 } as const;

/** Panels numbered in order: a link to one panel stays right as long as the order does. */
function numbered(dashboard: Dashboard): Dashboard {
  const panels = (dashboard.panels ?? []).map((panel, at) => ({ ...panel, id: at + 1 }));
  const list = (dashboard.templating?.list ?? []).map(withoutAuto);
  return { ...dashboard, panels, templating: { list } };
}

/** The builders give every variable fields that only interval variables have, and that Grafana's schema does not know. */
function withoutAuto(variable: VariableModel): VariableModel {
  const { auto, auto_min, auto_count, ...rest } = variable;
  return rest;
}
