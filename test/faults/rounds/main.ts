import { writeFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findBinary } from "../../servers/server-process.ts";
import { broken, roundsPage, roundsSection } from "./rounds-page.ts";
import { type Round, runRounds } from "./run-rounds.ts";

/** `npm run rounds`: rounds of faults drawn at random, see docs/rounds.md. Exit code 1 when something was lost, doubled or late. */
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "200" },
    seed: { type: "string", default: `${Date.now() % 100_000}` },
    /** `influxdb` or `duckdb`, or both with a comma. Default: InfluxDB where it is installed. */
    store: { type: "string", default: findBinary("influxd") === undefined ? "duckdb" : "influxdb" },
    points: { type: "string", default: "8" },
    rate: { type: "string", default: "50" },
    /** Folder for what the processes say, and for the journals after an alarm that was not told. Default: nowhere. */
    keep: { type: "string" },
    /** Where the page is written. Default: nowhere. */
    page: { type: "string" },
  },
});

const say = ({ faults, point, ended, recovery, alarm, missed }: Round, n: number) => {
  console.log(
    `${ended} ${n + 1}: ${faults.join(" + ")}, ${point} hot: live again after ${recovery.toFixed(1)} s, alarm after ${alarm.toFixed(1)} s`,
  );
  for (const line of missed) console.log(`  ${line}`);
};
const sections: string[] = [];
for (const store of values.store.split(",")) {
  if (store !== "influxdb" && store !== "duckdb")
    throw new Error(`--store is "${store}"; influxdb, duckdb or both with a comma are right`);
  const [rounds, seed, points, rate] = [values.rounds, values.seed, values.points, values.rate].map(
    Number,
  ) as [number, number, number, number];
  const keep = values.keep === undefined ? {} : { keep: join(values.keep, store) };
  const result = await runRounds({ rounds, seed, store, points, rate, ...keep }, say);
  const section = roundsSection(result, loadavg()[0] ?? 0);
  console.log(section);
  sections.push(section);
  for (const what of broken(result)) {
    console.error(`not as promised: ${what}`);
    process.exitCode = 1;
  }
  // Which of a topic's alarms is the one too many cannot be told: all of them, to be compared with the rounds.
  for (const { topic } of result.alarmsWithoutCause)
    for (const { alarm, at } of result.opened.filter((other) => other.topic === topic))
      console.error(`one too many: ${at} ${topic} ${JSON.stringify(alarm)}`);
  for (const what of ["lost", "doubled"] as const)
    for (const reading of result.account[what])
      console.error(`${what}: ${JSON.stringify(reading)}`);
}
if (values.page !== undefined) await writeFile(values.page, roundsPage(sections));
