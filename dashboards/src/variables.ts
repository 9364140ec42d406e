import {
  CustomVariableBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableHide,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { ISO_10816_3 } from "@raceway/condition/detection/limits/iso-10816-3";
import { DATASOURCE, type PlaceTag } from "./influxql-target.ts";
import { indicatorField, measurement } from "./names.ts";

/** The store to look into: a plant may have a second one for long terms. */
export function datasourceVariable() {
  return new DatasourceVariableBuilder("datasource").label("Data source").type("influxdb");
}

const PATH: readonly PlaceTag[] = ["site", "line", "machine", "point"];

export interface PlaceChoice {
  /** Deepest tag to choose. */
  readonly to: PlaceTag;
  /** Tags of which several, or all, may be chosen. */
  readonly several?: readonly PlaceTag[];
}

/** Site, line, machine and point, each offering only what is within the choice before it. */
export function placeVariables({ to, several = [] }: PlaceChoice) {
  return PATH.slice(0, PATH.indexOf(to) + 1).map((tag, depth) => {
    const within = PATH.slice(0, depth).map((outer) => `"${outer}" =~ /^$${outer}$/`);
    const where = within.length === 0 ? "" : ` WHERE ${within.join(" AND ")}`;
    const query = `SHOW TAG VALUES FROM ${measurement("state")} WITH KEY = "${tag}"${where}`;
    const variable = new QueryVariableBuilder(tag)
      .label(tag.charAt(0).toUpperCase() + tag.slice(1))
      .datasource(DATASOURCE)
      .query(query)
      .refresh(VariableRefresh.OnTimeRangeChanged)
      .sort(VariableSort.AlphabeticalAsc);
    return several.includes(tag) ? variable.multi(true).includeAll(true).allValue(".*") : variable;
  });
}

/** The channel of the chosen point whose spectra are shown. */
export function channelVariable() {
  const query = `SHOW TAG VALUES FROM ${measurement("spectrum")} WITH KEY = "channel" WHERE "machine" =~ /^$machine$/ AND "point" =~ /^$point$/`;
  return new QueryVariableBuilder("channel")
    .label("Channel")
    .datasource(DATASOURCE)
    .query(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);
}

export function spectrumVariable() {
  return new CustomVariableBuilder("spectrum")
    .label("Spectrum")
    .values("envelope,amplitude,velocity,sound");
}

/** Which rows to draw from. Grafana cannot choose by the range; the links of each dashboard choose both at once. */
export function detailVariable() {
  return new CustomVariableBuilder("detail")
    .label("Rows")
    .values("as recorded : autogen,minutes : minute,hours : hour");
}

/** One anderon in µm/s, about: 1 µin/rad a root octave at 1800 r/min; by band and source 7.3 to 7.7. */
const ANDERON = 7.5;

/** The unit of the bands of ISO 15242, as what µm/s are divided by. */
export function bandUnitVariable() {
  return new CustomVariableBuilder("velocity")
    .label("ISO 15242 in")
    .values(`µm/s : 1,anderon : ${ANDERON}`);
}

/** Address of the console, for links; set when the dashboards are generated. */
export function consoleVariable(address: string) {
  return new TextBoxVariableBuilder("console")
    .label("Console")
    .defaultValue(address)
    .hide(VariableHide.HideVariable);
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
