import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { openAlarmsPanel } from "./alarm-panels.ts";
import { healthPanel, lineHealthPanel, severityPanel } from "./condition-panels.ts";
import { dashboardOf } from "./dashboard-frame.ts";
import { CHOSEN_LINES } from "./influxql-target.ts";
import { machineLinks, UIDS } from "./links.ts";
import { countPanel, worstPointsPanel } from "./overview-panels.ts";
import { FULL_WIDTH } from "./panel-style.ts";

/** The whole plant on one screen: what is open, what is worst, and when it began. */
export function overviewDashboard(console: string): Dashboard {
  const machines = ["line", "machine"];
  return dashboardOf({
    uid: UIDS.overview,
    title: "Plant overview",
    description: "Lines and machines over time, worst points, open alarms, health.",
    places: { to: "line", several: ["line"] },
    detail: true,
    from: "now-6h",
    console,
    rows: [
      {
        title: "Now",
        panels: [
          countPanel("In alarm", "alarm", "red"),
          countPanel("In warning", "warning", "orange"),
          countPanel("Normal", "normal", "green"),
          openAlarmsPanel(),
        ],
      },
      {
        title: "Lines and machines",
        panels: [
          severityPanel(CHOSEN_LINES, machines, "Machines")
            .height(10)
            .dataLinks(machineLinks().map((link) => ({ build: () => link as never }))),
          worstPointsPanel(),
          healthPanel(CHOSEN_LINES, machines).height(10),
          lineHealthPanel().span(FULL_WIDTH),
        ],
      },
    ],
  });
}
