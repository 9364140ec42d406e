import { loadPffft } from "@raceway/dsp/transform/pffft";
import { RECORDINGS } from "../recordings.ts";
import { type Replay, replayLife } from "./life-replay.ts";
import { badInputSection } from "./lives-bad-input.ts";
import { detectorTable } from "./lives-detectors.ts";
import { monthSection } from "./lives-month.ts";
import { percent, table } from "./markdown.ts";
import { femtoLives, type Life, readLife, thinnedLife } from "./recorded-lives.ts";
import { yardstickOnset } from "./yardsticks.ts";

/** Measures anomaly and false alarms along lives, and says how; the text of docs/accuracy/lives.md. */
export async function livesStudy(): Promise<string> {
  const folders = femtoLives();
  const lives: Life[] = [];
  for (const folder of folders) lives.push(await readLife(folder));
  const replays = lives.map((life) => replayLife(life));
  const recorded =
    lives.length === 0
      ? [`No recorded lives in ${RECORDINGS}: sections on recordings are missing.`]
      : [
          anomalySection(lives, replays),
          detectorTable(lives),
          badInputSection(lives),
          costSection(replays),
        ];
  return [HEAD, ...recorded, monthSection(await loadPffft())].join("\n\n").concat("\n");
}

const HEAD = `# Accuracy: anomaly and false alarms

Written by \`npm run accuracy lives\`; do not edit. Recordings: the learning set of the IEEE PHM 2012 challenge (FEMTO-ST PRONOSTIA, Nectoux et al.
2012), six bearings from new to failed, read and analysed exactly as \`raceway replay\` does. Their remaining life: [remaining-life.md](remaining-life.md).

**Protocol.** Each life runs through the chain of one measurement point from its first record on; the chain knows nothing of it beforehand, and nothing
was fitted on the life being judged. There is no stated end of the learning period in advance: the baseline speaks after 20 observations of an operating
state (after 8 where they come five minutes apart or more) and keeps learning from all that is normal, the youngest fifth excepted. The constants of detection (smallest changes, delays) are one set of round numbers
for all machines; they were looked at on these six lives, so these lives are not independent of them: the thinned lives and the simulated plant below are the check.
Position is the share of the life, 0 % new, 100 % failed. A persistent anomaly is what raises an alarm.`;

function anomalySection(lives: readonly Life[], replays: readonly Replay[]): string {
  const rows = replays.map((replay, i) => {
    const life = lives[i];
    const first = replay.onsets[0];
    return [
      replay.name,
      String(replay.snapshots),
      first === undefined ? "never" : `${percent(first.at)} (${first.why})`,
      String(replay.onsets.length),
      replay.onsets.some(({ at }) => at < 0.15) ? "yes" : "no",
      percent(replay.earlyPointwise),
      replay.onsets.some(({ at }) => at <= 0.95) ? "yes" : "no",
      life === undefined ? "" : onsetOf(yardstickOnset(life, "rms")),
      life === undefined ? "" : onsetOf(yardstickOnset(life, "kurtosis")),
    ];
  });
  const clean = replays.filter(({ onsets }) => onsets.every(({ at }) => at >= 0.15)).length;
  const ahead = replays.filter(({ onsets }) => onsets.some(({ at }) => at <= 0.95)).length;
  const found = replays.filter(({ onsets }) => onsets.length > 0).length;
  return [
    "## Anomaly along the lives",
    table(
      [
        "life",
        "snapshots",
        "first persistent anomaly (strongest evidence)",
        "onsets",
        "persistent in first 15 %",
        "pointwise in first 15 %",
        "persistent ≥ 5 % before the end",
        "3σ rms, three in a row",
        "3σ kurtosis, three in a row",
      ],
      rows,
    ),
    `Onset found before the end in ${found} of ${replays.length}; no persistent anomaly in the first 15 % in ${clean} of ${replays.length}; a persistent anomaly at least 5 % of the life before the end in ${ahead} of ${replays.length}.`,
    "The yardsticks in the last two columns learn mean and standard deviation from the first 10 % of the life they judge and alarm at three snapshots in a row above three sigma, on either axis.",
    thinnedTable(lives),
  ].join("\n\n");
}

function onsetOf(at: number | undefined): string {
  return at === undefined ? "never" : percent(at);
}

/** The same lives with only each k-th snapshot: shorter histories, longer intervals, the same damage. */
function thinnedTable(lives: readonly Life[]): string {
  const rows = [4, 10].flatMap((step) => {
    const replays = lives.map((life) => replayLife(thinnedLife(life, step)));
    return [
      [
        `every ${step}th snapshot (${Math.min(...replays.map((r) => r.snapshots))} to ${Math.max(...replays.map((r) => r.snapshots))} a life)`,
        String(replays.filter((r) => r.onsets.some(({ at }) => at < 0.15)).length),
        String(replays.filter((r) => r.onsets.some(({ at }) => at <= 0.95)).length),
        replays.map((r) => (r.onsets[0] === undefined ? "–" : percent(r.onsets[0].at))).join(", "),
      ],
    ];
  });
  return [
    "Not tuned to the sampling: the same lives thinned, with the same constants.",
    table(
      [
        "lives",
        "with a persistent anomaly in the first 15 %",
        "≥ 5 % before the end",
        "first onsets",
      ],
      rows,
    ),
  ].join("\n\n");
}

function costSection(replays: readonly Replay[]): string {
  const bytes = Math.max(...replays.map(({ snapshotBytes }) => snapshotBytes));
  const micros = replays.map(({ microsPerObservation }) => microsPerObservation);
  return [
    "## Memory and time",
    `Largest state of a point along these lives (three channels): ${(bytes / 1024).toFixed(0)} kB. The bound is 72 kB, tested with four channels in 45 operating states. A finished life takes up to ${Math.max(...replays.map(({ finished }) => JSON.stringify(finished ?? "").length))} bytes; a point remembers its latest four, a running life is compared with at most sixteen of its kind. Time per observation for detection, health and prognosis together: ${Math.min(...micros).toFixed(0)} to ${Math.max(...micros).toFixed(0)} µs of processor time, mean over a life.`,
  ].join("\n\n");
}
