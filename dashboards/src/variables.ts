import {
  CustomVariableBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { ISO_10816_3 } from "@raceway/condition/detection/limits/iso-10816-3";
import { DATASOURCE } from "./influxql-target.ts";
import { indicatorField, measurement } from "./names.ts";

/** The store to look into: a plant may have a second one for long terms. */
export function datasourceVariable() {
  return new DatasourceVariableBuilder("datasource").label("Data source").type("influxdb");
}

const PATH = ["site", "line", "machine", "point"] as const;

/** Site, line, machine and point, each offering only what is within the choice before it; several points may be looked at together. */
export function placeVariables() {
  return PATH.map((tag, depth) => {
    const within = PATH.slice(0, depth).map((outer) => `"${outer}" =~ /^$${outer}$/`);
    const where = within.length === 0 ? "" : ` WHERE ${within.join(" AND ")}`;
    const query = `SHOW TAG VALUES FROM ${measurement("state")} WITH KEY = "${tag}"${where}`;
    const variable = new QueryVariableBuilder(tag)
      .label(tag.charAt(0).toUpperCase() + tag.slice(1))
      .datasource(DATASOURCE)
      .query(query)
      .definition(query)
      .refresh(VariableRefresh.OnTimeRangeChanged)
      .sort(VariableSort.AlphabeticalAsc);
    return tag === "point" ? variable.multi(true).includeAll(true).allValue(".*") : variable;
  });
}

/**
 * Which of the ISO 10816-3 zone boundaries to draw. Nothing in the data says it, and to guess it from amplitudes is how machines are misjudged:
 * "none" is the first choice. A choice's value is the piece of InfluxQL that draws its lines, since thresholds of a panel know no variables.
 */
export function isoClassVariable() {
  const classes = ISO_10816_3.zones.map((row) => {
    const lines = [zoneLine(row.ab, "A/B"), zoneLine(row.bc, "B/C"), zoneLine(row.cd, "C/D")].join(
      ", ",
    );
    return choice(`group ${row.group}, ${row.support}`, lines);
  });
  const none = choice("none (not in scope)", `mean("none")`);
  return new CustomVariableBuilder("iso").label("ISO 10816-3").values([none, ...classes].join(","));
}

function zoneLine(boundary: number, zones: string): string {
  return `mean(${indicatorField("velocity_rms")}) * 0 + ${boundary} AS "${zones}"`;
}

/** `text : value` as a custom variable takes it; a comma within is escaped. */
function choice(text: string, value: string): string {
  return [text, value].map((part) => part.replaceAll(",", "\\,")).join(" : ");
}
