import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { alarmAnnotations, maintenanceAnnotations } from "./alarm-panels.ts";
import {
  healthPanel,
  remainingLifePanel,
  scorePanel,
  severityPanel,
  stopRiskPanel,
  verdictTable,
} from "./condition-panels.ts";
import { dashboardOf } from "./dashboard-frame.ts";
import {
  comparedPanels,
  envelopePanels,
  temperatureAndSoundPanels,
  velocityPanel,
} from "./indicator-panels.ts";
import { CHOSEN } from "./influxql-target.ts";
import { UIDS } from "./links.ts";
import { currentSpectrum, spectrumHeatmap } from "./spectrum-panels.ts";
import { beforeVariable, channelVariable, spectrumVariable } from "./variables.ts";

/** One measurement point: how its bearing is, how long it has left, and all that speaks for it. */
export function bearingDashboard(console: string): Dashboard {
  return dashboardOf({
    uid: UIDS.bearing,
    title: "Bearing",
    description:
      "One measurement point: health, remaining life, diagnosis with its evidence, spectra over time.",
    places: { to: "point" },
    detail: true,
    variables: [channelVariable(), spectrumVariable(), beforeVariable()],
    annotations: [alarmAnnotations(), maintenanceAnnotations()],
    from: "now-24h",
    console,
    rows: [
      {
        title: "Condition",
        panels: [
          severityPanel(CHOSEN, ["point"]).height(4),
          healthPanel(),
          scorePanel(),
          remainingLifePanel(),
          stopRiskPanel(),
          verdictTable(),
        ],
      },
      { title: "Vibration", panels: [velocityPanel(), ...envelopePanels()] },
      { title: "Temperature and sound", panels: temperatureAndSoundPanels() },
      { title: "Spectra", panels: [spectrumHeatmap(), currentSpectrum()] },
      { title: "Compared with the period before", panels: comparedPanels() },
    ],
  });
}
