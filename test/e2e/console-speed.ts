import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startConsole } from "@raceway/console/start-console";
import { ensureWebBuilt } from "@raceway/console/web-build";
import { createGateway } from "@raceway/gateway/gateway";
import { parsePointPath } from "@raceway/model/identity";
import { pointsOf } from "@raceway/model/plant";
import { isoOf, type Nanos } from "@raceway/model/time";
import { silentLog } from "@raceway/ports/log";
import { openDuckDbStore } from "@raceway/store-duckdb/duckdb-store";
import { encodeCbor, jsonBytes } from "@raceway/wire/codec";
import { formatTopic, passageOf } from "@raceway/wire/topic";
import type { Page } from "playwright-core";
import { plantOf } from "../running-ingest.ts";
import { launchBrowser } from "./browser.ts";
import { measurePlantPage, plantPageText } from "./plant-page-load.ts";
import { measureViewersCost, viewersCostText } from "./viewers-cost.ts";

/**
 * How fast the console is to the eye: the plant page of 200 points, a verdict on its way to it, and the page of a point with a waveform of 32,768 samples,
 * its spectra and a day of trend; what a plant of 2000 points costs a browser; and what 100 viewers cost the analysis. Prints milliseconds, the median and the worst of some rounds;
 * `npm run console-speed`.
 */
const MACHINES = 40;
const POINTS = 5;
const SAMPLES = 32_768;
const SAMPLE_RATE = 25_600;
const DAY_SECONDS = 86_400;
const ROW_SECONDS = 10;
const ROUNDS = 5;

const PLANT = `site: works
name: Works
lines:
${Array.from({ length: 4 }, (_, line) => `  - id: l${line}\n    machines:\n${Array.from({ length: MACHINES / 4 }, (_, k) => machineText(`m${line}-${k}`)).join("")}`).join("")}`;

function machineText(id: string): string {
  const points = Array.from(
    { length: POINTS },
    (_, k) =>
      `          - id: p${k}\n            bearing: { designation: "6205" }\n            channels: [{ id: vib, kind: vibration, unit: m/s2 }]\n`,
  );
  return `      - id: ${id}\n        speed: { rpm: 1800 }\n        points:\n${points.join("")}`;
}

/** Trend, envelope spectrum, spectrum, health and waveform each have a canvas with something on it. */
const DRAWN = `document.querySelectorAll(".plot canvas").length >= 5`;

/** Points that a verdict was told of so far. */
let verdicts = 0;

const plant = plantOf(PLANT);
const paths = [...pointsOf(plant).keys()];
const [first = ""] = paths;
const folder = mkdtempSync(join(tmpdir(), "raceway-speed-"));
const now = BigInt(Date.now()) * 1_000_000n;
await ensureWebBuilt(() => {});
const store = await openDuckDbStore({ file: join(folder, "telemetry.duckdb") });
const broker = createGateway({
  host: "127.0.0.1",
  port: 0,
  maxPayloadBytes: 1_048_576,
  passage: passageOf,
  log: silentLog,
});
await broker.open(async () => {});
await fillStore();
for (const path of paths) await publishPoint(path);
const page = await startConsole({
  plant,
  store,
  mqtt: { url: `mqtt://127.0.0.1:${broker.port}` },
  port: 0,
  log: silentLog,
});
const browser = await launchBrowser();
try {
  await new Promise((resolve) => setTimeout(resolve, 2000));
  report("plant page of 200 points, from address to usable", await rounds(openPlant));
  report("a verdict on MQTT to the open plant page", await rounds(liveUpdate));
  report("point page, first in a session, from address to drawn", await rounds(openPointFresh));
  report("point page, from click to drawn", await rounds(openPointAgain));
} finally {
  await browser.close();
  await page.close();
  await broker.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
}

process.stdout.write(plantPageText(await measurePlantPage(2000)));
for (const pages of ["plant", "point"] as const)
  process.stdout.write(viewersCostText(await measureViewersCost(pages)));

/** A day of every indicator of one point. */
async function fillStore(): Promise<void> {
  const tags = { ...parsePointPath(first) };
  const rows = Array.from({ length: DAY_SECONDS / ROW_SECONDS }, (_, k) => {
    const time: Nanos = now - BigInt(k * ROW_SECONDS) * 1_000_000_000n;
    const rms = 1 + Math.sin(k / 500) / 10;
    return [
      { measurement: "indicator", tags: { ...tags, channel: "vib" }, fields: { rms }, time },
      { measurement: "state", tags, fields: { health: 90, score: 0.5 }, time },
    ];
  }).flat();
  for (let k = 0; k < rows.length; k += 1000) await store.write(rows.slice(k, k + 1000));
}

