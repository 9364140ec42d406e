import type { Observation } from "@raceway/condition/observation";
import { replayLife } from "./life-replay.ts";
import { percent, table } from "./markdown.ts";
import type { Life } from "./recorded-lives.ts";

/** Where the sensor changes, and where the life is cut off (before damage of its own), as shares of its observations. */
const CHANGED = 0.12;
const CUT: Readonly<Record<string, number>> = { Bearing3_1: 0.8, Bearing3_2: 0.8 };
const CUT_OTHERS = 0.15;

const LEVELS = new Set(["rms", "peak", "lf_rms", "mf_rms", "hf_rms", "envelope_rms"]);

const amplified = (observation: Observation, gain: number): Observation => ({
  ...observation,
  indicators: Object.fromEntries(
    Object.entries(observation.indicators).map(([name, value]) => [
      name,
      LEVELS.has(name) ? gain * value : value,
    ]),
  ),
});

const swapped: Readonly<Record<string, string>> = {
  horizontal: "vertical",
  vertical: "horizontal",
};

const CASES: Readonly<Record<string, (observation: Observation) => Observation>> = {
  "one axis replaced, 3 times the sensitivity": (o) =>
    o.channel === "horizontal" ? amplified(o, 3) : o,
  "one axis replaced, 0.3 times the sensitivity": (o) =>
    o.channel === "horizontal" ? amplified(o, 0.3) : o,
  "both axes replaced, twice the sensitivity": (o) =>
    o.kind === "vibration" ? amplified(o, 2) : o,
  "the two axes exchanged": (o) => ({ ...o, channel: swapped[o.channel] ?? o.channel }),
};

/** What the chain makes of exchanged sensors in recorded lives: persistent machine anomalies (none wanted) and sensor verdicts. */
export function badInputSection(lives: readonly Life[]): string {
  const rows = Object.entries(CASES).map(([name, change]) => [
    name,
    ...lives.map((life) => {
      const { onsets, sensorVerdicts } = replayLife(changedLife(life, change));
      const machine =
        onsets.length === 0
          ? "no machine fault"
          : `machine fault at ${percent(onsets[0]?.at ?? 0)}`;
      return `${machine}, ${sensorVerdicts > 0 ? "sensor verdict" : "silent"}`;
    }),
  ]);
  const cells = rows.flatMap((row) => row.slice(1));
  const misread = cells.filter((cell) => cell.startsWith("machine fault")).length;
  return [
    "## Exchanged sensors",
    `The sensor changes at 12 % of a recorded life, which is cut off before the bearing itself is abnormal. A step in which all bands change by one factor while the shape stays, or some bands rise and others fall at once, is a sensor verdict, and so are two axes that each read as the other did; what they taught is void, and they learn anew. Without the change the same stretches give no verdict. ${misread} of ${cells.length} are read as a machine's fault, in bearings whose own bands move by as much at that time. Clock steps, gaps, stuck and jumping temperatures, spoilt records and restarts are tests beside the chain (\`packages/condition/src/point-chain.test.ts\`).`,
    table(["change", ...lives.map(({ name }) => name)], rows),
  ].join("\n\n");
}

function changedLife(life: Life, change: (observation: Observation) => Observation): Life {
  const count = life.observations.length;
  const observations = life.observations
    .slice(0, Math.floor(count * (CUT[life.name] ?? CUT_OTHERS)))
    .map((observation, i) => (i < CHANGED * count ? observation : change(observation)));
  return { ...life, observations };
}
