import {
  CustomVariableBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableHide,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DATASOURCE, type PlaceTag } from "./influxql-target.ts";
import { measurement } from "./names.ts";

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

/** The bearing types that are tested on the chosen line. */
export function typeVariable() {
  const query = `SHOW TAG VALUES FROM ${measurement("part")} WITH KEY = "bearing_type" WHERE "site" =~ /^$site$/ AND "line" =~ /^$line$/`;
  return new QueryVariableBuilder("type")
    .label("Type")
    .datasource(DATASOURCE)
    .query(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue(".*");
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

/** How much earlier the period lies that is compared. */
export function beforeVariable() {
  return new CustomVariableBuilder("before")
    .label("Compared with")
    .values("a day earlier : 1d,a week earlier : 7d,30 days earlier : 30d,an hour earlier : 1h");
}
