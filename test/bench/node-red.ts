import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RATE, SCALE, SIZE } from "./blocks.ts";
import type { Place, RunningSystem } from "./systems.ts";

/** Versions that run on the same Node; installed on demand, for they are no part of Raceway. */
const PACKAGES = ["node-red@4.1.15", "node-red-contrib-influxdb@0.7.0", "fft.js@4.0.4"];

let installed: string | undefined;

/** Folder with Node-RED and what its flow needs. @throws Error where the registry cannot be reached */
function install(): string {
  if (installed !== undefined) return installed;
  const folder = mkdtempSync(join(tmpdir(), "raceway-bench-node-red-"));
  writeFileSync(join(folder, "package.json"), '{ "private": true }');
  execFileSync("npm", ["install", "--no-audit", "--no-fund", ...PACKAGES], {
    cwd: folder,
    stdio: "ignore",
  });
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  installed = folder;
  return folder;
}

/** What a function node computes of a block: as the Python does, one transform a step. */
const FUNCTION = `
const FFT = global.get("FFT"), N = ${SIZE}, step = ${RATE} / N;
const fft = context.get("fft") || new FFT(N);
context.set("fft", fft);
const x = new Float64Array(N);
let mean = 0;
for (let i = 0; i < N; i++) { x[i] = msg.payload.readInt16LE(2 * i) * ${SCALE}; mean += x[i] / N; }
let square = 0, fourth = 0, peak = 0;
const windowed = new Float64Array(N);
for (let i = 0; i < N; i++) {
  x[i] -= mean;
  const q = x[i] * x[i];
  square += q; fourth += q * q; peak = Math.max(peak, Math.abs(x[i]));
  windowed[i] = x[i] * (0.5 - 0.5 * Math.cos(2 * Math.PI * i / N));
}
square /= N; fourth /= N;
const lines = fft.createComplexArray();
fft.realTransform(lines, windowed);
let speed = 0;
for (let k = Math.ceil(10 / step); k <= Math.floor(1000 / step); k++) {
  const v = Math.hypot(lines[2 * k], lines[2 * k + 1]) * 4 / N / (2 * Math.PI * k * step) * 9806.65;
  speed += v * v / 3;
}
const band = fft.createComplexArray(), whole = fft.createComplexArray(), analytic = fft.createComplexArray();
fft.realTransform(whole, x);
for (let k = Math.ceil(2000 / step); k <= Math.floor(5000 / step); k++) { band[2 * k] = 2 * whole[2 * k]; band[2 * k + 1] = 2 * whole[2 * k + 1]; }
fft.inverseTransform(analytic, band);
const envelope = new Float64Array(N);
let level = 0, power = 0;
for (let i = 0; i < N; i++) { envelope[i] = Math.hypot(analytic[2 * i], analytic[2 * i + 1]); level += envelope[i] / N; power += envelope[i] * envelope[i] / N; }
for (let i = 0; i < N; i++) envelope[i] = (envelope[i] - level) * (0.5 - 0.5 * Math.cos(2 * Math.PI * i / N));
const found = fft.createComplexArray();
fft.realTransform(found, envelope);
const tallest = (order) => {
  let most = 0;
  for (let h = 1; h <= 5; h++) {
    const at = order * 1797 / 60 * h, width = Math.max(0.02 * at, 1.5 * step);
    for (let k = Math.max(1, Math.floor((at - width) / step)); k <= Math.ceil((at + width) / step); k++)
      most = Math.max(most, Math.hypot(found[2 * k], found[2 * k + 1]) * 4 / N);
  }
  return most;
};
const [, point, time] = msg.topic.split("/");
msg.payload = [
  { time: Number(BigInt(time) / 1000000n), rms: Math.sqrt(square), peak, crest: peak / Math.sqrt(square), kurtosis: fourth / (square * square),
    velocity_rms: Math.sqrt(speed), envelope_rms: Math.sqrt(power), bpfo: tallest(3.585), bpfi: tallest(5.415), bsf2: tallest(4.714), ftf: tallest(0.398) },
  { point },
];
return msg;`;

function flow({ brokerPort, influxPort, database }: Place) {
  const broker = { id: "broker", type: "mqtt-broker", broker: "127.0.0.1", port: `${brokerPort}` };
  const store = { id: "store", type: "influxdb", hostname: "127.0.0.1", port: `${influxPort}` };
  const source = { id: "in", type: "mqtt in", topic: "bench/#", qos: "1", datatype: "buffer" };
  const work = { id: "work", type: "function", func: FUNCTION, outputs: 1 };
  const sink = { id: "out", type: "influxdb out", measurement: "indicator", precision: "ms" };
  return [
    { id: "tab", type: "tab", label: "bench" },
    { ...broker, clientid: "node-red", protocolVersion: "4", keepalive: "60", cleansession: true },
    { ...store, protocol: "http", database, name: "", influxdbVersion: "1.x" },
    { ...source, z: "tab", broker: "broker", wires: [["work"]] },
    { ...work, z: "tab", wires: [["out"]] },
    { ...sink, z: "tab", influxdb: "store", retentionPolicy: "", wires: [] },
  ];
}

/** Starts Node-RED with a flow of three nodes; resolves when it is connected. */
export async function startNodeRed(place: Place): Promise<RunningSystem> {
  const modules = join(install(), "node_modules");
  const folder = mkdtempSync(join(tmpdir(), "raceway-bench-flow-"));
  mkdirSync(folder, { recursive: true });
  symlinkSync(modules, join(folder, "node_modules"));
  writeFileSync(join(folder, "flows.json"), JSON.stringify(flow(place)));
  writeFileSync(
    join(folder, "settings.js"),
    `module.exports = { uiHost: "127.0.0.1", uiPort: 0, httpAdminRoot: false, flowFile: "flows.json", functionGlobalContext: { FFT: require("fft.js") }, telemetry: { enabled: false } };`,
  );
  const args = [join(modules, "node-red/red.js"), "-u", folder, "-s", join(folder, "settings.js")];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  await new Promise<void>((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (part: Buffer) => {
      said += part;
      if (/Connected to broker/.test(said)) resolve();
    });
    void ended.then(() => reject(new Error(`Node-RED ended: ${said.slice(-500)}`)));
  });
  return {
    pid: child.pid ?? 0,
    port: place.brokerPort,
    async stop() {
      child.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
