import { mayMount } from "@raceway/journal/small-disk";
import { describe, expect, it } from "vitest";
import { describeWithServers } from "../servers/server-process.ts";
import { runFault } from "./fault-run.ts";
import { DISK_FULL } from "./faults.ts";
import { PLAN } from "./plan.ts";

/** What two cores bear beside the other tests. */
const LOAD = { sensors: 8, rate: 100 };

async function run(fault: (typeof PLAN)[number]["fault"], rounds: number): Promise<void> {
  const result = await runFault(fault, { ...LOAD, rounds });
  const { acknowledged, stored, lost, doubled, lostByBroker, recovery, note } = result;
  console.log(
    `${fault.name}: ${rounds} rounds, ${acknowledged} acknowledged, ${stored} stored, ${lost} lost, ${doubled} doubled, ${lostByBroker} lost by the broker, live again after ${recovery.toFixed(1)} s. ${note}`,
  );
  expect({ lost, doubled }).toEqual({ lost: 0, doubled: 0 });
  expect(stored + lostByBroker).toBe(acknowledged);
  expect(stored).toBeGreaterThan(0);
}

describeWithServers(
  ["influxd", "mosquitto"],
  "every acknowledged waveform's result is stored exactly once, in order, after",
  () => {
    for (const { fault, test } of PLAN.filter((each) => each.fault !== DISK_FULL))
      it(fault.name, () => run(fault, test));
  },
);

describe("every acknowledged waveform's result is stored exactly once, in order, after", () => {
  const test = PLAN.find(({ fault }) => fault === DISK_FULL)?.test ?? 1;
  it.skipIf(!mayMount())("a full disk (only root may mount a small one)", () =>
    run(DISK_FULL, test),
  );
});
