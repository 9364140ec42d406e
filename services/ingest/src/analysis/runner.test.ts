import { createPlantAnalysis, type PlantAnalysis } from "@raceway/condition/plant-analysis";
import { createPlantInspection } from "@raceway/inspection/plant-inspection";
import type { Journal, Results } from "@raceway/journal/journal";
import { memoryJournal, standingClock } from "@raceway/journal/testing";
import type { Plant } from "@raceway/model/plant";
import { parsePlant } from "@raceway/plant/plant-file";
import { silentLog } from "@raceway/ports/log";
import { encodeReading } from "@raceway/wire/codec";
import { describe, expect, it } from "vitest";
import { createSteadyTime } from "../clocks/steady-time.ts";
import { createThinning } from "../door/thinning.ts";
import { createLiveView } from "../out/live-view.ts";
import { createManipulationPool } from "./manipulation-pool.ts";
import { BATCH_MESSAGES, createRunner } from "./runner.ts";

const PLANT: Plant = parsePlant(
  `
site: s
lines:
  - id: l
    machines:
      - id: m
        speed: { rpm: 1500 }
        points:
          - { id: p, bearing: "6205", channels: [{ id: temp, kind: temperature, silentAfter: 60 }] }
`,
  "plant.yaml",
  () => [],
);
const POINT = "s/l/m/p";
const START = 1_790_000_000_000_000_000n;
const SECOND = 1_000_000_000n;
/** In which the runner looks for silence. */
const LOOK_MS = 5000;

