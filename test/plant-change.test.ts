import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { plantOf, type RunningIngest, runIngest, until } from "./running-ingest.ts";

interface Shape {
  readonly point?: string;
  readonly more?: string;
  readonly bearing?: string;
  readonly rate?: number;
  readonly unit?: string;
  readonly others?: string;
}

function plant({
  point = "p",
  more = "",
  bearing = "6205",
  rate = 12_000,
  unit = "g",
  others = "",
}: Shape = {}) {
  return plantOf(`site: s
lines:
  - id: l
    machines:
      - id: m
        speed: { rpm: 1500 }
        points:
          - { id: ${point}, ${more} bearing: ${bearing}, channels: [ { id: vib, kind: vibration, unit: ${unit}, sampleRate: ${rate} }, { id: temp, kind: temperature } ] }
${others}`);
}

let folder = "";
let running: RunningIngest | undefined;
let step = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "raceway-plant-"));
  step = 0;
});
afterEach(async () => {
  await running?.close();
  running = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function start(shape?: Shape): Promise<RunningIngest> {
  await running?.close();
  running = await runIngest(plant(shape), { folder });
  return running;
}

const START = Date.now() - 3_600_000;
/** Waveforms of a steady machine, ten seconds apart. */
async function waves(ingest: RunningIngest, count: number, shape: Shape = {}): Promise<void> {
  const { point = "p", rate = 12_000, unit = "g" } = shape;
  const before = ingest.ingest.status().analysed;
  const sensor = await connectAsync(ingest.url);
  for (let n = 0; n < count; n++) {
    step += 1;
    const samples = Array.from(
      { length: 1024 },
      (_, i) => Math.sin(i * 0.3) + Math.sin(i * i * step) / 9,
    );
    const time = new Date(START + step * 10_000).toISOString();
    const body = JSON.stringify({ time, sampleRate: rate, unit, samples });
    await sensor.publishAsync(`raceway/v1/waveform/s/l/m/${point}/vib`, body, { qos: 1 });
  }
  await sensor.endAsync();
  await until("all to be judged", () => ingest.ingest.status().analysed === before + count);
}

const state = (ingest: RunningIngest) => ingest.ingest.status().points;
const rejected = (ingest: RunningIngest) => ingest.ingest.status().deadLetters;

/** What is retained of points, by topic. */
async function retained(ingest: RunningIngest): Promise<ReadonlyMap<string, string>> {
  const client = await connectAsync(ingest.url);
  const found = new Map<string, string>();
  client.on("message", (topic, payload, { retain }) => {
    if (retain) found.set(topic, payload.toString());
  });
  await client.subscribeAsync(["raceway/v1/verdict/#", "raceway/v1/limits/#"]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  await client.endAsync();
  return found;
}

/** What verdicts are retained of a point, by their topics behind its path. */
const verdictsOf = (topics: ReadonlyMap<string, string>, point: string): readonly string[] => {
  const before = `raceway/v1/verdict/s/l/m/${point}/`;
  return [...topics.keys()].flatMap((topic) =>
    topic.startsWith(before) ? [topic.slice(before.length)] : [],
  );
};

/** What people are told of a point. */
async function noted(ingest: RunningIngest): Promise<string> {
  const rows = async () => {
    const query = { measurement: "maintenance", fields: ["work", "comment"], tags: {} };
    return (await ingest.store.latest(query)).map(({ fields }) => String(fields["comment"]));
  };
  await until("a note in the store", async () => (await rows()).length > 0);
  return (await rows()).join(" ");
}

describe("a plant file that has changed since the last run", () => {
  it("to another sample rate has it taken at once, by a point that learns anew and says so", async () => {
    await waves(await start(), 30);
    const again = await start({ rate: 25_600 });
    await waves(again, 5, { rate: 25_600 });
    expect(rejected(again)).toEqual({});
    expect(state(again)).toMatchObject({ learning: 1, normal: 0 });
    expect(await noted(again)).toContain("sample rate 12000 → 25600");
    const third = await start({ rate: 25_600 });
    await waves(third, 1, { rate: 25_600 });
    expect(rejected(third)).toEqual({});
  });

  it.each([
    ["a unit of another quantity", { unit: "mm/s" }],
    ["another bearing", { bearing: "6305" }],
  ])("to %s does not judge on by the old baseline", async (_, shape) => {
    await waves(await start(), 30);
    const again = await start(shape);
    await waves(again, 3, shape);
    expect(state(again)).toMatchObject({ learning: 1, normal: 0 });
  });

  it("to another name, said with `was`, has state, limits and verdicts move", async () => {
    const first = await start();
    await waves(first, 30);
    const person = await connectAsync(first.url);
    const limit = {
      channel: "temp",
      indicator: "temperature",
      limit: { alarm: 91 },
      who: "anna",
      why: "hot",
    };
    await person.publishAsync("raceway/v1/limit-edit/s/l/m/p", JSON.stringify(limit), { qos: 1 });
    for (let n = 0; n < 20; n++) {
      step += 1;
      const time = new Date(START + step * 10_000).toISOString();
      const body = JSON.stringify({ time, unit: "degC", value: 120 + n / 10 });
      await person.publishAsync("raceway/v1/reading/s/l/m/p/temp", body, { qos: 1 });
    }
    await person.endAsync();
    await until("the limit", () => first.ingest.status().inbox_rows === 0);
    const stood = verdictsOf(await retained(first), "p");
    expect(stood.length).toBeGreaterThan(0);
    const shape = { point: "q", more: "was: p," };
    const again = await start(shape);
    await waves(again, 1, shape);
    expect(state(again)).toMatchObject({ learning: 0 });
    const topics = await retained(again);
    expect([...topics.keys()].filter((topic) => topic.includes("/m/p/"))).toEqual([]);
    expect(topics.get("raceway/v1/limits/s/l/m/q")).toContain("91");
    expect(verdictsOf(topics, "q")).toEqual(expect.arrayContaining([...stood]));
    for (const [topic, text] of topics)
      if (topic.includes("/verdict/")) expect(JSON.parse(text)).toMatchObject({ point: "s/l/m/q" });
  });

  it("without a point any more has its verdicts cleared, and what it knew back when it is back", async () => {
    const others = "          - { id: r, channels: [{ id: temp, kind: temperature }] }";
    await waves(await start({ others }), 30);
    const without = plantOf(
      `site: s\nlines: [{ id: l, machines: [{ id: m, speed: { rpm: 1500 }, points: [{ id: r, channels: [{ id: temp, kind: temperature }] }] }] }]\n`,
    );
    await running?.close();
    running = await runIngest(without, { folder });
    await until("what is cleared to go out", () => running?.ingest.status().outbox_rows === 0);
    expect([...(await retained(running)).keys()].filter((t) => t.includes("/m/p/"))).toEqual([]);
    const back = await start({ others });
    await waves(back, 1);
    expect(state(back)).toMatchObject({ normal: 1 });
  });

  it("sets a limit aside, in words, that means nothing in the new unit; others count on", async () => {
    const first = await start();
    await waves(first, 2);
    const person = await connectAsync(first.url);
    for (const indicator of ["rms", "velocity_rms"]) {
      const limit = { channel: "vib", indicator, limit: { alarm: 12 }, who: "anna", why: "test" };
      await person.publishAsync("raceway/v1/limit-edit/s/l/m/p", JSON.stringify(limit), { qos: 1 });
    }
    await person.endAsync();
    await until("the limits", () => first.ingest.status().inbox_rows === 0);
    const again = await start({ unit: "mm/s" });
    expect(await noted(again)).toMatch(
      /limit of vib\/rms set by anna \({"alarm":12}\) is set aside/,
    );
    await until("the limits to go out", () => again.ingest.status().outbox_rows === 0);
    const limits = (await retained(again)).get("raceway/v1/limits/s/l/m/p") ?? "";
    expect(limits).toContain("velocity_rms");
    expect(limits).not.toContain('"rms"');
  });
});

it("a plant file can be changed while ingest runs: messages go on, and its new points are known", async () => {
  const ingest = await start();
  await waves(ingest, 30);
  const others = "          - { id: r, channels: [{ id: temp, kind: temperature }] }";
  const changes = await ingest.ingest.changePlant(plant({ rate: 25_600, others }));
  expect(changes.map(({ point, kind, relearns }) => [point, kind, relearns])).toEqual([
    ["s/l/m/p", "changed", true],
    ["s/l/m/r", "added", false],
  ]);
  await waves(ingest, 2, { rate: 25_600 });
  const sensor = await connectAsync(ingest.url);
  await sensor.publishAsync("raceway/v1/reading/s/l/m/r/temp", '{"unit":"degC","value":40}', {
    qos: 1,
  });
  await sensor.endAsync();
  await until("the new point's record", () => ingest.ingest.status().analysed === 33);
  expect(rejected(ingest)).toEqual({});
  expect(await ingest.ingest.changePlant(plant({ rate: 25_600, others }))).toEqual([]);
});
