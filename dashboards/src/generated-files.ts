import { stringify } from "yaml";
import { pointsDashboard } from "./points-dashboard.ts";
import { serviceAlertRules } from "./service-alert-rules.ts";

const HEAD = "# Made by npm run generate -w dashboards; edit src/service-alert-rules.ts instead.\n";

/** Every file that this package makes, by path from its root. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const json = (content: unknown) => `${JSON.stringify(content, null, 2)}\n`;
  return new Map([
    ["json/points.json", json(pointsDashboard())],
    [
      "provisioning/alerting/service.yaml",
      `${HEAD}${stringify(serviceAlertRules(), { lineWidth: 0, aliasDuplicateObjects: false })}`,
    ],
  ]);
}
