import { pointsDashboard } from "./points-dashboard.ts";
import { serviceAlertRules } from "./service-alert-rules.ts";

/** Every file that this package makes, by path from its root. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const json = (content: unknown) => `${JSON.stringify(content, null, 2)}\n`;
  return new Map([
    ["json/points.json", json(pointsDashboard())],
    // JSON is YAML: Grafana reads it as either.
    ["provisioning/alerting/service.yaml", json(serviceAlertRules())],
  ]);
}
