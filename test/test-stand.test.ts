import type { PartResult } from "@raceway/model/part";
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

function slower(message: PartBody): PartBody {
  return {
    ...message,
    measurements: message.measurements.map((each) => ({ ...each, speedRpm: 1750 })),
  };
}
