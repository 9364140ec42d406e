import { DashboardLinkBuilder, DashboardLinkType } from "@grafana/grafana-foundation-sdk/dashboard";
import { variable } from "./influxql-target.ts";

/** Fixed for good: links, bookmarks and mails hold them. */
export const UIDS = {
  overview: "raceway-overview",
  machine: "raceway-machine",
  bearing: "raceway-bearing",
  ingest: "raceway-ingest",
  testStand: "raceway-test-stand",
} as const;

const PLACES = ["site", "line", "machine", "point"] as const;

/** From a table's row with the columns line, machine and point: to its bearing, here and in the console. */
export function pointLinks() {
  const cell = (name: string) => `\${__data.fields["${name}"]}`;
  const place = `var-site=${variable("site")}&var-line=${cell("line")}&var-machine=${cell("machine")}&var-point=${cell("point")}`;
  return [
    { title: "Bearing", url: `/d/${UIDS.bearing}?${place}&\${__url_time_range}` },
    {
      title: "Console",
      url: `${variable("console")}/#/point/${variable("site")}/${cell("line")}/${cell("machine")}/${cell("point")}`,
      targetBlank: true,
    },
  ];
}

/** From a timeline of machines to the machine. */
export function machineLinks() {
  const place = `var-site=${variable("site")}&var-line=\${__field.labels.line}&var-machine=\${__field.labels.machine}`;
  return [{ title: "Machine", url: `/d/${UIDS.machine}?${place}&\${__url_time_range}` }];
}

/** The other dashboards with the same choices, the console, and three ranges each with the resolution that suits it. */
export function dashboardLinks(uid: string, tags: readonly string[], hasDetail: boolean) {
  const others = new DashboardLinkBuilder("Raceway")
    .type(DashboardLinkType.Dashboards)
    .tags(["raceway"])
    .asDropdown(true)
    .includeVars(true)
    .keepTime(true);
  const console = new DashboardLinkBuilder("Console")
    .type(DashboardLinkType.Link)
    .icon("external link")
    .tooltip("The operator's console: acknowledge, comment, shelve")
    .url(variable("console"))
    .targetBlank(true);
  if (!hasDetail) return [others, console];
  const kept = [...PLACES.filter((tag) => tags.includes(tag)), "datasource", "console"]
    .map((name) => variable(name, "queryparam"))
    .join("&");
  const ranges = RANGES.map(({ title, from, detail, words }) =>
    new DashboardLinkBuilder(title)
      .type(DashboardLinkType.Link)
      .icon("dashboard")
      .tooltip(words)
      .url(`/d/${uid}?${kept}&from=${from}&to=now&var-detail=${detail}`),
  );
  return [...ranges, others, console];
}

/** A range and the rows to draw it from: about as many as a screen has columns. */
export const RANGES = [
  { title: "1 h", from: "now-1h", detail: "autogen", words: "The last hour, as recorded" },
  { title: "24 h", from: "now-24h", detail: "minute", words: "The last day, in minutes" },
  { title: "30 d", from: "now-30d", detail: "hour", words: "The last 30 days, in hours" },
  { title: "1 year", from: "now-1y", detail: "hour", words: "The last year, in hours" },
] as const;
