import { createPlantAnalysis } from "@raceway/condition/plant-analysis";
import { memoryJournal } from "@raceway/journal/testing";
import { nanosOfIso, nanosOfSeconds } from "@raceway/model/time";
import { parsePlant } from "@raceway/plant/plant-file";
import { encodeReading } from "@raceway/wire/codec";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createObserver } from "../analysis/manipulation-worker.ts";
import { createHostClock } from "../clocks/host-clock.ts";
import { dateAtDoor } from "../clocks/source-clock.ts";
import { createSteadyTime } from "../clocks/steady-time.ts";

const POINTS = ["a", "b", "c", "d"];
const PLANT = parsePlant(
  `
site: s
lines:
  - id: l
    machines:
      - id: m
        points:
${POINTS.map((id) => `          - { id: ${id}, channels: [{ id: temp, kind: temperature }] }`).join(
  "\n",
)}
`,
  "plant.yaml",
  () => [],
);
const NOON = nanosOfIso("2026-11-30T12:00:00Z") ?? 0n;
const DAY = 86_400;
const TOLERANCE_SECONDS = 300;
/** A reading may go unjudged so often in a row before it is seen what its sensor's clock does. */
const MOST_UNJUDGED = 10;

const set = fc.oneof(
  { weight: 20, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.integer({ min: -40 * DAY, max: 40 * DAY }) },
  { weight: 1, arbitrary: fc.constantFrom(-DAY, DAY, 0, -Number(NOON / 1_000_000_000n)) },
);
const turn = fc.record({
  /** Seconds to the next turn, in which every point delivers once. */
  wait: fc.double({ min: 1, max: 30, noNaN: true }),
  /** What the host's clock is set to be off by. */
  host: set,
  /** Which sensor's clock is set, and what to be off by; drift is a part of it. */
  sensor: fc.nat(POINTS.length - 1),
  off: set,
});

/** One turn after another, as ingest would take them; how often in a row each point's reading was not judged. */
async function play(turns: readonly Turn[]): Promise<number> {
  let steady = 1000;
  let hostOff = 0;
  const sensorOff = new Map<string, number>(POINTS.map((point) => [point, 0]));
  const seconds = () => steady;
  const hostClock = createHostClock({ seconds, toleranceSeconds: TOLERANCE_SECONDS });
  const time = createSteadyTime(seconds);
  const journal = memoryJournal({ seconds });
  const analysis = createPlantAnalysis(PLANT);
  const observe = createObserver(PLANT);
  const unjudged = new Map<string, number>();
  let worst = 0;
  const wall = (off: number) => NOON + nanosOfSeconds(steady + off);
  for (const { wait, host, sensor, off } of turns) {
    steady += wait;
    if (host !== undefined) hostOff = host;
    const set = POINTS[sensor] ?? "a";
    if (off !== undefined) {
      sensorOff.set(set, off);
      unjudged.set(set, 0);
    }
    for (const id of POINTS) {
      const point = `s/l/m/${id}`;
      const receivedAt = time.date(wall(hostOff));
      // The last one has no clock.
      const said = wall(sensorOff.get(id) ?? 0);
      const source = id === POINTS.at(-1) ? undefined : said < 0n ? 0n : said;
      if (source !== undefined) hostClock.hear(point, source, receivedAt);
      const now = hostClock.believed(receivedAt);
      const topic = `raceway/v1/reading/${point}/temp`;
      const payload = encodeReading({ unit: "degC", value: 200 + steady / 1e6 }, "json");
      const dated = dateAtDoor(source, receivedAt, now, TOLERANCE_SECONDS);
      const message = { topic, payload, receivedAt, now, point, channel: "temp" };
      await journal.inbox.admit({ kind: "accepted", ...message, ...dated });
      const [row] = journal.inbox.read(1, 1e6);
      const observation =
        row && observe({ kind: "message", class: "reading", ...row, speedRpm: 0 });
      const judgement =
        observation && analysis.judge({ ...observation, ...(row.anew && { anew: row.anew }) });
      if (row !== undefined) journal.commitResults({ upTo: row.id });
      const missed = judgement === undefined ? (unjudged.get(id) ?? 0) + 1 : 0;
      unjudged.set(id, missed);
      worst = Math.max(worst, missed);
    }
  }
  journal.close();
  return worst;
}

interface Turn {
  readonly wait: number;
  readonly host: number | undefined;
  readonly sensor: number;
  readonly off: number | undefined;
}

it("whatever is done to the clocks of host and sensors, no sensor goes unjudged for more than a few readings", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(turn, { minLength: 1, maxLength: 60 }), async (turns) => {
      expect(await play(turns)).toBeLessThanOrEqual(MOST_UNJUDGED);
    }),
    { numRuns: 60 },
  );
}, 120_000);
