import type { MappedSpectrum, MappingPlan } from "@raceway/model/mapping-plan";
import type { Plant } from "@raceway/model/plant";
import { decodeReading, decodeWaveform } from "@raceway/wire/codec";
import { decodeSpectrum } from "@raceway/wire/spectrum-codec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMappings } from "./mappings.ts";

const channel = (id: string, kind: "temperature" | "vibration", unit: "degC" | "g") => ({
  id,
  name: id,
  kind,
  unit,
  silentAfter: 300,
  limits: [],
});

function plantWith(...mappings: Partial<MappingPlan>[]): Plant {
  const point = (id: string) => ({
    path: `s/l/${id}/p`,
    id: "p",
    name: "p",
    channels: [channel("temp", "temperature", "degC"), channel("vib", "vibration", "g")],
  });
  const machine = (id: string) => ({
    id,
    name: id,
    speed: { tolerance: 0.02 },
    loadUnit: "%" as const,
    points: [point(id)],
  });
  return {
    site: "s",
    name: "s",
    lines: [{ id: "l", name: "l", machines: [machine("m1"), machine("m2")] }],
    trace: {},
    mappings: mappings.map((plan, i) => ({
      topic: "dev/+",
      where: `mappings[${i}]`,
      point: "l/$1/p",
      values: [{ channel: "temp", value: "t", factor: 1, offset: 0 }],
      examples: [],
      ...plan,
    })),
  };
}

async function made(plant: Plant, topic: string, payload: unknown) {
  const text = typeof payload === "string" ? payload : JSON.stringify(payload);
  const mapped = await createMappings(plant).translate(topic, Buffer.from(text));
  if (mapped.messages.length === 0 && mapped.fault !== undefined) return mapped.fault.reason;
  return mapped.messages.map(({ topic, payload }) => {
    if (topic.startsWith("raceway/v1/waveform/")) {
      const decoded = decodeWaveform(payload);
      return decoded.ok ? [topic, decoded.body.samples.length, decoded.body.unit] : decoded;
    }
    const decoded = decodeReading(payload);
    return decoded.ok ? [topic, decoded.body.value, decoded.body.unit] : decoded;
  });
}

describe("a mapped spectrum", () => {
  async function spectrumOf(spectrum: Partial<MappedSpectrum>, payload: unknown) {
    const layout = { at: "a", type: "int16", bigEndian: false, ...spectrum } as const;
    const plant = plantWith({
      values: [{ channel: "vib", spectrum: layout, factor: 0.5, offset: 0 }],
    });
    const mapped = await createMappings(plant).translate(
      "dev/m1",
      Buffer.from(JSON.stringify(payload)),
    );
    if (mapped.fault !== undefined) return mapped.fault.reason;
    const [message] = mapped.messages;
    expect(message?.topic).toBe("raceway/v1/sensor-spectrum/s/l/m1/p/vib");
    const read = decodeSpectrum(message?.payload ?? new Uint8Array());
    return read.ok ? read.body : read.rejection.reason;
  }

  it("has its amplitudes, and where they stand, from the message or the mapping", async () => {
    const body = { axis: "Hz", unit: "g" };
    expect(await spectrumOf({ step: "df" }, { a: [2, 4], df: 1.25 })).toEqual({
      ...body,
      step: 1.25,
      values: Float64Array.of(1, 2),
    });
    expect(
      await spectrumOf(
        { step: 2, from: 2, axis: "order", encoding: "base64", speedRpm: "n" },
        { a: "AgAEAA==", n: "1797" },
      ),
    ).toEqual({
      unit: "g",
      axis: "order",
      step: 2,
      speedRpm: 1797,
      values: Float64Array.of(Number.NaN, 1, 2),
    });
  });

  it("may be a list of peaks, also of one", async () => {
    const peaks = { at: "p.a", places: "p.f", step: 10 };
    const two = {
      p: [
        { f: 30, a: 2 },
        { f: 11, a: 4 },
      ],
    };
    expect(await spectrumOf(peaks, two)).toMatchObject({
      peaksOnly: true,
      values: Float64Array.of(Number.NaN, 2, Number.NaN, 1),
    });
    expect(await spectrumOf(peaks, { p: [{ f: 30, a: 2 }] })).toMatchObject({ peaksOnly: true });
  });

  it("without what it needs says what that is", async () => {
    expect(await spectrumOf({}, { a: [1] })).toContain("found no distance between the lines");
    expect(await spectrumOf({ step: "df" }, { a: [1], df: 0 })).toContain("a distance of 0");
    expect(await spectrumOf({ step: 1 }, { a: "none" })).toContain("an array of numbers is right");
    expect(await spectrumOf({ step: 1, places: "f" }, { a: [1, 2], f: [1] })).toContain(
      "found 1 places for 2 values",
    );
  });
});

