import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startConsole } from "@raceway/console/start-console";
import { createGateway } from "@raceway/gateway/gateway";
import { parsePointPath } from "@raceway/model/identity";
import { pointsOf } from "@raceway/model/plant";
import { isoOf } from "@raceway/model/time";
import { silentLog } from "@raceway/ports/log";
import { openDuckDbStore } from "@raceway/store-duckdb/duckdb-store";
import { jsonBytes } from "@raceway/wire/codec";
import { formatTopic, passageOf } from "@raceway/wire/topic";
import type { CDPSession, Page } from "playwright-core";
import { plantOf } from "../running-ingest.ts";
import { launchBrowser } from "./browser.ts";

/** What the page of a whole large plant costs a browser that looks at it. */
export interface PlantPageLoad {
  readonly points: number;
  /** Milliseconds from the address to a page whose counts and lines are there, sorted. */
  readonly usable: readonly number[];
  /** Kilobytes over the wire until then, of the page's code and of the plant. */
  readonly codeKb: number;
  readonly plantKb: number;
  /** Share of a core that the page's main thread takes while nothing and while {@link RATE} records a second arrive. */
  readonly idleShare: number;
  readonly busyShare: number;
  /** Milliseconds of main thread that one verdict takes on the page beyond what it takes while nothing arrives, sorted. */
  readonly verdict: readonly number[];
}

const LINES = 20;
const POINTS_OF_MACHINE = 5;
const RATE = 200;
const ROUNDS = 5;
const RUN_MS = 15_000;
const VERDICTS = 15;
/** Long enough for it to arrive and be drawn. */
const VERDICT_MS = 1000;
/** From here on a viewer sees what needs a look and every line. */
const USABLE = `document.querySelectorAll(".lines > section").length === ${LINES}`;

