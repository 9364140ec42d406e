import { expect, it } from "vitest";
import { findBinary } from "../../servers/server-process.ts";
import { runRounds } from "./run-rounds.ts";

it("after faults drawn at random every acknowledged reading is one row or a dead letter, and the alarm that was due is told", async () => {
  const store = findBinary("influxd") === undefined ? "duckdb" : "influxdb";
  const seed = Date.now() % 100_000;
  const { account, rounds } = await runRounds({ rounds: 3, seed, store, points: 8, rate: 50 });
  const said = rounds.map(({ faults, alarm }) => `${faults.join(" + ")}: ${alarm.toFixed(1)} s`);
  console.log(`seed ${seed}, ${account.acknowledged} acknowledged; alarms: ${said.join("; ")}`);
  expect({ lost: account.lost, doubled: account.doubled }).toEqual({ lost: [], doubled: [] });
  expect(account.stored).toBeGreaterThan(0);
  const came = rounds.map(({ alarm, recovery }) => [alarm, recovery].map(Number.isFinite));
  expect(came).toEqual(rounds.map(() => [true, true]));
});
