import type { Round, RoundsResult } from "./run-rounds.ts";

export const ALLOWED_SECONDS = 10;

/** What must be none, in words; empty: all is as promised. */
export function broken({ account, rounds }: RoundsResult): readonly string[] {
  const late = (of: (round: Round) => number) =>
    rounds.filter((round) => of(round) > ALLOWED_SECONDS).length;
  const counts = {
    lost: account.lost.length,
    doubled: account.doubled.length,
    "recovered too late": late(({ recovery }) => recovery),
    "told too late": late(({ alarm }) => alarm),
  };
  return Object.entries(counts).flatMap(([what, n]) => (n > 0 ? [`${n} ${what}`] : []));
}

/** Rows of the table: of every kind of fault how many rounds it was in, alone or beside another. */
function faultRows(rounds: readonly Round[]): string {
  const names = [...new Set(rounds.flatMap(({ faults }) => faults))].toSorted();
  const row = (name: string, of: readonly Round[]) => {
    const recovery = of.map((round) => round.recovery);
    const alarm = of.map((round) => round.alarm);
    return `| ${name} | ${of.length} | ${middle(recovery)} | ${worst(recovery)} | ${middle(alarm)} | ${worst(alarm)} |`;
  };
  const lines = names.map((name) =>
    row(
      name,
      rounds.filter(({ faults }) => faults.includes(name)),
    ),
  );
  return [...lines, row("**all**", rounds)].join("\n");
}

const worst = (seconds: readonly number[]) => inSeconds(Math.max(...seconds));
const middle = (seconds: readonly number[]) =>
  inSeconds(seconds.toSorted((a, b) => a - b)[Math.floor(seconds.length / 2)] ?? Number.NaN);
const inSeconds = (seconds: number) =>
  Number.isFinite(seconds) ? `${seconds.toFixed(1)} s` : "never";

/** One run as a section. */
export function roundsSection(result: RoundsResult, load: number): string {
  const { options, rounds, account, alarmsWithoutCause, ofItself } = result;
  const list = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([what, n]) => `${n} ${what}`)
      .join(", ") || "none";
  const missed = rounds.filter(({ alarm }) => !Number.isFinite(alarm)).length;
  const { rate, points, seed, store } = options;
  return `## ${rounds.length} rounds with ${store === "influxdb" ? "InfluxDB" : "DuckDB"}

${rate} readings a second over ${points} points at the start, seed ${seed}, load average ${load.toFixed(0)} at the end.

| fault | rounds | live again, median | worst | alarm, median | worst |
|---|---|---|---|---|---|
${faultRows(rounds)}

| acknowledged | stored | dead letters that say why | lost | doubled | sent again under a former name | alarms due | never told | without cause |
|---|---|---|---|---|---|---|---|---|
| ${account.acknowledged} | ${account.stored} | ${list(account.setAside)} | ${account.lost.length} | ${account.doubled.length} | ${account.againSetAside.length} | ${rounds.length} | ${missed} | ${alarmsWithoutCause.length} |

What Raceway said of itself meanwhile: ${list(ofItself)}.${alarmsWithoutCause.length > 0 ? `\nWithout cause: ${alarmsWithoutCause.map(({ topic, alarm }) => `${topic}: ${alarm.title}`).join(", ")}.` : ""}
`;
}

export function roundsPage(sections: readonly string[]): string {
  return `<!-- Written by test/faults/rounds/main.ts (npm run rounds). -->
# Random rounds

Each round draws one fault or two and does them at once to a real \`raceway ingest\` (with its gateway) and \`raceway alarms\`: kill -9, a full disk, a host clock set by
an hour to 40 days either way (and left so), a point renamed, taken out or added (with kill -9 of both, or read again while they run), a store that is away, or a proxy before it that answers in its place.
Meanwhile one point runs hot, and an alarm is due. Sensors publish at QoS 1 with source times and keep every reading until it is acknowledged. At the end of the run every
acknowledged reading is looked up: it must be one row of the store, or a dead letter.

- *live again*: from the end of the last fault (of a kill: when it was started again) until of every sensor a reading measured after that was acknowledged, and a live value came of it.
- *alarm*: from the same end until the alarm was told; 0: before.
- *dead letters*: what was still sent under a name that the plant file has no more, or not yet, is \`unknown-point\`.
- *sent again under a former name*: stored, its acknowledgement lost with the process, and sent again when the plant file had the name no more: the copy is a dead letter \`unknown-point\`.
- *without cause*: alarms beyond those of each round's point: one of the machine, and one of the sensor, whose value jumped, and one of a point that got another name while its alarm was open.

${sections.join("\n")}`;
}
