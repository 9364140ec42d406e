import { loadavg } from "node:os";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as later } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { plantOf, runIngest } from "../../running-ingest.ts";

/**
 * How long others wait while another plant file is taken over (`npm run reload-delay`): a plant of 300 points sends 62 blocks a second; at each reload one point is
 * added, or, with `-- 6 every`, what all points are described by is changed (their limits). Longest wait for a PUBACK and for being analysed, and longest turn of the
 * main thread, in stretches of time without and with a reload.
 */

const POINTS = 300;
const PER_SECOND = 62;
const RELOADS = Number(process.argv[2] ?? 6);
const IS_EVERY = process.argv[3] === "every";
const STRETCH_MS = 8000;

const plantText = (added: number) => `site: s
lines:
  - id: l
    machines:
${Array.from({ length: POINTS / 10 }, (_, m) => machine(m, added)).join("")}`;
const machine = (m: number, added: number) => `      - id: m${m}
        speed: { rpm: 1480 }
        points:
${Array.from({ length: 10 + (m === 0 && !IS_EVERY ? added : 0) }, (_, p) => point(p, IS_EVERY ? added : 0)).join("")}`;
const point = (p: number, change: number) =>
  `          - { id: p${p}, bearing: 6205, channels: [{ id: vib, kind: vibration, unit: g, limits: { rms: { alarm: ${30 + change} } } }] }
`;

// Read ahead: the service checks plant files in a thread of their own.
const plants = Array.from({ length: RELOADS }, (_, i) => plantOf(plantText(i + 1)));
const running = await runIngest(plantOf(plantText(0)));
const points = Array.from({ length: POINTS }, (_, i) => `s/l/m${Math.floor(i / 10)}/p${i % 10}`);
const sensors = new Worker(new URL("./sensors-thread.ts", import.meta.url), {
  workerData: { url: running.url, points, perSecond: PER_SECOND },
});
const turns = monitorEventLoopDelay({ resolution: 1 });

interface Waits {
  readonly puback: number;
  readonly analysis: number;
  readonly heard: number;
}

function waits(): Promise<Waits> {
  return new Promise((resolve) => {
    sensors.once("message", resolve);
    sensors.postMessage("waits");
  });
}

async function stretch(name: string, work: () => Promise<unknown>): Promise<void> {
  await waits();
  turns.reset();
  const begun = performance.now();
  const spent = process.threadCpuUsage();
  await work();
  const took = performance.now() - begun;
  const { user, system } = process.threadCpuUsage(spent);
  await later(Math.max(0, STRETCH_MS - took));
  const { puback, analysis, heard } = await waits();
  const figures = [puback, analysis, turns.max / 1e6, took, (user + system) / 1000].map((ms) =>
    ms.toFixed(0).padStart(6),
  );
  process.stdout.write(
    `${name.padEnd(10)} PUBACK ${figures[0]} ms, analysed ${figures[1]} ms, longest turn ${figures[2]} ms, reload ${figures[3]} ms (main thread ${figures[4]} ms), heard ${heard}, load ${loadavg()[0]?.toFixed(1)}\n`,
  );
}

// Every point has been heard a few times before anything is measured.
await later((POINTS / PER_SECOND) * 6000);
turns.enable();
await stretch("quiet", async () => {});
await stretch("quiet", async () => {});
for (const [i, plant] of plants.entries())
  await stretch(`reload ${i + 1}`, () => running.ingest.changePlant(plant));
await sensors.terminate();
await running.close();
