import { stringify } from "yaml";
import { allDashboards } from "./all-dashboards.ts";
import { serviceAlertRules } from "./service-alert-rules.ts";

const HEAD = "# Made by npm run generate -w dashboards; edit src/service-alert-rules.ts instead.\n";

/** Every file that this package makes, by path from its root. */
export function generatedFiles(console?: string): ReadonlyMap<string, string> {
  const json = (content: unknown) => `${JSON.stringify(content, null, 2)}\n`;
  const dashboards = [...allDashboards(console)].map(
    ([name, dashboard]) => [`json/${name}.json`, json(dashboard)] as const,
  );
  return new Map([
    ...dashboards,
    [
      "provisioning/alerting/service.yaml",
      `${HEAD}${stringify(serviceAlertRules(), { lineWidth: 0, aliasDuplicateObjects: false })}`,
    ],
  ]);
}
