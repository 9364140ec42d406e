import { PanelBuilder as BarChart } from "@grafana/grafana-foundation-sdk/barchart";
import { VisibilityMode } from "@grafana/grafana-foundation-sdk/common";
import {
  PanelBuilder as Heatmap,
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  YAxisConfigBuilder,
} from "@grafana/grafana-foundation-sdk/heatmap";
import { SPECTRUM_BANDS } from "@raceway/telemetry/spectrum-bands";
import { CHOSEN, chosen, DATASOURCE, rawTarget, rowsOf, seriesTarget } from "./influxql-target.ts";
import { FULL_WIDTH, NO_ROWS } from "./panel-style.ts";

const SPECTRUM = `${chosen("channel")} AND "spectrum" = '$spectrum'`;
const LEVEL = "Largest line of each band of 1/6 octave, dB over 10⁻⁶ of the channel's unit.";

/** One column a band, named by its centre in Hz, so that Grafana sorts them as numbers. */
function columns(how: "mean" | "last"): string {
  return SPECTRUM_BANDS.map(({ field, centre }) => `${how}("${field}") AS "${centre}"`).join(", ");
}

/** Spectra over time. One row a record and one field a band: one series a channel, and one query. */
export function spectrumHeatmap() {
  return new Heatmap()
    .title("Spectrum over time: $spectrum")
    .description(
      `${LEVEL} A line that appears and grows is damage; one that moves with speed is the machine's.`,
    )
    .datasource(DATASOURCE)
    .span(FULL_WIDTH)
    .height(12)
    .interval("1m")
    .maxDataPoints(240)
    .noValue(NO_ROWS)
    .calculate(false)
    .cellGap(0)
    .yAxis(new YAxisConfigBuilder().unit("hertz").axisLabel("Band"))
    .color(new HeatmapColorOptionsBuilder().mode(HeatmapColorMode.Scheme).scheme("Turbo").steps(64))
    .unit("dB")
    .withTarget(
      seriesTarget(columns("mean"), "spectrum", `${CHOSEN} AND ${SPECTRUM}`, [], { alias: "$col" }),
    );
}

/** The newest spectrum within the range. */
export function currentSpectrum() {
  const query = `SELECT ${columns("last")} FROM ${rowsOf("spectrum")} WHERE ${CHOSEN} AND ${SPECTRUM}`;
  return new BarChart()
    .title("Latest spectrum: $spectrum")
    .description(`${LEVEL} The newest within the time range.`)
    .datasource(DATASOURCE)
    .span(FULL_WIDTH)
    .height(9)
    .noValue(NO_ROWS)
    .unit("dB")
    .showValue(VisibilityMode.Never)
    .xField("Field")
    .withTarget(rawTarget(query, "time_series", { alias: "$col" }))
    .withTransformation({ id: "reduce", options: { reducers: ["lastNotNull"] } });
}