/** Measures with so many points in 20 lines, each published as analysis does. */
export async function measurePlantPage(points: number): Promise<PlantPageLoad> {
  await using stack = new AsyncDisposableStack();
  const plant = plantOf(plantText(points));
  const paths = [...pointsOf(plant).keys()];
  const folder = mkdtempSync(join(tmpdir(), "raceway-plant-page-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const store = await openDuckDbStore({ file: join(folder, "telemetry.duckdb") });
  stack.defer(() => store.close());
  const broker = createGateway({
    host: "127.0.0.1",
    port: 0,
    maxPayloadBytes: 1_048_576,
    passage: passageOf,
    log: silentLog,
  });
  await broker.open(async () => {});
  stack.defer(() => broker.close());
  const publish = (topic: string, body: object) =>
    broker.publish(topic, jsonBytes(body), { retain: true });
  for (const [k, path] of paths.entries()) await publishRecord(publish, path, k);
  const page = await startConsole({
    plant,
    store,
    mqtt: { url: `mqtt://127.0.0.1:${broker.port}` },
    port: 0,
    log: silentLog,
  });
  stack.defer(() => page.close());
  const browser = await launchBrowser();
  stack.defer(() => browser.close());
  await heardAll(page.url, paths.length);

  const opened = async () => {
    const context = await browser.newContext({
      viewport: { width: 1920, height: 1080 },
      // The page forbids what a watching script needs.
      bypassCSP: true,
    });
    const tab = await context.newPage();
    const sizes = await wireSizes(tab);
    await tab.goto(`${page.url}/`);
    await tab.waitForFunction(USABLE);
    return { tab, sizes, time: Number(await tab.evaluate("performance.now()")) };
  };

  const usable: number[] = [];
  for (let k = 0; k < ROUNDS; k++) {
    const { tab, time } = await opened();
    usable.push(time);
    await tab.context().close();
  }
  const { tab, sizes } = await opened();
  const watch = await tab.context().newCDPSession(tab);
  // Time that the thread itself worked, whatever else the machine does meanwhile.
  await watch.send("Performance.enable", { timeDomain: "threadTicks" });
  await tab.waitForTimeout(2000);
  const idleShare = await shareOfCore(watch, RUN_MS);
  let next = 0;
  const sending = setInterval(() => {
    for (let k = 0; k < RATE / 20; k++, next++)
      void publishRecord(publish, paths[next % paths.length] ?? "", next);
  }, 50);
  const busyShare = await shareOfCore(watch, RUN_MS);
  clearInterval(sending);
  await tab.waitForTimeout(1000);
  const verdict: number[] = [];
  for (let k = 0; k < VERDICTS; k++) {
    const before = await taskSeconds(watch);
    await publishWarning(publish, paths[(k * 131) % paths.length] ?? "");
    await tab.waitForTimeout(VERDICT_MS);
    const spent = 1000 * ((await taskSeconds(watch)) - before);
    verdict.push(Math.max(0, spent - idleShare * VERDICT_MS));
  }
  return {
    points: paths.length,
    usable: usable.sort((a, b) => a - b),
    ...sizes(),
    idleShare,
    busyShare,
    verdict: verdict.sort((a, b) => a - b),
  };
}

/** The figures as lines for people. */
export function plantPageText(load: PlantPageLoad): string {
  const middle = (sorted: readonly number[]) => sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const most = (sorted: readonly number[]) => sorted.at(-1) ?? Number.NaN;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return [
    `plant page of ${load.points} points, from address to usable: median ${middle(load.usable).toFixed(0)} ms, worst ${most(load.usable).toFixed(0)} ms of ${ROUNDS}`,
    `over the wire until then: ${load.codeKb.toFixed(0)} kB of code, ${load.plantKb.toFixed(0)} kB of plant`,
    `main thread while nothing arrives: ${percent(load.idleShare)} of a core; while ${RATE} records/s arrive: ${percent(load.busyShare)}`,
    `one verdict: median ${middle(load.verdict).toFixed(1)} ms of main thread, worst ${most(load.verdict).toFixed(1)} ms of ${VERDICTS}`,
    "",
  ].join("\n");
}

function plantText(points: number): string {
  const machines = Math.ceil(points / LINES / POINTS_OF_MACHINE);
  const line = (id: number) =>
    `  - id: l${id}\n    machines:\n${Array.from({ length: machines }, (_, k) => machineText(`m${id}-${k}`)).join("")}`;
  return `site: works\nname: Works\nlines:\n${Array.from({ length: LINES }, (_, k) => line(k)).join("")}`;
}

function machineText(id: string): string {
  const points = Array.from(
    { length: POINTS_OF_MACHINE },
    (_, k) =>
      `          - id: p${k}\n            bearing: { designation: "6205" }\n            channels: [{ id: vib, kind: vibration, unit: m/s2 }]\n`,
  );
  return `      - id: ${id}\n        speed: { rpm: 1800 }\n        points:\n${points.join("")}`;
}

type Publish = (topic: string, body: object) => Promise<unknown>;

/** What analysis says of a record: numbers that wander as a machine's do. */
async function publishRecord(publish: Publish, path: string, k: number): Promise<void> {
  const id = parsePointPath(path);
  const time = isoOf(BigInt(Date.now()) * 1_000_000n);
  const state = {
    time,
    level: "normal",
    severity: "normal",
    parts: { anomaly: "normal", diagnosis: "normal", sensor: "normal" },
    score: 0.3 + 0.1 * Math.sin(k),
    health: 96 + 1.5 * Math.sin(k / 7),
    learning: false,
  };
  await publish(formatTopic({ class: "state", ...id }), state);
  const indicators = {
    rms: 1 + Math.sin(k) / 10,
    velocity_rms: 2 + Math.sin(k / 3) / 5,
    kurtosis: 3,
  };
  const body = { time, speedRpm: 1800, indicators };
  await publish(formatTopic({ class: "indicators", ...id, channel: "vib" }), body);
}

async function publishWarning(publish: Publish, point: string): Promise<void> {
  const verdict = {
    type: "verdict",
    point,
    time: isoOf(BigInt(Date.now()) * 1_000_000n),
    persistent: true,
    kind: "anomaly",
    severity: "warning",
    score: 1.2,
    evidence: [],
  };
  await publish(
    formatTopic({ class: "verdict", ...parsePointPath(point), kind: "anomaly" }),
    verdict,
  );
}

/** Until the console has heard of every point. */
async function heardAll(url: string, count: number): Promise<void> {
  for (;;) {
    const plant = await (await fetch(`${url}/api/plant`)).text();
    if ((plant.match(/"health":/g)?.length ?? 0) >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Bytes that come over the wire from now on. @returns what came so far. */
async function wireSizes(tab: Page) {
  const session = await tab.context().newCDPSession(tab);
  await session.send("Network.enable");
  const urls = new Map<string, string>();
  let [code, plant] = [0, 0];
  session.on("Network.requestWillBeSent", ({ requestId, request }) => {
    urls.set(requestId, request.url);
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (urls.get(requestId)?.includes("/api/")) plant += encodedDataLength;
    else code += encodedDataLength;
  });
  return () => ({ codeKb: code / 1000, plantKb: plant / 1000 });
}

async function shareOfCore(watch: CDPSession, milliseconds: number): Promise<number> {
  const [before, begin] = [await taskSeconds(watch), performance.now()];
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return ((await taskSeconds(watch)) - before) / ((performance.now() - begin) / 1000);
}

/** Seconds that the page's main thread has worked. */
async function taskSeconds(watch: CDPSession): Promise<number> {
  const { metrics } = await watch.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
}

if (import.meta.main) process.stdout.write(plantPageText(await measurePlantPage(2000)));
