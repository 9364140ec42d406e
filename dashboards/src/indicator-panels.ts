import { indicatorFacts } from "@raceway/condition/manipulation/indicators";
import { limitField } from "@raceway/telemetry/fields";
import { CHOSEN, seriesTarget, variable } from "./influxql-target.ts";
import { field, indicatorField } from "./names.ts";
import { FULL_WIDTH, trend } from "./panel-style.ts";

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

const ZONES = [
  ["zone_ab", "A/B", "green"],
  ["zone_bc", "B/C", "orange"],
  ["zone_cd", "C/D", "red"],
] as const;

/** Velocity with the zone boundaries of the machine's class. */
export function velocityPanel() {
  const about = `${meaning("velocity_rms")} Dashed: zone boundaries of ISO 10816-3 by the machine's class in the plant file; none where it declares none, or is out of scope.`;
  const panel = trend("Vibration velocity", "suffix:mm/s", about, FULL_WIDTH)
    .min(0)
    .withTarget(target("velocity_rms", "A", "mean"));
  for (const [at, [zone, words, color]] of ZONES.entries())
    panel
      .withTarget(
        seriesTarget(`max(${field("baseline", zone)})`, "baseline", CHOSEN, [], {
          refId: String.fromCharCode("B".charCodeAt(0) + at),
          alias: words,
        }),
      )
      .overrideByName(words, [
        { id: "custom.lineStyle", value: { fill: "dash", dash: [8, 8] } },
        { id: "custom.showPoints", value: "never" },
        { id: "custom.spanNulls", value: true },
        { id: "color", value: { mode: "fixed", fixedColor: color } },
      ]);
  return panel;
}

/** Level and impulses of the same length of time that lies so much earlier, beside the same as chosen: what was different then. */
export function comparedPanels() {
  const of = (title: string, name: string, unit: string) => {
    const panel = (words: string, about: string) =>
      trend(`${title}, ${words}`, unit, `${meaning(name)} ${about}`).withTarget(
        target(name, "A", "mean"),
      );
    const earlier = panel(`${variable("before")} earlier`, "The same length of time, earlier.");
    return [panel("now", "As chosen above."), earlier.timeShift(variable("before"))];
  };
  return [
    ...of("Vibration velocity", "velocity_rms", "suffix:mm/s"),
    ...of("Envelope rms", "envelope_rms", "none"),
    ...of("Temperature", "temperature", "celsius"),
  ];
}

/**
 * An indicator with what the learnt model expected of it in the operating state it was in (dashed) and the limit that the model set (red): the band between
 * them is where this point is at home.
 */
export function learntPanel(title: string, unit: string, name: string, how: "mean" | "max") {
  const by = ["point", "channel"];
  const alias = (words: string) => ({ alias: `$tag_point/$tag_channel ${words}` });
  const about = `${meaning(name)} Dashed: what this point's own history expects in this operating state; red: its limit.`;
  return trend(title, unit, about, THIRD)
    .withTarget(target(name, "A", how))
    .withTarget(
      seriesTarget(`mean("${name}")`, "baseline", CHOSEN, by, { refId: "B", ...alias("expected") }),
    )
    .withTarget(
      seriesTarget(`mean("${limitField(name)}")`, "baseline", CHOSEN, by, {
        refId: "C",
        ...alias("limit"),
      }),
    )
    .overrideByRegexp("/ expected$/", [
      { id: "custom.lineStyle", value: { fill: "dash", dash: [4, 6] } },
      { id: "custom.showPoints", value: "never" },
      { id: "color", value: { mode: "fixed", fixedColor: "text" } },
    ])
    .overrideByRegexp("/ limit$/", [
      { id: "custom.lineStyle", value: { fill: "dash", dash: [8, 8] } },
      { id: "custom.showPoints", value: "never" },
      { id: "color", value: { mode: "fixed", fixedColor: "red" } },
    ]);
}

export function vibrationPanels() {
  return [
    learntPanel("Acceleration rms", "none", "rms", "mean"),
    learntPanel("Peak", "none", "peak", "max"),
    learntPanel("Kurtosis", "none", "kurtosis", "max"),
    learntPanel("Rms, 1 to 5 kHz", "none", "mf_rms", "mean"),
    learntPanel("Rms above 5 kHz", "none", "hf_rms", "mean"),
    learntPanel("Envelope rms", "none", "envelope_rms", "mean"),
  ];
}

/** What the machine was doing: indicators are judged against it. */
export function operatingPanels() {
  const panel = (title: string, unit: string, name: "speed_rpm" | "load", about: string) =>
    trend(title, unit, about).withTarget(
      seriesTarget(`mean(${field("indicator", name)})`, "indicator", CHOSEN, ["point"], {
        alias: "$tag_point",
      }),
    );
  return [
    panel("Speed", "rotrpm", "speed_rpm", "Shaft speed during each record, when known."),
    panel("Load", "none", "load", "Load during each record, in the plant file's unit, when known."),
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
    learntPanel("Temperature", "celsius", "temperature", "mean").span(FULL_WIDTH / 2),
    learntPanel("Sound level", "dB", "level_a", "mean").span(FULL_WIDTH / 2),
  ];
}
