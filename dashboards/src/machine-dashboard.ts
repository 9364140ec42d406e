import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { alarmAnnotations, maintenanceAnnotations } from "./alarm-panels.ts";
import { healthPanel, scorePanel, severityPanel } from "./condition-panels.ts";
import { dashboardOf } from "./dashboard-frame.ts";
import {
  operatingPanels,
  temperatureAndSoundPanels,
  velocityPanel,
  vibrationPanels,
} from "./indicator-panels.ts";
import { CHOSEN } from "./influxql-target.ts";
import { UIDS } from "./links.ts";
import { machineStatePanel, stopTable } from "./production-panels.ts";

/** All points of one machine side by side: what they measure, and what was expected. */
export function machineDashboard(console: string): Dashboard {
  return dashboardOf({
    uid: UIDS.machine,
    title: "Machine",
    description:
      "A machine's points: indicators with what was expected and their limits, operating state, temperature, sound.",
    places: { to: "point", several: ["point"] },
    detail: true,
    annotations: [alarmAnnotations(), maintenanceAnnotations()],
    from: "now-24h",
    console,
    rows: [
      {
        title: "Condition",
        panels: [severityPanel(CHOSEN, ["point"]), healthPanel(), scorePanel()],
      },
      {
        title: "Operating state",
        panels: [...operatingPanels(), machineStatePanel(), stopTable()],
      },
      { title: "Vibration", panels: [velocityPanel(), ...vibrationPanels()] },
      { title: "Temperature and sound", panels: temperatureAndSoundPanels() },
    ],
  });
}
