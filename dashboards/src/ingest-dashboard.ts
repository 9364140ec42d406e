import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { dashboardOf } from "./dashboard-frame.ts";
import { UIDS } from "./links.ts";
import { servicePanels, silencePanel } from "./service-panels.ts";

/** How Raceway itself fares: what comes in, what waits, what could not be used, who is silent. */
export function ingestDashboard(console: string): Dashboard {
  return dashboardOf({
    uid: UIDS.ingest,
    title: "Ingest health",
    description: "Rates, lag, backlog, dead letters, and silence of sensors.",
    places: { to: "site" },
    detail: true,
    from: "now-6h",
    console,
    rows: [
      { title: "Ingest", panels: servicePanels() },
      { title: "Sensors", panels: [silencePanel()] },
    ],
  });
}
