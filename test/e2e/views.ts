import { fileURLToPath } from "node:url";

/** Where pictures for people are put; a run of CI keeps them. */
export const ARTEFACTS = fileURLToPath(new URL("../artefacts", import.meta.url));

/** The point of the demo that falls ill. */
export const SICK_POINT = "lakeside/grinding-1/outer-ring-grinder/work-head";

/** Its alarm's id. */
export const SICK_ALARM = "grinding-1.outer-ring-grinder.work-head.machine";

/** Every page of the console by its address in the demo. */
export const VIEWS = {
  plant: "#/",
  machine: "#/machine/lakeside/grinding-1/outer-ring-grinder",
  point: `#/point/${SICK_POINT}`,
  alarms: "#/alarms",
  covered: "#/covered",
  history: "#/history",
  handover: "#/handover",
  report: "#/report",
  maintenance: "#/maintenance",
  sensors: "#/sensors",
  settings: "#/settings",
} as const;
