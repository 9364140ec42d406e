import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { bearingDashboard } from "./bearing-dashboard.ts";
import { ingestDashboard } from "./ingest-dashboard.ts";
import { machineDashboard } from "./machine-dashboard.ts";
import { overviewDashboard } from "./overview-dashboard.ts";
import { testStandDashboard } from "./test-stand-dashboard.ts";

/** Where the compose file's console is for a browser on the same machine. */
export const CONSOLE = "http://127.0.0.1:8080";

/** Every dashboard by the name of its file. */
export function allDashboards(console = CONSOLE): ReadonlyMap<string, Dashboard> {
  return new Map([
    ["overview", overviewDashboard(console)],
    ["machine", machineDashboard(console)],
    ["bearing", bearingDashboard(console)],
    ["ingest", ingestDashboard(console)],
    ["test-stand", testStandDashboard(console)],
  ]);
}
