import type { VNode } from "preact";
import { t } from "../i18n/text.ts";
import { h } from "./h.ts";

/** Address of the Grafana that has Raceway's dashboards; undefined: none was named. */
let grafana: string | undefined;

export function setGrafana(address: string | undefined): void {
  grafana = address;
}

/** Tags of a place in the order of its path, and the dashboard of the deepest; their uids are fixed for good (dashboards/src/links.ts). */
const PLACES = [
  ["site", "raceway-overview"],
  ["line", "raceway-overview"],
  ["machine", "raceway-machine"],
  ["point", "raceway-bearing"],
] as const;

/** The way to a place's dashboard in Grafana; nothing where there is none. @param path `site/line/machine/point`, or the beginning of it. */
export function grafanaLink(path: string): VNode | false {
  if (grafana === undefined) return false;
  const ids = path.split("/");
  const chosen = new URLSearchParams(
    ids.map((id, depth): [string, string] => [`var-${PLACES[depth]?.[0] ?? ""}`, id]),
  );
  const dashboard = PLACES[ids.length - 1]?.[1] ?? "raceway-overview";
  return h(
    "a",
    {
      class: "grafana-link",
      href: `${grafana}/d/${dashboard}?${chosen}`,
      target: "_blank",
      rel: "noreferrer",
    },
    t("grafana.link"),
  );
}
