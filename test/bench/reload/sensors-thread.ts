import { parentPort, workerData } from "node:worker_threads";
import { connectAsync } from "mqtt";

/** Sensors of a plant, one block a turn, and a viewer who hears when each has been analysed. */

interface Given {
  readonly url: string;
  readonly points: readonly string[];
  readonly perSecond: number;
}

const SAMPLES = 2048;
const { url, points, perSecond } = workerData as Given;
const sent = new Map<string, number>();
/** Longest waits since it was last asked, milliseconds. */
let longest = { puback: 0, analysis: 0, heard: 0 };

const client = await connectAsync(url);
await client.subscribeAsync("raceway/v1/indicators/#");
client.on("message", (topic, payload) => {
  const { time } = JSON.parse(payload.toString()) as { time: string };
  const key = `${topic.split("/").slice(3, 8).join("/")} ${Date.parse(time)}`;
  const since = sent.get(key);
  if (since === undefined) return;
  sent.delete(key);
  longest.heard += 1;
  longest.analysis = Math.max(longest.analysis, performance.now() - since);
});

function block(seed: number): number[] {
  return Array.from({ length: SAMPLES }, (_, i) =>
    Number(
      (
        Math.sin(i / 9) +
        0.3 * Math.sin(i * (1.7 + seed / 97)) +
        ((i * 7919 + seed) % 13) / 26
      ).toFixed(4),
    ),
  );
}

let next = 0;
async function send(): Promise<void> {
  const point = points[next % points.length] ?? "";
  next += 1;
  const now = Date.now();
  const begun = performance.now();
  sent.set(`${point}/vib ${now}`, begun);
  const body = {
    time: new Date(now).toISOString(),
    unit: "g",
    sampleRate: 12_800,
    samples: block(next),
  };
  await client.publishAsync(`raceway/v1/waveform/${point}/vib`, JSON.stringify(body), { qos: 1 });
  longest.puback = Math.max(longest.puback, performance.now() - begun);
}

setInterval(() => void send(), 1000 / perSecond);
parentPort?.on("message", () => {
  const now = performance.now();
  // What still waits has waited so long at least.
  const waits = [...sent.values()].map((since) => now - since);
  parentPort?.postMessage({ ...longest, analysis: Math.max(longest.analysis, ...waits) });
  longest = { puback: 0, analysis: 0, heard: 0 };
});
