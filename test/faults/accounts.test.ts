import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPlantAnalysis } from "@raceway/condition/plant-analysis";
import { createObserver } from "@raceway/ingest/analysis/manipulation-worker";
import { openJournal } from "@raceway/journal/journal";
import { openDuckDbStore } from "@raceway/store-duckdb/duckdb-store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { drawUpAccount } from "./accounts.ts";
import { payloadOf, plantUnderLoad, pointId, timeOf, topicOf } from "./plant-under-load.ts";

const START = 1_790_000_000_000;
const COUNT = 5;
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "raceway-accounts-"));
  mkdirSync(join(folder, "data"));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Plan {
  /** Indices of the waveforms whose results are stored. */
  readonly stored?: readonly number[];
  /** Index of a waveform that the models see twice. */
  readonly twice?: number;
}

/** The account of one sensor that sent five waveforms, after a run that went as planned. */
async function accountOf({ stored = [0, 1, 2, 3, 4], twice }: Plan) {
  const point = `works/l/m/${pointId(0)}`;
  const plant = plantUnderLoad(1);
  const analysis = createPlantAnalysis(plant);
  const observe = createObserver(plant);
  const journal = openJournal({
    path: join(folder, "data", "ingest.sqlite"),
    durability: "process",
    drains: {},
  });
  const place = { point, channel: "vib" };
  for (let index = 0; index < COUNT; index++) {
    const ms = timeOf(START, index);
    const record = { ...place, time: BigInt(ms) * 1_000_000n, payload: payloadOf(0, ms) };
    await journal.inbox.admit({ kind: "accepted", topic: topicOf(0), receivedAt: 0n, ...record });
    const observation = observe({ kind: "message", class: "waveform", ...record });
    analysis.judge(observation);
    if (index === twice) analysis.chain(point).process(observation);
  }
  journal.commitResults({ modelState: [{ key: point, state: analysis.snapshot(point) }] });
  const store = await openDuckDbStore({ file: ":memory:" });
  await store.write(
    stored.map((index) => ({
      measurement: "indicator",
      tags: { point: pointId(0) },
      fields: { rms: 1 },
      time: BigInt(timeOf(START, index)) * 1_000_000n,
    })),
  );
  journal.close();
  const account = await drawUpAccount({
    store,
    folders: [join(folder, "data")],
    counts: [COUNT],
    start: START,
    compareModels: true,
    allTaken: true,
  });
  await store.close();
  return account;
}

describe("the account of a fault test", () => {
  it("finds nothing where all is as it was sent", async () => {
    expect(await accountOf({})).toEqual({
      acknowledged: 5,
      stored: 5,
      lost: 0,
      doubled: 0,
      lostByBroker: 0,
    });
  });

  it("finds a result that is missing", async () => {
    expect(await accountOf({ stored: [0, 1, 3, 4] })).toMatchObject({ stored: 4, lost: 1 });
  });

  it("finds a result that nobody sent", async () => {
    expect(await accountOf({ stored: [0, 1, 2, 3, 4, 77] })).toMatchObject({ doubled: 1 });
  });

  it("finds models that have counted a waveform twice", async () => {
    expect(await accountOf({ twice: 3 })).toMatchObject({ lost: 0, doubled: 1 });
  });
});
