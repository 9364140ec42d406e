import type { VNode } from "preact";
import { t } from "../i18n/text.ts";
import { h } from "./h.ts";

/** Address of the Grafana that has Raceway's dashboards; undefined: none was named. */
let grafana: string | undefined;

export function setGrafana(address: string | undefined): void {
  grafana = address;
}

const TAGS = ["site", "line", "machine", "point"];

/** The way to the dashboard of a point or of a whole machine in Grafana; nothing where there is none. @param path `site/line/machine`, and perhaps `/point`. */
export function grafanaLink(path: string): VNode | false {
  if (grafana === undefined) return false;
  const ids = path.split("/");
  const chosen = new URLSearchParams(
    ids.map((id, depth): [string, string] => [`var-${TAGS[depth] ?? ""}`, id]),
  );
  // Their uids are fixed for good (dashboards/src/links.ts).
  const dashboard = ids.length === TAGS.length ? "raceway-bearing" : "raceway-machine";
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
