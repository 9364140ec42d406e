import type { SorterAnswer } from "@raceway/console/stands/answer-routes";
import {
  gaugeViews,
  qualityView,
  standViews,
  yieldView,
} from "@raceway/console/stands/stand-schema";
import type { PartView } from "@raceway/console/stands/stand-types";
import { type Console, startConsole } from "@raceway/console/start-console";
import type { PartResult } from "@raceway/model/part";
import { silentLog } from "@raceway/ports/log";
import { madePart, type SeededFault } from "@raceway/simulator/test-stand/made-part";
import { partMessages } from "@raceway/simulator/test-stand/simulate-stand";
import { encodePart, type PartBody } from "@raceway/wire/part-message";
import { formatTopic, type PartEventName } from "@raceway/wire/topic";
import { connectAsync, type MqttClient } from "mqtt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { plantOf, type RunningIngest, runIngest, until } from "./running-ingest.ts";

const PLANT = plantOf(`
site: works
lines:
  - id: assembly
    machines:
      - id: press
        points: [{ id: p, channels: [{ id: temp, kind: temperature, unit: degC }] }]
    stands: [{ id: stand-1 }, { id: stand-2, partSeconds: 1 }]
bearingTypes:
  - id: 6205-zz
    bearing: { designation: "6205", tolerance: 0.01 }
    tests: [{ rpm: 1800 }]
    grading: [{ table: v, atLeast: v2 }]
    sampling: { sample: 3, accept: 0 }
  - id: 6205-loaded
    tests: [{ rpm: 1800, loadN: [63, 77] }]
    grading: [{ table: v, atLeast: v2 }]
gradeTables:
  - { id: v, unit: um/s, grades: [{ id: v3, low: 40, medium: 40, high: 40 }, { id: v2, low: 60, medium: 60, high: 60 }] }
`);
const [TYPE] = PLANT.bearingTypes ?? [];
if (TYPE?.bearing === undefined) throw new Error("the plant of the test has a bearing type");
const { bearing } = TYPE;

let running: RunningIngest;
let client: MqttClient;
const results: PartResult[] = [];

beforeEach(async () => {
  running = await runIngest(PLANT);
  client = await connectAsync(running.url);
  results.length = 0;
  client.on("message", (_, payload) => {
    results.push(JSON.parse(payload.toString()) as PartResult);
  });
  await client.subscribeAsync("raceway/v1/part-result/#", { qos: 1 });
});

afterEach(async () => {
  await client.endAsync(true);
  await running.close();
});

function body(number: number, faults?: readonly SeededFault[], change: Partial<PartBody> = {}) {
  const production = { seed: "test", orders: bearing.orders, faulty: faults ? 1 : 0 };
  const part = madePart({ ...production, ...(faults && { faults }), severity: 3 }, number);
  const [message] = TYPE === undefined ? [] : partMessages(part, TYPE, "test");
  if (message === undefined) throw new Error("a simulated part has a message");
  return { ...message[1], ...change };
}

async function send(event: PartEventName, message: PartBody | Uint8Array, stand = "stand-1") {
  const topic = formatTopic({ class: "part", site: "works", line: "assembly", stand, event });
  const payload = message instanceof Uint8Array ? message : encodePart(message);
  await client.publishAsync(topic, Buffer.from(payload), { qos: 1 });
}

async function answered(count: number): Promise<readonly PartResult[]> {
  await until(`${count} results`, () => results.length >= count);
  return results;
}

