import type { DiagnosisVerdict } from "@raceway/model/verdict";
import { connectAsync, type MqttClient } from "mqtt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { plantOf, type RunningIngest, runIngest, until } from "./running-ingest.ts";

const PLANT = plantOf(`
site: plant-1
lines:
  - id: line-1
    machines:
      - id: spindle
        speed: { rpm: 1797 }
        points:
          - id: drive-end
            bearing: 6205
            channels:
              - { id: env, kind: vibration, unit: g, values: envelope_spectrum }
mappings:
  - topic: sensors/+/spectrum
    point: line-1/$1/drive-end
    time: { at: ts, as: ms }
    values:
      - { channel: env, unit: mg, spectrum: { at: fft.bins, step: fft.resolution } }
    examples:
      - topic: sensors/spindle/spectrum
        payload: { ts: 1796000000000, fft: { resolution: 0.5, bins: [0, 1.5, 2] } }
        gives: { line-1/spindle/drive-end/env: 3 lines }
`);

/** Outer race of a 6205 at 1797 r/min, Hz. */
const BPFO = 107.4;

/** Lines of an envelope's spectrum as a sensor tells them, mg: noise, and a comb's harmonics where there is one. */
function message(at: number, comb?: number): string {
  let state = 7 + at;
  const chance = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 1) / 2 ** 32;
  };
  const bins = Array.from({ length: 1600 }, () => 4 * Math.sqrt(-Math.log(chance())));
  if (comb !== undefined)
    for (let h = 1; h <= 7; h++) bins[Math.round(2 * h * comb)] = 90 / Math.sqrt(h);
  return JSON.stringify({ ts: 1_796_000_000_000 + at * 600_000, fft: { resolution: 0.5, bins } });
}

describe("a sensor that publishes spectra of its envelope in its own way", () => {
  let running: RunningIngest;
  let client: MqttClient;
  const verdicts: DiagnosisVerdict[] = [];
  const shown: string[] = [];

  beforeEach(async () => {
    running = await runIngest(PLANT);
    client = await connectAsync(running.url, { protocolVersion: 4 });
    await client.subscribeAsync(["raceway/v1/verdict/#", "raceway/v1/spectrum/#"], { qos: 1 });
    client.on("message", (topic, payload) => {
      if (topic.includes("/spectrum/")) shown.push(topic);
      else if (topic.endsWith("/diagnosis")) verdicts.push(JSON.parse(String(payload)));
    });
  });
  afterEach(async () => {
    await client.endAsync();
    await running.close();
    verdicts.length = 0;
    shown.length = 0;
  });

  async function hear(comb?: number): Promise<void> {
    for (let at = 0; at < 6; at++)
      await client.publishAsync("sensors/spindle/spectrum", message(at, comb), { qos: 1 });
    await until("the spectra are analysed", () => running.ingest.status().analysed === 6);
    await until("the diagnosis is told", () => verdicts.length > 0);
  }

  it("has its outer race named, with the lines found, and its spectra kept and shown", async () => {
    await hear(BPFO);
    await until("the name has held", () => verdicts.some(({ persistent }) => persistent));
    const last = verdicts.at(-1);
    expect(last).toMatchObject({ fault: "outer-race", channel: "env" });
    expect(last?.confidence).toBeLessThanOrEqual(0.7);
    expect(Math.abs((last?.lines[0]?.foundHz ?? 0) - BPFO)).toBeLessThan(1);
    expect(shown).toContain("raceway/v1/spectrum/plant-1/line-1/spindle/drive-end/env/envelope");
    const rows = () =>
      running.store.series({
        measurement: "spectrum",
        fields: ["f112"],
        tags: { point: "drive-end", channel: "env", spectrum: "envelope" },
        from: 0n,
        to: 2n ** 62n,
      });
    await expect.poll(async () => (await rows()).length, { timeout: 10_000 }).toBe(6);
    // Of the line at 107.4 Hz, 90 mg, its square over (1 µm/s²)².
    const decibels = 20 * Math.log10((0.09 * 9.80665) / 1e-6);
    for (const { fields } of await rows())
      expect(Math.abs(Number(fields["f112"]) - decibels)).toBeLessThan(0.5);
  });

  it("has nothing named while it is sound", async () => {
    await hear();
    expect(verdicts.map(({ fault }) => fault)).toEqual(["unnamed"]);
  });
});
