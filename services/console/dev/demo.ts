/**
 * The console with a made-up plant, for work on the page: every level, long texts, an alarm that answers. Needs nothing else running.
 *
 *     npm run dev -w @raceway/console
 */
import { createServer } from "node:net";
import type { Alarm, AlarmAct } from "@raceway/model/alarm";
import type { Machine, Plant } from "@raceway/model/plant";
import { isoOf } from "@raceway/model/time";
import type { Verdict } from "@raceway/model/verdict";
import type { TelemetryStore } from "@raceway/ports/telemetry-store";
import { encodeCbor } from "@raceway/wire/codec";
import { Aedes } from "aedes";
import mqtt from "mqtt";
import { startConsole } from "../src/start-console.ts";
import { ensureWebBuilt } from "../src/web-build.ts";

const MQTT_PORT = 21_301;
const HTTP_PORT = 21_302;
const RPM = 1797;
const ORDERS = { bpfo: 3.585, bpfi: 5.415, bsf: 2.357, ftf: 0.398 };

const say = (line: string) => process.stdout.write(`${line}\n`);
const log = {
  info: (facts: object, message: string) => say(`${message} ${JSON.stringify(facts)}`),
  warn: (facts: object, message: string) => say(`warn: ${message} ${JSON.stringify(facts)}`),
  error: (facts: object, message: string) => say(`error: ${message} ${JSON.stringify(facts)}`),
};
const now = () => isoOf(BigInt(Date.now()) * 1_000_000n);

function machine(line: string, id: string, name: string, points: readonly string[]): Machine {
  return {
    id,
    name,
    speed: { nominalRpm: RPM, tolerance: 0.02 },
    loadUnit: "%",
    points: points.map((point) => ({
      path: `goeteborg/${line}/${id}/${point}`,
      id: point,
      name: point.replaceAll("-", " ").replace(/^./, (first) => first.toUpperCase()),
      bearing: {
        designation: "6205-2RS",
        maker: "SKF",
        orders: ORDERS,
        tolerance: 0.02,
        source: "demo",
        rotating: "inner",
      },
      channels: [
        channel("radial", "Radial", "vibration", "m/s2"),
        channel("temperature", "Temperature", "temperature", "degC"),
      ],
    })),
  };
}

function channel(
  id: string,
  name: string,
  kind: "vibration" | "temperature",
  unit: "m/s2" | "degC",
) {
  const limits = [{ indicator: "velocity_rms", warning: 4.5, alarm: 7.1 }];
  return { id, name, kind, unit, silentAfter: 60, limits };
}

const plant: Plant = {
  site: "goeteborg",
  name: "Göteborg",
  trace: {},
  lines: [
    {
      id: "line-1",
      name: "Line 1, deep groove",
      machines: [
        machine("line-1", "grinder-1", "Outer race grinder 1", [
          "spindle-front",
          "spindle-rear",
          "workhead",
        ]),
        machine("line-1", "superfinisher", "Superfinisher", ["spindle", "oscillator"]),
        machine("line-1", "washer", "Washer", ["pump"]),
      ],
    },
    {
      id: "line-2",
      name: "Line 2, tapered",
      machines: [
        machine("line-2", "grinder-4", "Inner race grinder 4", ["spindle-front", "spindle-rear"]),
        machine("line-2", "press", "Assembly press", ["motor"]),
        machine("line-2", "test-stand", "Test stand", ["drive", "bearing"]),
      ],
    },
  ],
};

const base = (point: string, channelId?: string) => ({
  type: "verdict" as const,
  point: `goeteborg/${point}`,
  ...(channelId !== undefined && { channel: channelId }),
  time: now(),
  persistent: true,
});

const BAD = "line-1/grinder-1/spindle-front";
const WARM = "line-2/grinder-4/spindle-rear";
const MUTE = "line-1/washer/pump";
const NEW = "line-2/press/motor";
const NEVER = "line-2/test-stand/bearing";

const lineAt = (label: string, hz: number, snrDb: number) => ({
  label,
  expectedHz: hz,
  foundHz: hz * 0.998,
  amplitude: 0.4,
  snrDb,
});
const bpfo = (ORDERS.bpfo * RPM) / 60;

