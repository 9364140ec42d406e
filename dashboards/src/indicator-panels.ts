import { indicatorFacts } from "@raceway/condition/manipulation/indicators";
import { CHOSEN, seriesTarget, variable } from "./influxql-target.ts";
import { indicatorField } from "./names.ts";
import { FULL_WIDTH, limits, trend } from "./panel-style.ts";

const THIRD = FULL_WIDTH / 3;

/** One indicator of every channel that has it. The mean of a step for what is steady, the maximum for what is short. */
function target(name: string, refId: string, how: "mean" | "max", words = "") {
  return seriesTarget(
    `${how}(${indicatorField(name)})`,
    "indicator",
    CHOSEN,
    ["point", "channel"],
    {
      refId,
      alias: `$tag_point/$tag_channel${words === "" ? "" : ` ${words}`}`,
    },
  );
}

function meaning(name: string): string {
  return indicatorFacts(name)?.meaning ?? "";
}

/** Velocity with the zone boundaries of the class that the reader has chosen. */
export function velocityPanel() {
  const about = `${meaning("velocity_rms")} Zone boundaries: choose the machine's class above.`;
  return trend("Vibration velocity", "suffix: mm/s", about, FULL_WIDTH)
    .min(0)
    .withTarget(target("velocity_rms", "A", "mean"))
    .withTarget(
      seriesTarget(variable("iso", "raw"), "indicator", CHOSEN, [], { refId: "B", alias: "$col" }),
    )
    .overrideByRegexp("/^[ABC]\\/[BCD]$/", [
      { id: "custom.lineStyle", value: { fill: "dash", dash: [8, 8] } },
      { id: "custom.showPoints", value: "never" },
      { id: "custom.spanNulls", value: true },
    ])
    .overrideByName("A/B", [{ id: "color", value: { mode: "fixed", fixedColor: "green" } }])
    .overrideByName("B/C", [{ id: "color", value: { mode: "fixed", fixedColor: "orange" } }])
    .overrideByName("C/D", [{ id: "color", value: { mode: "fixed", fixedColor: "red" } }]);
}

export function vibrationPanels() {
  return [
    trend("Acceleration rms", "none", meaning("rms"), THIRD).withTarget(target("rms", "A", "mean")),
    trend("Peak", "none", meaning("peak"), THIRD).withTarget(target("peak", "A", "max")),
    limits(
      trend("Kurtosis", "none", meaning("kurtosis"), THIRD).withTarget(
        target("kurtosis", "A", "max"),
      ),
      [[3, "transparent"]],
    ),
  ];
}

/** The bearing's own lines in the envelope spectrum, and how far they stand out. */
export function envelopePanels() {
  const lines = [
    ["bpfo", "outer race"],
    ["bpfi", "inner race"],
    ["bsf2", "rolling element"],
  ] as const;
  const amplitude = trend(
    "Envelope lines",
    "none",
    "Modulation at the bearing's defect frequencies: ball pass outer, ball pass inner, twice ball spin.",
  );
  const snr = trend("Envelope lines over noise", "dB", meaning("snr_bpfo"));
  for (const [at, [line, words]] of lines.entries()) {
    const refId = String.fromCharCode("A".charCodeAt(0) + at);
    amplitude.withTarget(target(`envelope_${line}`, refId, "mean", words));
    snr.withTarget(target(`snr_${line}`, refId, "mean", words));
  }
  return [amplitude, snr];
}

export function temperatureAndSoundPanels() {
  return [
    trend("Temperature", "celsius", meaning("temperature")).withTarget(
      target("temperature", "A", "mean"),
    ),
    trend("Sound level", "dB", meaning("level_a")).withTarget(target("level_a", "A", "mean")),
  ];
}