async function publishPoint(path: string): Promise<void> {
  const id = parsePointPath(path);
  const time = isoOf(now);
  const send = (topic: string, payload: Uint8Array) =>
    broker.publish(topic, payload, { retain: true });
  const state = {
    time,
    level: "normal",
    severity: "normal",
    parts: { anomaly: "normal", diagnosis: "normal", sensor: "normal" },
    score: 0.3,
    health: 97,
    learning: false,
  };
  await send(formatTopic({ class: "state", ...id }), jsonBytes(state));
  const channel = { ...id, channel: "vib" };
  const indicators = { time, speedRpm: 1800, indicators: { rms: 1, kurtosis: 3 } };
  await send(formatTopic({ class: "indicators", ...channel }), jsonBytes(indicators));
  if (path !== first) return;
  const values = Float32Array.from({ length: 4096 }, () => Math.random());
  for (const name of ["envelope", "amplitude", "velocity"])
    await send(
      formatTopic({ class: "spectrum", ...channel, name }),
      encodeCbor({ time, unit: "m/s2", step: SAMPLE_RATE / SAMPLES, values }),
    );
  const samples = Int16Array.from({ length: SAMPLES }, () => 60_000 * (Math.random() - 0.5));
  await send(
    formatTopic({ class: "latest-waveform", ...channel }),
    encodeCbor({
      time,
      unit: "m/s2",
      sampleRate: SAMPLE_RATE,
      length: SAMPLES,
      scale: 1e-3,
      samples,
    }),
  );
}

async function rounds(measure: () => Promise<number>): Promise<readonly number[]> {
  const found: number[] = [];
  for (let k = 0; k < ROUNDS; k++) found.push(await measure());
  return found.sort((a, b) => a - b);
}

function report(what: string, sorted: readonly number[]): void {
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  process.stdout.write(
    `${what}: median ${median.toFixed(0)} ms, worst ${(sorted.at(-1) ?? 0).toFixed(0)} ms of ${ROUNDS}\n`,
  );
}

async function fresh(): Promise<Page> {
  const viewport = { width: 1920, height: 1080 };
  // The page forbids what a watching script needs.
  return (await browser.newContext({ viewport, bypassCSP: true })).newPage();
}

async function openPlant(): Promise<number> {
  const tab = await fresh();
  await tab.goto(`${page.url}/`);
  await tab.waitForFunction(`document.querySelectorAll(".dot-link").length === ${paths.length}`);
  const time = Number(await tab.evaluate("performance.now()"));
  await tab.context().close();
  return time;
}

async function liveUpdate(): Promise<number> {
  const tab = await fresh();
  await tab.goto(`${page.url}/`);
  await tab.waitForFunction(`document.querySelectorAll(".dot-link").length === ${paths.length}`);
  verdicts += 1;
  const point = paths[20 + verdicts] ?? first;
  const begin = performance.now();
  const seen = tab.waitForFunction(
    `document.querySelectorAll(".dot-warning").length >= ${verdicts}`,
  );
  const verdict = {
    type: "verdict",
    point,
    time: isoOf(now),
    persistent: true,
    kind: "anomaly",
    severity: "warning",
    score: 1.2,
    evidence: [],
  };
  const topic = formatTopic({ class: "verdict", ...parsePointPath(point), kind: "anomaly" });
  await broker.publish(topic, jsonBytes(verdict), { retain: true });
  await seen;
  const time = performance.now() - begin;
  await tab.context().close();
  return time;
}

async function openPointFresh(): Promise<number> {
  const tab = await fresh();
  await tab.goto(`${page.url}/#/point/${first}`);
  await tab.waitForFunction(DRAWN);
  const time = Number(await tab.evaluate("performance.now()"));
  await tab.context().close();
  return time;
}

/** Another point was looked at before: the code is there, the data is not. */
async function openPointAgain(): Promise<number> {
  const tab = await fresh();
  await tab.goto(`${page.url}/#/point/${paths[1]}`);
  await tab.getByRole("heading", { level: 1 }).waitFor();
  await tab.waitForTimeout(500);
  const time = Number(
    await tab.evaluate(`new Promise((resolve) => {
      const begin = performance.now();
      location.hash = "#/point/${first}";
      const look = () => ${DRAWN} ? resolve(performance.now() - begin) : requestAnimationFrame(look);
      look();
    })`),
  );
  await tab.context().close();
  return time;
}