const verdicts: readonly Verdict[] = [
  {
    ...base(BAD),
    kind: "anomaly",
    severity: "alarm",
    score: 2.1,
    evidence: [
      {
        channel: "radial",
        indicator: "velocity_rms",
        value: 8.3,
        unit: "mm/s",
        model: "limit",
        limit: 7.1,
        expected: 2.2,
        share: 0.6,
        text: "Velocity rms of Radial is 8.3 mm/s; the plant file's alarm limit is 7.1 mm/s.",
      },
      {
        channel: "radial",
        indicator: "kurtosis",
        value: 9.1,
        unit: "1",
        model: "baseline",
        limit: 4.4,
        expected: 3.1,
        share: 0.4,
        text: "Kurtosis of Radial is 9.1; at this speed and load the point's own history expects 3.1, at most 4.4.",
      },
    ],
  },
  {
    ...base(BAD, "radial"),
    kind: "diagnosis",
    fault: "outer-race",
    confidence: 0.92,
    lines: [
      lineAt("1xBPFO", bpfo, 24),
      lineAt("2xBPFO", 2 * bpfo, 18),
      lineAt("3xBPFO", 3 * bpfo, 12),
    ],
    hypotheses: [
      { fault: "outer-race", confidence: 0.92 },
      { fault: "looseness", confidence: 0.05 },
    ],
    text: "Three harmonics of the outer race's ball pass frequency (107.4 Hz at 1797 r/min, 6205-2RS) stand 12 to 24 dB above the noise of the envelope spectrum, without shaft sidebands.",
  },
  {
    ...base(BAD),
    kind: "prognosis",
    trend: "rising",
    indicator: "velocity_rms",
    limit: 11.2,
    rulSeconds: 11 * 86_400,
    lowSeconds: 6 * 86_400,
    highSeconds: 19 * 86_400,
    interval: 0.8,
    model: "exponential",
    text: "Velocity rms has doubled in nine days and reaches 11.2 mm/s if it goes on so.",
  },
  {
    ...base(WARM),
    kind: "anomaly",
    severity: "warning",
    score: 1.2,
    evidence: [
      {
        channel: "temperature",
        indicator: "temperature",
        value: 71,
        unit: "degC",
        model: "baseline",
        limit: 66,
        expected: 55,
        text: "Temperature is 71 °C; at this load the point's own history expects 55 °C, at most 66 °C.",
      },
    ],
  },
  {
    ...base(MUTE, "radial"),
    kind: "sensor",
    fault: "flat-line",
    text: "Radial has been flat at 0.00 m/s² for 14 blocks.",
  },
];

const broker = await Aedes.createBroker();
const door = createServer(broker.handle);
door.listen(MQTT_PORT, "127.0.0.1");
const url = `mqtt://127.0.0.1:${MQTT_PORT}`;
const client = await mqtt.connectAsync(url);
const publish = (topic: string, payload: string | Uint8Array) =>
  client.publish(`raceway/v1/${topic}`, Buffer.from(payload), { qos: 1, retain: true });

for (const verdict of verdicts) {
  const channel = verdict.kind === "sensor" ? `/${verdict.channel}` : "";
  publish(`verdict/${verdict.point}/${verdict.kind}${channel}`, JSON.stringify(verdict));
}
publish("service/goeteborg/alarms", '{"status":"online"}');

const alarms = new Map<string, Alarm>();
function alarm(point: string, condition: Alarm["condition"], rest: Partial<Alarm>): void {
  const [line = "", machineId = "", pointId = ""] = point.split("/");
  const found = plant.lines.find(({ id }) => id === line);
  const at = found?.machines.find(({ id }) => id === machineId);
  const topic = `goeteborg/${point}/${condition}`;
  alarms.set(topic, {
    id: `${line}.${machineId}.${pointId}.${condition}`,
    occurrence: 1,
    point: `goeteborg/${point}`,
    condition,
    where: {
      line: found?.name ?? line,
      machine: at?.name ?? machineId,
      point: at?.points.find(({ id }) => id === pointId)?.name ?? pointId,
    },
    state: "unacknowledged",
    severity: "warning",
    title: "Unusual behaviour",
    evidence: [],
    advice: "Look and listen at the machine.",
    since: now(),
    comments: [],
    ...rest,
  });
}
alarm(BAD, "machine", {
  severity: "alarm",
  title: "Outer race damage",
  evidence: [verdicts[1]?.kind === "diagnosis" ? verdicts[1].text : ""],
  advice: "Plan a bearing change. Until then listen and measure every shift.",
});
alarm(WARM, "machine", {
  evidence: [
    "Temperature is 71 °C; at this load the point's own history expects 55 °C, at most 66 °C.",
  ],
});
alarm(MUTE, "sensor", {
  title: "Sensor without signal: radial",
  state: "acknowledged",
  acknowledged: { who: "Ann", at: now() },
  comments: [{ who: "Ann", at: now(), text: "Cable ordered" }],
  evidence: ["Radial has been flat at 0.00 m/s² for 14 blocks."],
  advice: "Check cable and plug first, then the sensor's supply, then change the sensor.",
});
for (const [topic, open] of alarms) publish(`alarm/${topic}`, JSON.stringify(open));

