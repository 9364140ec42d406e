import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  RowBuilder,
} from "@grafana/grafana-foundation-sdk/dashboard";
import {
  healthPanel,
  remainingLifePanel,
  scorePanel,
  severityPanel,
  verdictTable,
} from "./condition-panels.ts";
import {
  envelopePanels,
  temperatureAndSoundPanels,
  velocityPanel,
  vibrationPanels,
} from "./indicator-panels.ts";
import { servicePanels } from "./service-panels.ts";
import { datasourceVariable, isoClassVariable, placeVariables } from "./variables.ts";

/** Everything about the measurement points of one machine: state first, then what speaks for it. */
export function pointsDashboard(): Dashboard {
  const dashboard = new DashboardBuilder("Measurement points")
    .uid("raceway-points")
    .description("State, health, remaining life, indicators and verdicts of a machine's points.")
    .tags(["raceway"])
    .timezone("browser")
    .time({ from: "now-24h", to: "now" })
    .refresh("30s")
    .tooltip(DashboardCursorSync.Crosshair)
    .readonly()
    .withVariable(datasourceVariable());
  for (const variable of placeVariables()) dashboard.withVariable(variable);
  dashboard.withVariable(isoClassVariable());

  dashboard.withRow(new RowBuilder("Condition"));
  for (const panel of [severityPanel(), healthPanel(), scorePanel(), remainingLifePanel()])
    dashboard.withPanel(panel);
  dashboard.withPanel(verdictTable());

  dashboard.withRow(new RowBuilder("Vibration"));
  for (const panel of [velocityPanel(), ...vibrationPanels(), ...envelopePanels()])
    dashboard.withPanel(panel);

  dashboard.withRow(new RowBuilder("Temperature and sound"));
  for (const panel of temperatureAndSoundPanels()) dashboard.withPanel(panel);

  dashboard.withRow(new RowBuilder("Service"));
  for (const panel of servicePanels()) dashboard.withPanel(panel);
  return numbered(dashboard.build());
}

/** Panels numbered in order: a link to one panel stays right as long as the order does. */
function numbered(dashboard: Dashboard): Dashboard {
  const panels = (dashboard.panels ?? []).map((panel, at) => ({ ...panel, id: at + 1 }));
  return { ...dashboard, panels };
}