const TEMP = "raceway/v1/reading/s/l/m1/p/temp";

describe("a mapped message", () => {
  it("becomes a reading of the channel that topic and mapping name", async () => {
    expect(await made(plantWith({}), "dev/m1", { t: 41.5 })).toEqual([[TEMP, 41.5, "degC"]]);
    expect(await made(plantWith({}), "dev/M1", { t: "41.5" })).toEqual([[TEMP, 41.5, "degC"]]);
  });

  it("is looked into by JSON pointer, by expression, or taken as it is", async () => {
    const value = (value: string) =>
      plantWith({ values: [{ channel: "temp", value, factor: 0.1, offset: -40 }] });
    expect(await made(value("/a/0/b~1c"), "dev/m1", { a: [{ "b/c": 815 }] })).toEqual([
      [TEMP, 41.5, "degC"],
    ]);
    expect(await made(value("a[k='x'].v"), "dev/m1", { a: [{ k: "x", v: 815 }] })).toEqual([
      [TEMP, 41.5, "degC"],
    ]);
    expect(await made(value("$"), "dev/m1", "815")).toEqual([[TEMP, 41.5, "degC"]]);
    expect(
      await made(value('$field($bytes(x, "hex"), 1, "uint16", "big")'), "dev/m1", { x: "00032f" }),
    ).toEqual([[TEMP, 41.5, "degC"]]);
  });

  it("finds its point by the device's own name, from topic or payload", async () => {
    const places = { EUI1: "l/m2/p" };
    expect(await made(plantWith({ topic: "up/+/x", places }), "up/EUI1/x", { t: 1 })).toEqual([
      ["raceway/v1/reading/s/l/m2/p/temp", 1, "degC"],
    ]);
    const inside = plantWith({ topic: "up", places, device: "dev.id" });
    expect(await made(inside, "up", { dev: { id: "EUI1" }, t: 1 })).toHaveLength(1);
    expect(await made(inside, "up", { dev: { id: "other" }, t: 1 })).toMatch(/"other".*EUI1/);
  });

  it("may hold several readings, each with its time, and several channels", async () => {
    const plant = plantWith({
      each: "list",
      time: { at: "ts", as: "ms", timeZone: "UTC" },
      values: [
        { channel: "temp", value: "t", factor: 1, offset: 0 },
        { channel: "l/m2/p/temp", value: "u", factor: 1, offset: 0 },
      ],
    });
    const list = [
      { ts: 1, t: 1, u: 2 },
      { ts: 2, t: 3 },
    ];
    expect(await made(plant, "dev/m1", { list })).toEqual([
      [TEMP, 1, "degC"],
      ["raceway/v1/reading/s/l/m2/p/temp", 2, "degC"],
      [TEMP, 3, "degC"],
    ]);
  });

  it("may be a waveform in base64, its rate beside it", async () => {
    const samples = {
      at: "data",
      encoding: "base64",
      type: "int16",
      bigEndian: false,
      of: 1,
      nth: 0,
      sampleRate: "fs",
    } as const;
    const plant = plantWith({ values: [{ channel: "vib", samples, factor: 0.001, offset: 0 }] });
    const data = Buffer.from(Int16Array.of(1, 2, 3).buffer).toString("base64");
    expect(await made(plant, "dev/m1", { data, fs: 1000 })).toEqual([
      ["raceway/v1/waveform/s/l/m1/p/vib", 3, "g"],
    ]);
  });

  it("says its unit itself, where the mapping is told where", async () => {
    const plant = plantWith({
      values: [{ channel: "temp", value: "t", unitAt: "u", factor: 1, offset: 0 }],
    });
    expect(await made(plant, "dev/m1", { t: 68, u: "°F" })).toEqual([[TEMP, 68, "degF"]]);
    expect(await made(plant, "dev/m1", { t: 68, u: "parsec" })).toContain('"parsec"');
  });

  it("is passed over where `when` says so, and refused where nothing is in it", async () => {
    expect(await made(plantWith({ when: "kind = 'data'" }), "dev/m1", { kind: "join" })).toEqual(
      [],
    );
    expect(await made(plantWith({}), "dev/m1", { other: 1 })).toContain("found nothing at t of");
  });

  it.each([
    ["a value that is no number", { t: "unavailable" }, /"unavailable", a number is right/],
    ["a truth value", { t: true }, /found true, a number/],
    ["an unknown machine", { t: 1 }, /no such point/],
    ["no JSON", '{"t": 1', /./],
    ["nothing", "", /empty/],
  ])("is refused with what was found: %s", async (name, payload, reason) => {
    const topic = name.includes("machine") ? "dev/m9" : "dev/m1";
    expect(await made(plantWith({}), topic, payload)).toMatch(reason);
  });

  it.each([
    ["recurses without end", "($f := function($x){$f($x) + 1}; $f(1))"],
    ["throws", '$error("no")'],
    ["counts for ever", "($f := function($x){ $x > 0 ? $f($x + 1) : 0 }; $f(1))"],
    ["builds a list without bounds", "$sum([1..9999999])"],
    ["doubles a text", `($s := $string($); ${"$s := $s & $s; ".repeat(40)} $length($s))`],
    [
      "doubles an object",
      `($x := {"k": 1}; ${'$x := {"a": $x, "b": $x}; '.repeat(40)} $string($x))`,
    ],
    ["doubles a list", `($x := [1, 2]; ${"$x := $append($x, $x); ".repeat(40)} $sum($x))`],
    ["fills a text to any width", '$length($pad("", 100000000))'],
  ])("is refused when its expression %s", async (_, value) => {
    const plant = plantWith({ values: [{ channel: "temp", value, factor: 1, offset: 0 }] });
    expect(await made(plant, "dev/m1", { t: 1 })).toMatch(/^expression/);
  });

  it("gives up a pattern that would look around, where it stands", () => {
    const value = "$match(t, /(?=4)./)";
    expect(() =>
      createMappings(plantWith({ values: [{ channel: "temp", value, factor: 1, offset: 0 }] })),
    ).toThrow(/^expression .*looks around or back/);
  });

  it("whose expression ran too long is tried again, ever more seldom, and every one says so", async () => {
    const value = "t > 0 ? t : ($f := function($x){ $f($x + 1) }; $f(1))";
    const mappings = createMappings(
      plantWith({ values: [{ channel: "temp", value, factor: 1, offset: 0 }] }),
    );
    const send = async (t: number) => {
      const { fault } = await mappings.translate("dev/m1", Buffer.from(JSON.stringify({ t })));
      return fault?.reason ?? "taken";
    };
    expect(await send(0)).toContain("runs too long");
    for (let i = 0; i < 4; i++) expect(await send(1)).toContain("was not tried");
    expect(await send(0)).toContain("runs too long");
    for (let i = 0; i < 16; i++) expect(await send(1)).toContain("was not tried");
    expect(await send(1)).toBe("taken");
    expect(await send(0)).toContain("runs too long");
    for (let i = 0; i < 4; i++) await send(1);
    expect(await send(1)).toBe("taken");
  });

  it("never makes a mapping fail, whatever the payload", async () => {
    const mappings = createMappings(
      plantWith({ each: "list" }, { topic: "dev/#", point: "l/m1/p" }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.json().map((text) => Buffer.from(text)),
          fc.uint8Array().map(Buffer.from),
        ),
        async (payload) => {
          expect((await mappings.translate("dev/m1", payload)).messages).toBeInstanceOf(Array);
        },
      ),
    );
  });

  describe("of which something cannot be used", () => {
    async function kept(plant: Plant, topic: string, payload: unknown) {
      const { messages, fault } = await createMappings(plant).translate(
        topic,
        Buffer.from(JSON.stringify(payload)),
      );
      const values = messages.map((message) => {
        const decoded = decodeReading(message.payload);
        return decoded.ok ? decoded.body.value : decoded;
      });
      return { values, ...fault };
    }
    const two = {
      values: [
        { channel: "temp", value: "t", factor: 1, offset: 0 },
        { channel: "l/m2/p/temp", value: "u", factor: 1, offset: 0 },
      ],
    };

    it("gives all the rest, and says what was wrong", async () => {
      expect(await kept(plantWith(two), "dev/m1", { t: "open", u: 3 })).toEqual({
        values: [3],
        reason: 'found "open", a number is right (what else is in the message was taken: 1)',
      });
      const each = plantWith({ each: "list", time: { at: "ts", as: "ms", timeZone: "UTC" } });
      const list = [
        { ts: 1, t: 1 },
        { ts: "no", t: 2 },
        { ts: 3, t: null },
        { ts: 4, t: 4 },
      ];
      expect(await kept(each, "dev/m1", { list })).toMatchObject({
        values: [1, 4],
        reason: expect.stringMatching(/^found the time "no"/),
      });
    });

    it("tells the first of many faults and how many there are", async () => {
      const list = Array.from({ length: 9 }, (_, i) => ({ t: `x${i}` }));
      const { reason } = await kept(plantWith({ each: "list" }), "dev/m1", { list });
      expect(reason).toMatch(/"x0".*"x1".*"x2".*and 6 faults more$/);
    });

    it("gives the devices that it knows, and names the one that it does not", async () => {
      const places = { a: "l/m1/p", b: "l/m2/p" };
      const plant = plantWith({ topic: "up", each: "$", device: "id", places });
      const payload = [
        { id: "a", t: 1 },
        { id: "c", t: 2 },
        { id: "b", t: 3 },
      ];
      const { values, reason, unknownDevice } = await kept(plant, "up", payload);
      expect(values).toEqual([1, 3]);
      expect(reason).toContain('found the device "c", one of `places` is right: a, b');
      expect(unknownDevice).toBeUndefined();
    });

    it("belongs to the mapping of its topic that knows its device", async () => {
      const topic = "application/+/device/+/event/up";
      const of = (place: string, name: string, value: string) => ({
        topic,
        device: "$2",
        places: { [name]: place },
        values: [{ channel: "temp", value, factor: 1, offset: 0 }],
      });
      const plant = plantWith(of("l/m1/p", "AA", "a"), of("l/m2/p", "BB", "b"));
      const send = (device: string, body: unknown) =>
        kept(plant, `application/1/device/${device}/event/up`, body);
      expect(await send("AA", { a: 1 })).toEqual({ values: [1] });
      expect(await send("BB", { b: 2 })).toEqual({ values: [2] });
      expect(await send("BB", { a: 2 })).toMatchObject({
        values: [],
        reason: expect.stringContaining("found nothing at"),
      });
      expect(await send("CC", { a: 1 })).toMatchObject({ values: [], unknownDevice: true });
    });

    it("is no stranger any more once a mapping of its very topic takes it", async () => {
      const own = { topic: "dev/new", point: "l/m2/p" };
      expect(await kept(plantWith({}), "dev/new", { t: 1 })).toMatchObject({
        values: [],
        unknownDevice: true,
      });
      expect(await kept(plantWith({}, own), "dev/new", { t: 1 })).toEqual({ values: [1] });
    });
  });

  it("may be published by whoever may publish for all points that it may feed", () => {
    expect(createMappings(plantWith({})).pointsOf("dev/M1")).toEqual(["s/l/m1/p"]);
    const places = { a: "l/m1/p", b: "l/m2/p" };
    const inside = createMappings(plantWith({ topic: "up", places, device: "id" }));
    expect(inside.pointsOf("up")).toEqual(["s/l/m1/p", "s/l/m2/p"]);
  });
});