client.subscribe("raceway/v1/alarm-act/#");
client.on("message", (topic, payload) => {
  const { ask, ...act }: AlarmAct & { ask: string } = JSON.parse(payload.toString());
  const key = topic.replace("raceway/v1/alarm-act/", "");
  const open = alarms.get(key);
  if (open === undefined) return;
  const mark = { who: act.who, at: now() };
  const comments = act.comment ? [...open.comments, { ...mark, text: act.comment }] : open.comments;
  alarms.set(key, { ...open, state: "acknowledged", acknowledged: mark, comments });
  publish(`alarm/${key}`, JSON.stringify(alarms.get(key)));
  publish(`alarm-answer/${plant.site}`, JSON.stringify({ ask, alarm: alarms.get(key) }));
});

const quiet = (size: number) => 0.02 + 0.015 * Math.random() * size;

function spectrum(bad: boolean, name: string): Uint8Array {
  const step = name === "envelope" ? 0.5 : 1.25;
  const values = Float32Array.from({ length: 4096 }, (_, k) => {
    const hz = k * step;
    const shaft = RPM / 60;
    let value = quiet(1) / (1 + hz / 3000);
    if (name === "envelope" && bad)
      for (const n of [1, 2, 3])
        value += (0.5 / n) * Math.exp(-(((hz - n * bpfo * 0.998) / 0.6) ** 2));
    if (name !== "envelope")
      value +=
        1.2 * Math.exp(-(((hz - shaft) / 1.2) ** 2)) + 0.5 * Math.exp(-(((hz - 2900) / 180) ** 2));
    return value;
  });
  const unit = name === "envelope" ? "(m/s2)^2" : "mm/s";
  const band = name === "envelope" ? { band: [2200, 3600] } : {};
  return encodeCbor({ time: now(), unit, step, values, ...band });
}

function tick(): void {
  for (const line of plant.lines)
    for (const { points } of line.machines)
      for (const { path } of points) {
        const short = path.replace("goeteborg/", "");
        if (short === NEVER) continue;
        const bad = short === BAD;
        const velocity = bad ? 8.3 + 0.2 * Math.random() : 2.1 + 0.2 * Math.random();
        const indicators = {
          velocity_rms: velocity,
          rms: velocity * 1.9,
          peak: velocity * 7,
          crest: 3.7,
          kurtosis: bad ? 9.1 : 3.05,
        };
        publish(
          `indicators/${path}/radial`,
          JSON.stringify({ time: now(), speedRpm: RPM, indicators }),
        );
        const temperature = short === WARM ? 71 : 54 + Math.random();
        publish(
          `indicators/${path}/temperature`,
          JSON.stringify({ time: now(), indicators: { temperature } }),
        );
        const severity = bad ? "alarm" : short === WARM ? "warning" : "normal";
        publish(
          `state/${path}`,
          JSON.stringify({
            point: path,
            level: severity,
            severity,
            parts: { anomaly: severity, diagnosis: "normal", sensor: "normal" },
            score: bad ? 2.1 : 0.3,
            health: bad ? 41 : short === WARM ? 78 : 97,
            learning: short === NEW,
            time: now(),
          }),
        );
        for (const name of ["velocity", "envelope"])
          publish(`spectrum/${path}/radial/${name}`, spectrum(bad, name));
      }
}
tick();
const ticking = setInterval(tick, 2000);

const store: Pick<TelemetryStore, "series" | "ready"> = {
  async ready() {
    return { ok: true };
  },
  async series({ from, to, fields, tags, everySeconds = 10 }) {
    const [field = ""] = fields;
    const bad = `${tags["line"]}/${tags["machine"]}/${tags["point"]}` === BAD;
    const step = BigInt(Math.round(everySeconds * 1e9));
    const rows = [];
    for (let time = from; time < to; time += step) {
      const along = Number(time - from) / Number(to - from);
      const noise = 0.15 * (Math.random() - 0.5) + 0.2 * Math.sin(along * 40);
      const value = (bad ? 2 + 6.2 * along ** 3 : 2.1) + noise;
      const scale = field === "temperature" ? 25 : field === "health" ? 20 : 1;
      rows.push({ time, tags: {}, fields: { [field]: value * scale } });
    }
    return rows;
  },
};

await ensureWebBuilt(say);
const page = await startConsole({ plant, store, mqtt: { url }, port: HTTP_PORT, log });
say(`open ${page.url}`);
process.once("SIGINT", async () => {
  clearInterval(ticking);
  await page.close();
  await client.endAsync(true);
  broker.close();
  door.close();
});