describe("a finished bearing on a test stand", () => {
  it("is answered with its gate, its grade and what was measured, and stands in the store", async () => {
    await send("whole", body(1));
    const [result] = await answered(1);
    expect(result).toMatchObject({
      stand: "works/assembly/stand-1",
      serial: "0-1",
      lot: "L0",
      bearingType: "6205-zz",
      gate: "accept",
      judged: true,
      grades: { v: "v3" },
      findings: [],
      lotState: { judged: 1, faulty: 0, verdict: "open" },
    });
    expect(result?.measurements.map(({ side, rpm }) => `${side} ${rpm}`)).toEqual([
      "a 1800",
      "b 1800",
    ]);
    await until("the row", async () => {
      const tags = { stand: "stand-1", bearing_type: "6205-zz" };
      const rows = await running.store.latest({
        measurement: "part",
        fields: ["gate", "serial"],
        tags,
      });
      return rows[0]?.fields["serial"] === "0-1" && rows[0].fields["gate"] === 0;
    });
  });

  it("that is below its grade is rejected, and refuses its lot beyond the acceptance number", async () => {
    const loud = body(2);
    const measurements = loud.measurements.map((each) => ({
      ...each,
      samples: each.samples.map((value) => 4 * value),
    }));
    await send("whole", { ...loud, measurements });
    const [result] = await answered(1);
    expect(result).toMatchObject({
      gate: "reject",
      grades: { v: null },
      lotState: { judged: 1, faulty: 1, verdict: "refused" },
    });
    expect(result?.findings[0]?.text).toMatch(/v v2 allows 60 um\/s/);
  });

  it("may come as a start, its measurements one by one, and a stop", async () => {
    const { measurements, ...identity } = body(3);
    await send("start", { ...identity, measurements: [] });
    for (const each of measurements) await send("measurement", { measurements: [each] });
    await send("stop", { serial: "0-3", measurements: [] });
    const [result] = await answered(1);
    expect(result).toMatchObject({ serial: "0-3", gate: "accept", judged: true });
  });

  it("is answered once, however often its message is sent", async () => {
    const message = encodePart(body(4));
    await send("whole", message);
    await send("whole", message);
    await send("whole", body(5));
    const [first, second] = await answered(2);
    expect([first?.serial, second?.serial]).toEqual(["0-4", "0-5"]);
    expect(results).toHaveLength(2);
  });

  it.each<[string, () => Promise<void>, string]>([
    [
      "has no stop before the next",
      async () => {
        await send("start", { serial: "A", type: "6205-zz", measurements: [] });
        await send("start", { serial: "B", type: "6205-zz", measurements: [] });
      },
      "overlapping",
    ],
    [
      "is begun again, because the stand restarted",
      async () => {
        await send("start", { serial: "A", type: "6205-zz", measurements: [] });
        await send("start", { serial: "A", type: "6205-zz", measurements: [] });
      },
      "stand-restarted",
    ],
    [
      "gets no stop at all",
      () => send("start", { serial: "A", type: "6205-zz", measurements: [] }, "stand-2"),
      "no-stop",
    ],
    ["did not begin", () => send("stop", { serial: "A", measurements: [] }), "no-start"],
    [
      "is of no type of the plant file",
      () => send("whole", body(6, undefined, { type: "6205" })),
      "unknown-type",
    ],
    [
      "has neither serial nor lot",
      async () => {
        const { serial: _, lot: __, ...nameless } = body(6);
        await send("whole", nameless);
      },
      "no-identity",
    ],
    [
      "names no lot, though its type is sampled by lot",
      async () => {
        const { lot: _, ...own } = body(6);
        await send("whole", own);
      },
      "no-lot",
    ],
    [
      "was not loaded as prescribed",
      () => {
        const light = { load: 40 };
        const message = body(6, undefined, { type: "6205-loaded" });
        const measurements = message.measurements.map((each) => ({ ...each, ...light }));
        return send("whole", { ...message, measurements });
      },
      "load-out-of-tolerance",
    ],
    [
      "was measured for a moment only",
      () => {
        const message = body(6);
        const measurements = message.measurements.map((each) => ({
          ...each,
          samples: each.samples.slice(0, 64),
        }));
        return send("whole", { ...message, measurements });
      },
      "too-short",
    ],
    ["ran too slowly", () => send("whole", slower(body(6))), "speed-out-of-tolerance"],
    [
      "lacks a side",
      () => {
        const { measurements, ...rest } = body(6);
        return send("whole", { ...rest, measurements: measurements.slice(0, 1) });
      },
      "incomplete",
    ],
    [
      "has a dead sensor",
      () => {
        const { measurements, ...rest } = body(6);
        const still = measurements.map((each) => ({ ...each, samples: new Float64Array(16_384) }));
        return send("whole", { ...rest, measurements: still });
      },
      "unusable-signal",
    ],
    [
      "comes in a message that nobody can read",
      () => send("whole", Buffer.from("{oops")),
      "unreadable-message",
    ],
  ])("that %s is not judged, and not delivered", async (_, act, code) => {
    await act();
    const [result] = await answered(1);
    expect(result).toMatchObject({ judged: false, gate: "rework", notJudged: { code } });
  });

  it("of a serial that was here before is not judged, unless it is a retest", async () => {
    await send("whole", body(7));
    await send("whole", { ...body(8), serial: "0-7" });
    await send("whole", { ...body(8), serial: "0-7", retest: true });
    const [, again, retest] = await answered(3);
    expect(again).toMatchObject({ judged: false, notJudged: { code: "duplicate-serial" } });
    expect(retest).toMatchObject({ judged: true, retest: true, gate: "accept" });
  });

  it("that is a trial of a gauge study is measured, and neither judged, counted nor taken for a duplicate", async () => {
    const trial = { study: "gauge-1", operator: "Li" };
    for (const number of [10, 11, 12])
      await send("whole", { ...body(number), ...trial, serial: "master-1" });
    await send("whole", { ...body(13), study: "gauge-1" });
    const [first, second, third, nameless] = await answered(4);
    for (const each of [first, second, third])
      expect(each).toMatchObject({
        ...{ gate: "rework", judged: false, study: "gauge-1", operator: "Li" },
        notJudged: { code: "gauge-study" },
      });
    expect(third?.measurements).toHaveLength(2);
    expect(nameless).toMatchObject({ notJudged: { code: "no-identity" } });
    await send("whole", { ...body(14), serial: "master-1" });
    const [, , , , part] = await answered(5);
    expect(part).toMatchObject({ judged: true, gate: "accept", lotState: { judged: 1 } });
  });

  it("keeps its place over a restart of ingest: what began before it ends after it", async () => {
    const { measurements, ...identity } = body(9);
    await send("start", { ...identity, measurements: [] });
    for (const each of measurements) await send("measurement", { measurements: [each] });
    await until("all is analysed", () => running.ingest.status().inbox_rows === 0);
    await client.endAsync(true);
    const { folder } = running;
    await running.ingest.close();
    await running.store.close();
    running = await runIngest(PLANT, { folder });
    client = await connectAsync(running.url);
    client.on("message", (__, payload) => {
      results.push(JSON.parse(payload.toString()) as PartResult);
    });
    await client.subscribeAsync("raceway/v1/part-result/#", { qos: 1 });
    await send("stop", { serial: "0-9", measurements: [] });
    const [result] = await answered(1);
    expect(result).toMatchObject({ serial: "0-9", judged: true, gate: "accept" });
  });
});

