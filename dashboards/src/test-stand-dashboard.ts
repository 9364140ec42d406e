import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { severityPanel, verdictTable } from "./condition-panels.ts";
import { dashboardOf } from "./dashboard-frame.ts";
import { learntPanel } from "./indicator-panels.ts";
import { CHOSEN } from "./influxql-target.ts";
import { UIDS } from "./links.ts";
import { controlPanels, gatePanel, turnedAwayTable } from "./part-panels.ts";
import {
  bandSpreadPanels,
  bandTrendPanel,
  capabilityPanels,
  recordsTable,
  spreadPanel,
} from "./test-stand-panels.ts";
import { bandUnitVariable, typeVariable } from "./variables.ts";

/** The stand at the end of the line: how finished bearings spread, and whether they drift. */
export function testStandDashboard(console: string): Dashboard {
  return dashboardOf({
    uid: UIDS.testStand,
    title: "Test stand",
    description:
      "Finished bearings on the end-of-line stand: control charts of their parts, what was turned away, spread and drift of their vibration, the bands of ISO 15242, records, verdicts.",
    places: { to: "point", several: ["point"] },
    detail: true,
    variables: [typeVariable(), bandUnitVariable()],
    from: "now-24h",
    console,
    rows: [
      {
        title: "Parts",
        panels: [...controlPanels(), gatePanel(), turnedAwayTable()],
      },
      {
        title: "ISO 15242",
        panels: [...bandSpreadPanels(), ...capabilityPanels(), bandTrendPanel()],
      },
      {
        title: "Spread over bearings",
        panels: [
          spreadPanel("Rms", "rms", "none"),
          spreadPanel("Peak", "peak", "none"),
          spreadPanel("Kurtosis", "kurtosis", "none"),
        ],
      },
      {
        title: "Drift",
        panels: [
          severityPanel(CHOSEN, ["point"]),
          learntPanel("Rms", "none", "rms", "mean"),
          learntPanel("Peak", "none", "peak", "max"),
          learntPanel("Rms, 1 to 5 kHz", "none", "mf_rms", "mean"),
        ],
      },
      { title: "Records", panels: [recordsTable(), verdictTable()] },
    ],
  });
}