/** A runner on a journal in memory, with a clock that stands still until told. */
function setUp(
  change: {
    journal?: (journal: Journal) => Journal;
    analysis?: () => PlantAnalysis;
    onObserve?: () => void;
  } = {},
) {
  const journal = memoryJournal({ drains: { store: {} } });
  const clock = standingClock();
  const broken: unknown[] = [];
  let told = 1;
  let seconds = 0;
  const time = createSteadyTime(() => seconds);
  const pool = createManipulationPool(PLANT, 0);
  const runner = createRunner({
    journal: change.journal?.(journal) ?? journal,
    createAnalysis: () => change.analysis?.() ?? createPlantAnalysis(PLANT),
    watched: (analysis) => analysis,
    createInspection: () => createPlantInspection(PLANT),
    measure: pool.measure,
    observe(job) {
      change.onObserve?.();
      return pool.observe(job);
    },
    observeNow: pool.observeNow,
    live: createLiveView({ publish: async () => undefined }, () => 0),
    thinning: createThinning({
      afterSeconds: 60,
      backlog: BATCH_MESSAGES,
      seconds: time.seconds,
    }),
    time,
    sourceSeconds: time.seconds,
    clock,
    log: silentLog,
    onBroken: (error) => broken.push(error),
  });
  /** What a person tells of a point. */
  async function tell(point: string, channel: string, payload: string): Promise<void> {
    const topic = `raceway/v1/${channel.slice(1)}/${point}`;
    const place = { point, channel, time: BigInt(told++) };
    const message = { kind: "accepted", topic, payload: Buffer.from(payload) } as const;
    await journal.inbox.admit({ ...message, receivedAt: 0n, ...place });
  }
  async function arrive(sourceSecond: number): Promise<void> {
    const source = START + BigInt(sourceSecond) * SECOND;
    const payload = encodeReading({ time: source, unit: "degC", value: 40 }, "json");
    const topic = "raceway/v1/reading/s/l/m/p/temp";
    const place = { point: POINT, channel: "temp", time: source };
    await journal.inbox.admit({ kind: "accepted", topic, payload, receivedAt: 0n, ...place });
  }
  /** Lets time pass, with a look for silence every five seconds. */
  async function pass(secondsMore: number): Promise<void> {
    for (let passed = 0; passed < secondsMore; passed += LOOK_MS / 1000) {
      seconds += LOOK_MS / 1000;
      clock.advance(LOOK_MS);
      await analysed();
    }
  }
  const analysed = async () => {
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  const silences = () =>
    journal.outbox
      .read("store", 1000)
      .map(({ body }) => String(body))
      .filter((body) => body.includes('"silence"') && body.includes("verdict"));
  return { runner, journal, arrive, tell, pass, analysed, silences, broken };
}

describe("the runner on silence", () => {
  it("says once that a sensor is silent, when it has been so for longer than the plant file allows", async () => {
    const { runner, arrive, pass, analysed, silences } = setUp();
    runner.start();
    await arrive(0);
    await analysed();
    await pass(60);
    expect(silences()).toEqual([]);
    await pass(10);
    const said = silences().length;
    expect(said).toBeGreaterThan(0);
    await pass(600);
    expect(silences()).toHaveLength(said);
    await runner.stop();
  });

  it("counts in the source's own time, from when its newest record was judged", async () => {
    const { runner, arrive, pass, analysed, silences } = setUp();
    runner.start();
    for (let second = 0; second < 300; second += 30) {
      await arrive(second);
      await analysed();
      await pass(30);
    }
    expect(silences()).toEqual([]);
    await runner.stop();
  });

  it("is not deceived by a backlog: what waits in the inbox is not silence", async () => {
    const { runner, journal, arrive, pass, analysed, silences } = setUp();
    for (let second = 0; second < 5; second++) await arrive(second);
    // They were received an hour before the start.
    runner.start();
    await analysed();
    await pass(30);
    expect(journal.stats().inbox.rows).toBe(0);
    expect(silences()).toEqual([]);
    await runner.stop();
  });

  it("stores a verdict on silence with the next commit when the journal cannot take it at once", async () => {
    let full = false;
    const { runner, arrive, pass, analysed, silences } = setUp({
      journal: (journal) => ({
        ...journal,
        commitResults(results: Results) {
          if (full) throw Object.assign(new Error("database or disk is full"), { errcode: 13 });
          journal.commitResults(results);
        },
      }),
    });
    runner.start();
    await arrive(0);
    await analysed();
    full = true;
    await pass(90);
    expect(silences()).toEqual([]);
    full = false;
    await pass(5);
    expect(silences().length).toBeGreaterThan(0);
    await runner.stop();
  });
});

describe("the runner on a backlog", () => {
  it("has handed the next batch to the worker threads when it stores one, and stores them in order", async () => {
    let observed = 0;
    const commits: { observed: number; upTo: number | undefined }[] = [];
    const { runner, arrive, analysed } = setUp({
      onObserve: () => observed++,
      journal: (inner) => ({
        ...inner,
        commitResults(results: Results) {
          commits.push({ observed, upTo: results.upTo });
          inner.commitResults(results);
        },
      }),
    });
    for (let second = 0; second < 2.5 * BATCH_MESSAGES; second++) await arrive(second);
    runner.start();
    await analysed();
    expect(commits).toEqual([
      { observed: 2 * BATCH_MESSAGES, upTo: BATCH_MESSAGES },
      { observed: 2.5 * BATCH_MESSAGES, upTo: 2 * BATCH_MESSAGES },
      { observed: 2.5 * BATCH_MESSAGES, upTo: 2.5 * BATCH_MESSAGES },
    ]);
    await runner.stop();
  });
});

describe("the runner on a journal that fails", () => {
  it("waits when the disk is full, and stores the batch once there is room", async () => {
    let full = true;
    const { runner, journal, arrive, pass, analysed, broken } = setUp({
      journal: (inner) => ({
        ...inner,
        commitResults(results: Results) {
          if (full) throw Object.assign(new Error("database or disk is full"), { errcode: 13 });
          inner.commitResults(results);
        },
      }),
    });
    runner.start();
    await arrive(0);
    await analysed();
    await pass(5);
    expect(journal.stats().inbox.rows).toBe(1);
    full = false;
    await pass(5);
    expect(journal.stats().inbox.rows).toBe(0);
    const stored = journal.outbox.read("store", 10).filter(({ kind }) => kind === "telemetry");
    expect(stored).toHaveLength(1);
    expect(runner.counters.analysed).toBe(1);
    expect(broken).toEqual([]);
    await runner.stop();
  });

  it("says that a damaged journal is broken, and goes no further", async () => {
    const damaged = Object.assign(new Error("database disk image is malformed"), { errcode: 11 });
    const { runner, arrive, analysed, broken } = setUp({
      journal: (inner) => ({
        ...inner,
        commitResults() {
          throw damaged;
        },
      }),
    });
    runner.start();
    await arrive(0);
    await analysed();
    expect(broken).toEqual([damaged]);
    await runner.stop();
  });
});

describe("the runner on a message that cannot be used any more", () => {
  const GONE = "s/l/m/gone";

  it.each([
    ["work that was done", "@maintenance", '{"work":"inspected","who":"anna"}'],
    ["a bearing that was replaced", "@maintenance", '{"work":"bearing-replaced","who":"anna"}'],
    [
      "an edited limit",
      "@limit-edit",
      '{"channel":"temp","indicator":"temperature","limit":{"alarm":70},"who":"a","why":"b"}',
    ],
  ])(
    "sets %s of a point that the plant file has lost aside, with its neighbours judged",
    async (_, channel, payload) => {
      const { runner, journal, arrive, tell, analysed } = setUp();
      for (let second = 0; second < 10; second++) await arrive(second);
      await tell(GONE, channel, payload);
      for (let second = 10; second < 20; second++) await arrive(second);
      runner.start();
      await analysed();
      expect(runner.counters.analysed).toBe(20);
      expect(journal.stats().inbox.rows).toBe(0);
      expect(journal.deadLetters.list({ limit: 9 })).toMatchObject([
        {
          reasonCode: "unknown-point",
          topic: expect.stringContaining(GONE),
          reason: expect.stringContaining("any more"),
        },
      ]);
      await runner.stop();
    },
  );

  it("finds the one whose results cannot be stored among its neighbours, and judges each of them once", async () => {
    const POISON = 100;
    // What this record makes of its point has no JSON.
    const poisoned = () => {
      const analysis = createPlantAnalysis(PLANT);
      let bad = false;
      return {
        ...analysis,
        judge(observation: Parameters<PlantAnalysis["judge"]>[0]) {
          bad ||= observation.time === START + BigInt(POISON) * SECOND;
          return analysis.judge(observation);
        },
        snapshot(point: string) {
          if (bad) throw new TypeError("cannot be told");
          return analysis.snapshot(point);
        },
      };
    };
    const { runner, journal, arrive, analysed } = setUp({ analysis: poisoned });
    for (let second = 0; second < 200; second++) await arrive(second);
    runner.start();
    for (let turn = 0; turn < 4; turn++) await analysed();
    expect(journal.stats().inbox.rows).toBe(0);
    expect(runner.counters).toMatchObject({ analysed: 199, late: 0, failed: 1 });
    expect(journal.deadLetters.list({ limit: 9 })).toMatchObject([
      { reasonCode: "analysis", reason: expect.stringContaining("cannot be told") },
    ]);
    const rows = journal.outbox.read("store", 1000).flatMap(({ body }) => JSON.parse(String(body)));
    const times = rows.filter(({ measurement }) => measurement === "indicator").map((r) => r.time);
    expect(new Set(times).size).toBe(199);
    expect(times).toEqual(times.toSorted());
    expect(times).toHaveLength(199);
    await runner.stop();
  });
});

describe("the runner on standing still", () => {
  it("says why while results cannot be stored, and no more once they are", async () => {
    let full = true;
    const { runner, arrive, pass, analysed } = setUp({
      journal: (inner) => ({
        ...inner,
        commitResults(results: Results) {
          if (full) throw Object.assign(new Error("database or disk is full"), { errcode: 13 });
          inner.commitResults(results);
        },
      }),
    });
    runner.start();
    expect(runner.standsStill()).toBeUndefined();
    await arrive(0);
    await analysed();
    expect(runner.standsStill()).toMatch(/results cannot be stored: database or disk is full/);
    full = false;
    await pass(5);
    expect(runner.standsStill()).toBeUndefined();
    await runner.stop();
  });
});