describe("a sorter that asks over HTTP", () => {
  let page: Console;
  /** It has no answer yet: whatever comes is newer. */
  const EVER = "after=2000-01-01T00:00:00Z&waitMs=20000";
  const ask = async (query: string, stand = "stand-1") => {
    const answer = await fetch(`${page.url}/api/stands/assembly/${stand}/answer?${query}`);
    return { status: answer.status, ...((await answer.json()) as SorterAnswer) };
  };

  beforeEach(async () => {
    const { url, store } = running;
    page = await startConsole({ plant: PLANT, store, mqtt: { url }, port: 0, log: silentLog });
    await until(
      "the console hears",
      async () => (await fetch(`${page.url}/readyz`)).status === 200,
    );
  });
  afterEach(() => page.close());

  it("is answered as soon as the part is judged, with the gate and what is wrong", async () => {
    const good = ask(`serial=0-1&${EVER}`);
    const bad = ask(`serial=0-2&${EVER}`);
    await send("whole", body(1));
    const loud = body(2);
    const measurements = loud.measurements.map((each) => ({
      ...each,
      samples: each.samples.map((value) => 4 * value),
    }));
    await send("whole", { ...loud, measurements });
    expect(await good).toMatchObject({ gate: "accept", judged: true, serial: "0-1", findings: [] });
    const { gate, findings } = await bad;
    expect(gate).toBe("reject");
    expect(findings[0]).toMatch(/v v2 allows 60 um\/s/);
  });

  it("never gets an older part's answer for a new one: after the last it has, in turn", async () => {
    await send("whole", body(1));
    await send("whole", body(2));
    await answered(2);
    const [first, second] = results;
    await until("the console has both", async () => {
      const { serial } = await ask(`after=${first?.time}&waitMs=0`);
      return serial === "0-2";
    });
    expect(await ask(`after=${second?.time}&waitMs=50`)).toMatchObject({
      gate: "rework",
      notJudged: { code: "no-answer" },
    });
    // Without saying what it has it hears nothing that was told before it asked.
    expect(await ask("serial=0-1&waitMs=50")).toMatchObject({ gate: "rework", judged: false });
  });

  it("keeps its gate shut for a part that is not judged, that never comes, or that nobody can read", async () => {
    const slow = ask(`serial=0-6&${EVER}`);
    await send("whole", slower(body(6)));
    expect(await slow).toMatchObject({
      gate: "rework",
      judged: false,
      notJudged: { code: "speed-out-of-tolerance" },
    });
    const garbled = ask(`serial=0-7&${EVER}`);
    await send("whole", Buffer.from("{oops"));
    expect(await garbled).toMatchObject({
      gate: "rework",
      notJudged: { code: "unreadable-message" },
    });
    expect(await ask("serial=nobody&waitMs=30")).toMatchObject({ gate: "rework", judged: false });
  });

  it("is told when it asks for a stand that is none", async () => {
    const answer = await fetch(`${page.url}/api/stands/assembly/stand-9/answer`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain("has no test stand works/assembly/stand-9");
  });

  it("has a page beside it: stands, parts of the store, what became of them, and their charts", async () => {
    for (let number = 20; number < 44; number++) await send("whole", body(number));
    await answered(24);
    const read = async (path: string) =>
      (await (await fetch(`${page.url}/api/stands${path}`)).json()) as never;
    await until("the store has all", async () => {
      const stored: PartView[] = await read("/assembly/stand-1/parts");
      return stored.length === 24;
    });
    const stands = standViews.parse(await read(""));
    expect(stands.map(({ path }) => path)).toEqual([
      "works/assembly/stand-1",
      "works/assembly/stand-2",
    ]);
    expect(stands[0]).toMatchObject({ counts: { accept: 24, reject: 0 }, drifts: [] });
    expect(stands[0]?.results[0]).toMatchObject({ serial: "0-43", gate: "accept", faults: [] });
    const found: PartView[] = await read("/assembly/stand-1/parts?serial=0-3");
    expect(found.map(({ serial }) => serial)).toEqual(
      Array.from({ length: 10 }, (_, k) => `0-${39 - k}`),
    );
    expect(yieldView.parse(await read("/assembly/stand-1/yield"))).toMatchObject({
      parts: 24,
      firstPass: 24,
      causes: [],
    });
    const chart = qualityView.parse(
      await read("/assembly/stand-1/quality?type=6205-zz&side=a&rpm=1800&band=high"),
    );
    expect(chart.parts).toHaveLength(24);
    expect(chart.parts[0]).toMatchObject({ serial: "0-20" });
    expect(chart.charts?.subgroups?.means.values).toHaveLength(4);
    expect(chart.capability).toMatchObject({ limit: 60, grade: "v2" });
    expect(chart.capability?.cpk.value).toBeGreaterThan(1);
  });

  it("has its gauge studied: what a study lacks is said, and then its share of the spread", async () => {
    const query = "type=6205-zz&side=a&rpm=1800&band=medium";
    const studies = async () => {
      const answer = await fetch(`${page.url}/api/stands/assembly/stand-1/gauge?${query}`);
      return gaugeViews.parse(await answer.json());
    };
    for (const [k, operator] of ["Li", "Li", "Ann", "Ann"].entries())
      for (const number of [30, 33, 36]) {
        const { measurements, ...rest } = body(number);
        const again = measurements.map((each) => ({
          ...each,
          samples: each.samples.map((value) => value * (1 + 0.01 * k)),
        }));
        if (k === 3 && number === 36)
          await until("what is missing is said", async () => (await studies())[0]?.measured === 11);
        if (k === 3 && number === 36)
          expect((await studies())[0]?.lacks).toEqual({
            ...{ lacks: "trials", part: "0-36", operator: "Ann", found: 1, wanted: 2, others: 0 },
          });
        await send("whole", { ...rest, measurements: again, study: "gauge-1", operator });
      }
    await until("the study is whole", async () => (await studies())[0]?.measured === 12);
    const [study] = await studies();
    expect(study?.result).toMatchObject({ parts: 3, operators: 2, trials: 2 });
    // Each second trial is 1 % louder: six pairs of 0.01/√2, without an interaction, on 6 + 2 degrees of freedom. The second operator is 2 % louder.
    expect(study?.result?.repeatability).toBeCloseTo((0.01 / Math.SQRT2) * Math.sqrt(6 / 8), 3);
    expect(study?.result?.reproducibility).toBeCloseTo(0.02 / Math.SQRT2, 3);
    expect(study?.result?.gauge).toBeLessThan(0.02);
  });
});

function slower(message: PartBody): PartBody {
  return {
    ...message,
    measurements: message.measurements.map((each) => ({ ...each, speedRpm: 1750 })),
  };
}
