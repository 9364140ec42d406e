import type { Message } from "@raceway/ports/source";
import { decodeReading, decodeWaveform } from "@raceway/wire/codec";
import { describe, expect, it } from "vitest";
import { createEdgeVoice, type Said, type VoiceMetric } from "./edge-voice.ts";
import type { MappedChannel } from "./metric-mapping.ts";
import { DATATYPE, REBIRTH_METRIC } from "./payload.ts";
import { createSparkplugHost } from "./sparkplug-host.ts";
import {
  type FakeDoor,
  fakeDoor,
  handClock,
  mapped,
  rebirthRequests,
  warnings,
} from "./testing.ts";

const TEMP = mapped("G/E/D:Temp", { id: "temp" });
const TOPIC = "raceway/v1/reading/works/l/m/p/temp";
const STATUS = "raceway/v1/status/works/l/m/p";

async function start(channels: readonly MappedChannel[] = [TEMP]) {
  const clock = handClock(1_700_000_000_000);
  const got: Message[] = [];
  const log = warnings();
  const doors: FakeDoor[] = [];
  const host = createSparkplugHost({
    channels,
    hostId: "raceway",
    subscribe(session) {
      const made = fakeDoor(session);
      doors.push(made);
      return made.source;
    },
    reorderMs: 1000,
    rebirthMs: 10_000,
    clock,
    log,
  });
  const [door] = doors;
  if (door === undefined) throw new Error("the host has made no subscription");
  await host.open(async (message) => void got.push(message));
  const edge = createEdgeVoice("G", "E", () => clock.ms);
  edge.will();
  const hear = ({ topic, payload }: Said) =>
    door.deliver({ topic, payload, receivedAt: clock.now() });
  const temp = (value: number, more: Partial<VoiceMetric> = {}): VoiceMetric => ({
    name: "Temp",
    alias: 7,
    datatype: DATATYPE.float,
    value,
    timestamp: clock.ms,
    ...more,
  });
  const statuses = () =>
    door.sent
      .filter(({ topic }) => topic === STATUS)
      .map(({ payload }) => JSON.parse(Buffer.from(payload).toString()));
  const values = () =>
    got.map(({ topic, payload }) => {
      const read = decodeReading(payload);
      return read.ok ? [topic, read.body.value] : [topic, "undecodable"];
    });
  /** A session under way: births heard, the births' own value of 20 degrees handed on. */
  const beBorn = async () => {
    await hear(edge.birth());
    await hear(edge.deviceBirth("D", [temp(20)]));
  };
  return { clock, got, log, host, door, edge, hear, temp, statuses, values, beBorn };
}

describe("the host's own state", () => {
  it("subscribes to its STATE and to the edge nodes of the plant file (tck-id-host-topic-phid-birth-sub-required)", async () => {
    const { door } = await start([TEMP, mapped("G/E:Node metric"), mapped("H/F/D:x")]);
    expect(door.session.topics).toEqual([
      "spBv1.0/STATE/raceway",
      "spBv1.0/G/+/E/#",
      "spBv1.0/H/+/F/#",
    ]);
  });

  it("is JSON with online and the time of connecting, the same in will and birth (tck-id-host-topic-phid-birth-payload, -birth-payload-timestamp, -death-payload)", async () => {
    const { online, offline, topic } = (await start()).door.session.presence;
    const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
    expect(topic).toBe("spBv1.0/STATE/raceway");
    expect(text(online(5_000_000n))).toBe('{"online":true,"timestamp":5}');
    expect(text(offline(5_000_000n))).toBe('{"online":false,"timestamp":5}');
  });

  it("is said again with the same time when a late will denies it (tck-id-message-flow-hid-sparkplug-state-message-delivered)", async () => {
    const { door, clock, host } = await start();
    door.session.presence.online(5_000_000n);
    const deny = {
      topic: "spBv1.0/STATE/raceway",
      payload: Buffer.from('{"online":false,"timestamp":4}'),
    };
    await door.deliver({ ...deny, receivedAt: clock.now() });
    expect(
      door.sent.map(({ payload, ...rest }) => [rest, Buffer.from(payload).toString()]),
    ).toEqual([
      [{ topic: "spBv1.0/STATE/raceway", retain: true, qos: 1 }, '{"online":true,"timestamp":5}'],
    ]);
    const closed = host.close();
    await door.deliver({ ...deny, receivedAt: clock.now() });
    await closed;
    expect(door.sent).toHaveLength(1);
  });

  it("refuses a host id that is no topic word", () => {
    const options = {
      channels: [TEMP],
      subscribe: () => fakeDoor({} as never).source,
      log: warnings(),
    };
    expect(() => createSparkplugHost({ ...options, hostId: "a/b" })).toThrow(
      '"a/b" is no Sparkplug host id',
    );
    expect(() => createSparkplugHost({ ...options, hostId: "a", channels: [] })).toThrow(
      "no channel",
    );
  });
});

