import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeCbor } from "@raceway/wire/codec";
import { prepareIngest } from "../faults/ingest-process.ts";
import { until } from "../running-ingest.ts";
import { RATE, RPM, SCALE } from "./blocks.ts";
import { startNodeRed } from "./node-red.ts";
import type { Message } from "./publisher.ts";

/** Something that takes blocks by MQTT and stores indicators of each in InfluxDB, as measurement `indicator` with a tag `point`. */
export interface System {
  readonly name: string;
  message(point: number, time: bigint, samples: Int16Array): Message;
  start(place: Place): Promise<RunningSystem>;
}

export interface Place {
  readonly points: number;
  readonly influxPort: number;
  readonly database: string;
  readonly brokerPort: number;
  /** Of Python, with NumPy, SciPy and paho-mqtt. */
  readonly python: string;
}

export interface RunningSystem {
  readonly pid: number;
  /** Where blocks are to be published. */
  readonly port: number;
  stop(): Promise<void>;
}

/** What Python and Node-RED take: bare numbers. */
const bare: System["message"] = (point, time, { buffer, byteOffset, byteLength }) => ({
  topic: `bench/p${point}/${time}`,
  payload: new Uint8Array(buffer, byteOffset, byteLength),
});

const CONSUMER = fileURLToPath(new URL("consumer.py", import.meta.url));

function plantText(points: number, bearing: boolean): string {
  const channel = `{ id: vib, kind: vibration, unit: g, sampleRate: ${RATE}, silentAfter: 1e8 }`;
  const point = (p: number) =>
    `          - { id: p${p}, ${bearing ? 'bearing: "6205", ' : ""}channels: [${channel}] }`;
  const machine = (m: number) => `      - id: m${m}
        powerKw: 22
        support: rigid
        speed: { rpm: ${RPM}, tolerance: 0.02 }
        points:
${[0, 1, 2, 3].map((p) => point(4 * m + p)).join("\n")}
`;
  const machines = Array.from({ length: Math.ceil(points / 4) }, (_, m) => machine(m));
  return `site: works\nlines:\n  - id: l\n    machines:\n${machines.join("")}`;
}

function raceway(name: string, bearing: boolean, encoding: "cbor" | "json"): System {
  return {
    name,
    message: (point, time, samples) => ({
      topic: `raceway/v1/waveform/works/l/m${Math.floor(point / 4)}/p${point}/vib`,
      payload:
        encoding === "cbor"
          ? encodeCbor({ time, sampleRate: RATE, unit: "g", scale: SCALE, samples })
          : jsonOf(time, samples),
    }),
    async start({ points, influxPort, database }) {
      const folder = mkdtempSync(join(tmpdir(), "raceway-bench-"));
      const plantFile = join(folder, "plant.yaml");
      writeFileSync(plantFile, plantText(points, bearing));
      const store = `influxdb://127.0.0.1:${influxPort}/${database}`;
      const args = ["--thin-after", "1000000"];
      const data = join(folder, "data");
      const ingest = await prepareIngest({ plantFile, data, store, args });
      ingest.start();
      await until(
        "ingest to be ready",
        async () => (await ingest.status())?.ready === true,
        60_000,
      );
      return {
        pid: ingest.pid() ?? 0,
        port: ingest.mqttPort,
        async stop() {
          await ingest.stop();
          rmSync(folder, { recursive: true, force: true });
        },
      };
    },
  };
}

function jsonOf(time: bigint, samples: Int16Array): Uint8Array {
  const values = Array.from(samples, (value) => (value * SCALE).toFixed(5)).join(",");
  const head = `{"time":"${time}","sampleRate":${RATE},"unit":"g"`;
  return Buffer.from(`${head},"samples":[${values}]}`);
}

function python(name: string, way: "fft" | "filters"): System {
  return {
    name,
    message: bare,
    async start({ python: program, brokerPort, influxPort, database }) {
      const args = [CONSUMER, way, `${brokerPort}`, `${influxPort}`, database];
      const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
      const ended = once(child, "exit");
      const [said] = await Promise.race([once(child.stdout, "data"), ended]);
      if (!String(said).includes("ready"))
        throw new Error(`${program} ended: it needs NumPy, SciPy and paho-mqtt`);
      return {
        pid: child.pid ?? 0,
        port: brokerPort,
        async stop() {
          child.kill();
          await ended;
        },
      };
    },
  };
}

/** By the name under which they are asked for. */
export const SYSTEMS: Readonly<Record<string, System>> = {
  raceway: raceway("Raceway, bearing declared", true, "cbor"),
  "raceway-bare": raceway("Raceway, none declared", false, "cbor"),
  "raceway-json": raceway("Raceway, bearing declared, JSON", true, "json"),
  "python-best": python("Python, FFT-based", "fft"),
  "python-typical": python("Python, filters", "filters"),
  "node-red": { name: "Node-RED", message: bare, start: startNodeRed },
};