describe("values", () => {
  it("of births and data come out as readings of their channel, with their own time", async () => {
    const { clock, got, edge, hear, temp, values, beBorn } = await start();
    await beBorn();
    clock.advance(1000);
    await hear(edge.data("D", [temp(21.5)]));
    expect(values()).toEqual([
      [TOPIC, 20],
      [TOPIC, 21.5],
    ]);
    const read = decodeReading(got[1]?.payload ?? new Uint8Array());
    expect(read).toEqual({
      ok: true,
      body: { time: BigInt(clock.ms) * 1_000_000n, unit: "degC", value: 21.5 },
    });
  });

  it("are found by alias, which belongs to the birth (tck-id-payloads-alias-birth-requirement, -alias-data-cmd-requirement)", async () => {
    const { edge, hear, temp, values, beBorn, clock } = await start();
    await beBorn();
    clock.advance(1);
    await hear(edge.deviceBirth("D", [temp(1, { alias: 9 })]));
    await hear(edge.data("D", [temp(2, { alias: 9 })]));
    await hear(edge.data("D", [temp(3, { alias: 7 })]));
    expect(values().map(([, value]) => value)).toEqual([20, 1, 2]);
  });

  it("come from the device whose birth gave the alias, for an alias is one metric of the whole edge node (tck-id-payloads-alias-uniqueness)", async () => {
    const { edge, hear, temp, values, beBorn, clock } = await start([
      TEMP,
      mapped("G/E/Other:Temp"),
    ]);
    await beBorn();
    clock.advance(1);
    await hear(edge.deviceBirth("Other", [temp(30, { alias: 8 })]));
    await hear(edge.data("Other", [temp(31, { alias: 8 })]));
    await hear(edge.data("D", [temp(21)]));
    expect(values().map(([, value]) => value)).toEqual([20, 30, 31, 21]);
  });

  it("that are null, unmapped or of other edge nodes are left alone", async () => {
    const { edge, hear, temp, values, beBorn, clock } = await start();
    await beBorn();
    clock.advance(1);
    await hear(
      edge.deviceBirth("D", [temp(1, { value: null }), temp(5, { name: "Other", alias: 8 })]),
    );
    await hear(createEdgeVoice("G", "Elsewhere").birth());
    expect(values()).toHaveLength(1);
  });

  it("that a birth repeats are handed on once", async () => {
    const { edge, hear, temp, values, beBorn, clock } = await start();
    await beBorn();
    const before = temp(20);
    clock.advance(5000);
    await hear(edge.birth());
    await hear(edge.deviceBirth("D", [before]));
    expect(values()).toHaveLength(1);
  });

  it("from a store-and-forward buffer keep their old time, so that they come out as late records (is_historical)", async () => {
    const { got, edge, hear, temp, beBorn, clock } = await start();
    await beBorn();
    const old = clock.ms - 60_000;
    await hear(edge.data("D", [temp(19, { isHistorical: true, timestamp: old })]));
    expect(decodeReading(got[1]?.payload ?? new Uint8Array())).toMatchObject({
      body: { time: BigInt(old) * 1_000_000n, value: 19 },
    });
  });

  it("of the edge node itself come with NBIRTH and NDATA", async () => {
    const { edge, hear, temp, values, clock } = await start([mapped("G/E:Temp", { id: "temp" })]);
    await hear(edge.birth([temp(20)]));
    clock.advance(1);
    await hear(edge.data(undefined, [temp(21)]));
    expect(values().map(([, value]) => value)).toEqual([20, 21]);
  });

  it("that cannot be translated become dead letters with a reason, and so do payloads that are none", async () => {
    const { got, edge, hear, temp, beBorn, door, clock } = await start();
    await beBorn();
    clock.advance(1);
    await hear(edge.deviceBirth("D", [temp(1, { value: "hot", datatype: 12 })]));
    await door.deliver({
      topic: "spBv1.0/G/DDATA/E/D",
      payload: Buffer.from("{}"),
      receivedAt: clock.now(),
    });
    expect(got.slice(1).map(({ untranslatable }) => untranslatable)).toEqual([
      'metric "Temp": found a value of datatype 12; a number, an array of numbers, a data set or bytes are right',
      expect.stringMatching(/^no Sparkplug payload: /),
    ]);
  });

  it("are not acknowledged before they are stored", async () => {
    const { edge, temp, door, clock, host } = await start();
    const stores: (() => void)[] = [];
    await host.close();
    await host.open(() => new Promise((resolve) => stores.push(resolve)));
    const hear = ({ topic, payload }: Said) =>
      door.deliver({ topic, payload, receivedAt: clock.now() });
    await hear(edge.birth());
    let settled = false;
    const birth = hear(edge.deviceBirth("D", [temp(1)])).then(() => {
      settled = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(settled).toBe(false);
    for (const store of stores) store();
    await birth;
    expect(settled).toBe(true);
  });
});

describe("a number with properties", () => {
  const INT = mapped("G/E/D:T", { id: "t", kind: "temperature", unit: "degC" });
  async function heard(value: number, properties: VoiceMetric["properties"], channel = INT) {
    const { edge, hear, got } = await start([channel]);
    await hear(edge.birth());
    const metric = { name: "T", datatype: DATATYPE.int32, value, timestamp: 1_700_000_000_000 };
    await hear(edge.deviceBirth("D", [{ ...metric, ...(properties && { properties }) }]));
    const [message] = got;
    if (message?.untranslatable !== undefined) return message.untranslatable;
    const read = decodeReading(message?.payload ?? new Uint8Array());
    return read.ok ? [read.body.value, read.body.unit] : read;
  }

  it("is reckoned by scale and offset, or by raw and engineering range", async () => {
    expect(await heard(415, { scale: 0.1 })).toEqual([41.5, "degC"]);
    expect(await heard(415, { scale: 0.1, offset: -40 })).toEqual([1.5, "degC"]);
    const range = { rawLow: 0, rawHigh: 1000, engLow: -50, engHigh: 150 };
    expect(await heard(415, range)).toEqual([33, "degC"]);
  });

  it("is in the engineering unit that it names", async () => {
    expect(await heard(104, { engUnit: "°F" })).toEqual([104, "degF"]);
    expect(await heard(104, { engUnit: "" })).toEqual([104, "degC"]);
    expect(await heard(104, { engUnit: "furlong" })).toMatch(/"engUnit" is "furlong"/);
  });

  it("is refused where its properties say that something is missing or counts twice", async () => {
    expect(await heard(415, { engLow: 0, engHigh: 100 })).toMatch(/"engHigh" 100; a value between/);
    expect(await heard(41, { engLow: 0, engHigh: 0 })).toEqual([41, "degC"]);
    expect(await heard(415, { rawLow: 0, rawHigh: 1000 })).toMatch(/with "engLow" and "engHigh"/);
    expect(await heard(415, { scale: 0.1, rawLow: 0 })).toMatch(/one of the two ways/);
    const scaled = { ...INT, channel: { ...INT.channel, calibration: { factor: 0.1, offset: 0 } } };
    expect(await heard(415, { scale: 0.1 }, scaled)).toMatch(/a scale or sensitivity in the plant/);
  });
});

describe("waveforms", () => {
  const VIB = mapped("G/E/D:Vib", { id: "vib", kind: "vibration", unit: "g", sampleRate: 1000 });
  const vib = (more: Partial<VoiceMetric>): VoiceMetric => ({
    name: "Vib",
    datatype: DATATYPE.bytes,
    value: new Uint8Array(),
    timestamp: 1_700_000_000_000,
    ...more,
  });
  async function decoded(metric: VoiceMetric, channel = VIB) {
    const { edge, hear, got } = await start([channel]);
    await hear(edge.birth());
    await hear(edge.deviceBirth("D", [metric]));
    const [message] = got;
    if (message === undefined) return undefined;
    if (message.untranslatable !== undefined) return message.untranslatable;
    expect(message.topic).toBe("raceway/v1/waveform/works/l/m/p/vib");
    const read = decodeWaveform(message.payload);
    return read.ok ? { ...read.body, samples: [...read.body.samples] } : read;
  }
  const bytesOf = (view: ArrayBufferView) => new Uint8Array(view.buffer);

  it("come as an array of numbers (Sparkplug 3.0), with the plant file's sample rate and unit", async () => {
    const value = bytesOf(Float32Array.of(1, -0.5));
    expect(await decoded(vib({ datatype: DATATYPE.floatArray, value }))).toEqual({
      time: 1_700_000_000_000_000_000n,
      sampleRate: 1000,
      unit: "g",
      samples: [1, -0.5],
    });
  });

  it("come as bytes with the property format; scale, sampleRate, unit, speedRpm and load are properties too", async () => {
    const value = bytesOf(Int16Array.of(100, -200));
    const properties = {
      format: "int16",
      scale: 0.5,
      sampleRate: 2000,
      unit: "m/s2",
      speedRpm: 1500,
      load: 40,
    };
    expect(await decoded(vib({ value, properties }))).toMatchObject({
      sampleRate: 2000,
      unit: "m/s2",
      samples: [50, -100],
      speedRpm: 1500,
      load: 40,
    });
  });

  it("come as a data set of one column, or with a column named samples", async () => {
    const dataset = (columns: string[]) => ({
      numOfColumns: columns.length,
      columns,
      types: columns.map(() => DATATYPE.double),
      rows: [1, 2].map((row) => ({
        elements: columns.map((_, at) => ({ doubleValue: row * 10 + at })),
      })),
    });
    const as = (columns: string[]) => vib({ datatype: DATATYPE.dataSet, value: dataset(columns) });
    expect(await decoded(as(["x"]))).toMatchObject({ samples: [10, 20] });
    expect(await decoded(as(["t", "samples"]))).toMatchObject({ samples: [11, 21] });
    expect(await decoded(as(["t", "y"]))).toMatch(
      /columns t, y; one column, or one named "samples"/,
    );
  });

  it("are not guessed: what is missing is said", async () => {
    const value = bytesOf(Float32Array.of(1));
    const { sampleRate: _, ...rest } = VIB.channel;
    const noRate = { ...VIB, channel: rest };
    expect(await decoded(vib({ datatype: DATATYPE.floatArray, value }), noRate)).toMatch(
      /no sample rate/,
    );
    expect(await decoded(vib({ value }))).toMatch(/"format" is missing; int16, int32/);
    expect(await decoded(vib({ value, properties: { format: "int24" } }))).toMatch(/is "int24"/);
    expect(await decoded(vib({ value, properties: { unit: "furlong" } }))).toMatch(
      /"unit" is "furlong"/,
    );
    const odd = Uint8Array.of(1, 2, 3);
    expect(await decoded(vib({ datatype: DATATYPE.int16Array, value: odd }))).toMatch(
      /3 bytes of samples/,
    );
  });
});

describe("a message that is missing", () => {
  it("holds back the next ones, and nothing happens when it arrives in time (tck-id-operational-behavior-host-reordering-success)", async () => {
    const { edge, hear, temp, values, beBorn, clock, door } = await start();
    await beBorn();
    clock.advance(1);
    const late = edge.data("D", [temp(21)]);
    clock.advance(1);
    const early = hear(edge.data("D", [temp(22)]));
    expect(values()).toHaveLength(1);
    await hear(late);
    await early;
    clock.advance(5000);
    expect(values().map(([, value]) => value)).toEqual([20, 21, 22]);
    expect(rebirthRequests(door)).toEqual([]);
  });

  it("lets the edge node be asked for its births, QoS 0 and not retained, once the timeout ends (tck-id-operational-behavior-host-reordering-rebirth, tck-id-topics-ncmd-mqtt)", async () => {
    const { edge, hear, temp, values, beBorn, clock, door } = await start();
    await beBorn();
    edge.data("D", [temp(21)]);
    const after = hear(edge.data("D", [temp(22)]));
    clock.advance(999);
    expect(rebirthRequests(door)).toEqual([]);
    clock.advance(1);
    await after;
    expect(values().map(([, value]) => value)).toEqual([20, 22]);
    expect(rebirthRequests(door)).toMatchObject([
      {
        topic: "spBv1.0/G/NCMD/E",
        qos: 0,
        retain: false,
        payload: { metrics: [{ name: REBIRTH_METRIC, value: { type: "boolean", value: true } }] },
      },
    ]);
  });

  it("may be the birth itself: data without one asks for births, not for each message", async () => {
    const { edge, hear, temp, values, door, clock } = await start();
    edge.birth();
    edge.deviceBirth("D", [temp(20)]);
    for (let i = 0; i < 5; i++) await hear(edge.data("D", [temp(21)]));
    expect(values()).toEqual([]);
    expect(rebirthRequests(door)).toHaveLength(1);
    clock.advance(10_000);
    for (let i = 0; i < 5; i++) await hear(edge.data("D", [temp(21)]));
    expect(rebirthRequests(door)).toHaveLength(2);
    clock.advance(10_000);
    await hear(edge.data("D", [temp(21)]));
    expect(rebirthRequests(door)).toHaveLength(2);
    clock.advance(10_000);
    await hear(edge.data("D", [temp(21)]));
    expect(rebirthRequests(door)).toHaveLength(3);
  });

  it("is handed on before the door closes", async () => {
    const { edge, hear, temp, values, beBorn, host } = await start();
    await beBorn();
    edge.data("D", [temp(21)]);
    const early = hear(edge.data("D", [temp(22)]));
    await host.close();
    await early;
    expect(values().map(([, value]) => value)).toEqual([20, 22]);
  });
});

describe("a death", () => {
  it("of the edge node makes its channels stale at the host's time (tck-id-operational-behavior-edge-node-termination-host-action-ndeath-node-tags-stale, -ndeath-devices-tags-stale)", async () => {
    const { edge, hear, statuses, beBorn, clock } = await start();
    await beBorn();
    expect(statuses()).toMatchObject([{ status: "online" }]);
    const will = edge.death();
    clock.advance(60_000);
    await hear(will);
    expect(statuses().at(-1)).toEqual({
      status: "offline",
      time: new Date(clock.ms).toISOString(),
      text: "stale: temp (NDEATH of G/E)",
    });
    await beBorn();
    expect(statuses().at(-1)).toMatchObject({ status: "online" });
  });

  it("of a device makes its channels stale at the payload's time (tck-id-operational-behavior-edge-node-termination-host-action-ddeath-devices-tags-stale)", async () => {
    const { edge, hear, statuses, beBorn, clock } = await start([
      TEMP,
      mapped("G/E/Other:x", { id: "x" }),
    ]);
    await beBorn();
    const death = edge.deviceDeath("D");
    const said = new Date(clock.ms).toISOString();
    clock.advance(500);
    await hear(death);
    expect(statuses().at(-1)).toEqual({
      status: "offline",
      time: said,
      text: "stale: temp (DDEATH of G/E/D)",
    });
  });

  it("of an earlier session does not touch the one that runs (tck-id-topics-nbirth-bdseq-matching)", async () => {
    const { edge, hear, statuses, beBorn, values, temp, clock } = await start();
    await beBorn();
    const oldWill = edge.death();
    edge.will();
    clock.advance(1);
    await beBorn();
    await hear(oldWill);
    expect(statuses().at(-1)).toMatchObject({ status: "online" });
    clock.advance(1);
    await hear(edge.data("D", [temp(23)]));
    expect(values().at(-1)).toEqual([TOPIC, 23]);
  });

  it("of a device is understood when the edge node is born again without it", async () => {
    const { edge, hear, statuses, beBorn, clock } = await start();
    await beBorn();
    edge.will();
    await hear(edge.birth());
    clock.advance(9_999);
    expect(statuses().at(-1)).toMatchObject({ status: "online" });
    clock.advance(1);
    expect(statuses().at(-1)).toMatchObject({
      status: "offline",
      text: "stale: temp (no DBIRTH after the NBIRTH of G/E)",
    });
    await beBorn();
    clock.advance(60_000);
    expect(statuses().at(-1)).toMatchObject({ status: "online" });
  });

  it("is followed by a birth, or the data asks for one", async () => {
    const { edge, hear, temp, values, beBorn, door } = await start();
    await beBorn();
    await hear(edge.death());
    await hear(edge.data("D", [temp(30)]));
    expect(values()).toHaveLength(1);
    expect(rebirthRequests(door)).toHaveLength(1);
  });
});

it("a birth without a metric that the plant file names is reported", async () => {
  const { edge, hear, log } = await start();
  await hear(edge.birth());
  await hear(edge.deviceBirth("D", []));
  expect(log.lines).toContain("the birth has no such metric, which the plant file names");
});
