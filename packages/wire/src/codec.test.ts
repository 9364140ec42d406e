import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeCbor } from "./cbor.ts";
import {
  checkWaveform,
  decodeReading,
  decodeWaveform,
  encodeCbor,
  encodeReading,
  encodeWaveform,
  jsonBytes,
  type WaveformBody,
} from "./codec.ts";

const time = fc.bigInt({ min: 0n, max: 4_102_444_800_000_000_000n });
const body = (samples: fc.Arbitrary<number>): fc.Arbitrary<WaveformBody> =>
  fc.record(
    {
      time,
      sampleRate: fc.double({ min: 1, max: 1e6, noNaN: true }),
      unit: fc.constantFrom("g", "m/s2", "mm/s", "Pa", "V"),
      samples: fc
        .array(samples, { minLength: 1, maxLength: 300 })
        .map((list) => Float64Array.from(list)),
      speedRpm: fc.double({ min: 0, max: 60_000, noNaN: true }).map((v) => v + 0),
      // JSON has no -0.
      load: fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((v) => v + 0),
    },
    { requiredKeys: ["sampleRate", "unit", "samples"] },
  ) as fc.Arbitrary<WaveformBody>;

function decoded(payload: Uint8Array): WaveformBody {
  const result = decodeWaveform(payload);
  if (!result.ok) throw new Error(result.rejection.reason);
  return result.body;
}

describe("waveform messages", () => {
  it("in JSON come back exactly", () => {
    fc.assert(
      fc.property(
        body(fc.double({ noNaN: true, noDefaultInfinity: true }).map((v) => v + 0)),
        (waveform) => {
          expect(decoded(encodeWaveform(waveform, "json"))).toEqual(waveform);
        },
      ),
    );
  });

  it("in CBOR come back to float32", () => {
    fc.assert(
      fc.property(body(fc.float({ noNaN: true, noDefaultInfinity: true })), (waveform) => {
        expect(decoded(encodeWaveform(waveform, "cbor"))).toEqual(waveform);
      }),
    );
  });

  it("in CBOR with float64 come back exactly", () => {
    fc.assert(
      fc.property(body(fc.double({ noNaN: true, noDefaultInfinity: true })), (waveform) => {
        expect(decoded(encodeWaveform(waveform, "cbor", "float64"))).toEqual(waveform);
      }),
    );
  });

  it("in CBOR with int16 come back to half a step", () => {
    fc.assert(
      fc.property(body(fc.double({ min: -3, max: 3, noNaN: true })), (waveform) => {
        const scale = 1e-4;
        const back = decoded(encodeWaveform(waveform, "cbor", { int16Scale: scale }));
        back.samples.forEach((v, i) => {
          expect(Math.abs(v - (waveform.samples[i] ?? Number.NaN))).toBeLessThanOrEqual(
            scale / 2 + 1e-12,
          );
        });
      }),
    );
  });

  it("carry samples as RFC 8746 typed arrays: tag 85 for float32, tag 77 for int16, little endian", () => {
    const waveform: WaveformBody = { sampleRate: 1000, unit: "g", samples: Float64Array.of(1, -1) };
    expect(Buffer.from(encodeWaveform(waveform, "cbor")).toString("hex")).toContain(
      "d855480000803f000080bf",
    );
    expect(
      Buffer.from(encodeWaveform(waveform, "cbor", { int16Scale: 1 })).toString("hex"),
    ).toContain("d84d440100ffff");
  });

  it("are understood from other encoders: big-endian float32 (tag 81) and a plain array", () => {
    const map = Buffer.concat([
      Buffer.from("a3", "hex"),
      encodeCbor("sampleRate"),
      encodeCbor(1000),
      encodeCbor("unit"),
      encodeCbor("g"),
      encodeCbor("samples"),
      Buffer.from("82f93c00f9bc00", "hex"),
    ]);
    expect(Array.from(decoded(map).samples)).toEqual([1, -1]);
  });

  it("may leave out the time, and take it as text of nanoseconds or with an offset", () => {
    const base = { sampleRate: 10, unit: "g", samples: [1] };
    expect(decoded(jsonBytes(base)).time).toBeUndefined();
    expect(decoded(jsonBytes({ ...base, time: "1763791200000000001" })).time).toBe(
      1_763_791_200_000_000_001n,
    );
    expect(decoded(jsonBytes({ ...base, time: "2026-11-22T07:00:00.5+01:00" })).time).toBe(
      1_795_327_200_500_000_000n,
    );
  });
});

const good = { time: "2026-11-22T06:00:00Z", sampleRate: 1000, unit: "g", samples: [1, 2] };

describe("a message that cannot be used says why", () => {
  it.each([
    ["nothing", "", "undecodable", /empty/],
    ["text", "hello", "undecodable", /neither JSON nor CBOR.*0x68656c6c6f/],
    ["broken CBOR", Buffer.from("bf6473616d", "hex"), "undecodable", /CBOR/],
    ["a list", [], "schema", /message: found \[\]/],
    ["no fields", {}, "schema", /sampleRate: found nothing/],
    [
      "sample rate 0",
      { ...good, sampleRate: 0 },
      "schema",
      /sampleRate: found 0, expected a sample rate above 0 Hz/,
    ],
    [
      "an unknown unit",
      { ...good, unit: "gee" },
      "schema",
      /unit: found "gee", expected one of 1, m\/s2, mm\/s2, g,/,
    ],
    ["no samples", { ...good, samples: [] }, "empty", /at least one/],
    [
      "an infinite sample",
      '{"sampleRate":1,"unit":"g","samples":[1,1e999]}',
      "not-finite",
      /samples\[1\]: found Infinity/,
    ],
    ["a null sample", { ...good, samples: [1, null] }, "schema", /samples\[1\]: found null/],
    [
      "an overflowing scale",
      { ...good, samples: [1e308], scale: 1e10 },
      "not-finite",
      /samples\[0\]/,
    ],
    ["an unknown field", { ...good, colour: "red" }, "schema", /unknown field "colour"/],
    [
      "a time without a zone",
      { ...good, time: "2026-11-22T06:00:00" },
      "schema",
      /ISO 8601 text with zone/,
    ],
    ["a time as a bare number", { ...good, time: 1_763_791_200 }, "schema", /whole nanoseconds/],
    ["a time after 2262", { ...good, time: "9999999999999999999" }, "schema", /time/],
  ])("%s", (_, value, code, reason) => {
    const payload =
      typeof value === "string"
        ? Buffer.from(value)
        : value instanceof Buffer
          ? value
          : jsonBytes(value);
    const result = decodeWaveform(payload);
    expect(result).toMatchObject({
      ok: false,
      rejection: { code, reason: expect.stringMatching(reason) },
    });
  });

  it("NaN in CBOR", () => {
    const payload = encodeCbor({ ...good, samples: Float32Array.of(1, Number.NaN) });
    expect(decodeWaveform(payload)).toMatchObject({ ok: false, rejection: { code: "not-finite" } });
    const reading = encodeReading({ unit: "degC", value: Number.POSITIVE_INFINITY }, "cbor");
    expect(decodeReading(reading)).toMatchObject({ ok: false, rejection: { code: "not-finite" } });
  });

  it("says the same whether its samples are wanted or not", () => {
    const number = fc.oneof(fc.double(), fc.constantFrom(1, 1e308, 2 ** -1074));
    const samples = fc.oneof(
      fc.int16Array({ minLength: 0, maxLength: 9 }),
      fc.float32Array({ maxLength: 9 }),
      fc.float64Array({ maxLength: 9 }),
      fc.array(fc.oneof(number, fc.constant("1")), { maxLength: 9 }),
    );
    fc.assert(
      fc.property(samples, number, (raw, scale) => {
        const payload = encodeCbor({ sampleRate: 100, unit: "g", scale, samples: raw });
        const whole = decodeWaveform(payload);
        const head = checkWaveform(payload);
        if (!whole.ok) expect(head).toEqual(whole);
        else {
          const { samples: found, ...rest } = whole.body;
          expect(head).toEqual({ ok: true, body: rest });
          expect(found.every(Number.isFinite)).toBe(true);
        }
      }),
    );
  });

  it("and no bytes at all make the decoder throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (payload) => {
        const result = decodeWaveform(payload);
        if (!result.ok) expect(result.rejection.reason.length).toBeGreaterThan(10);
      }),
      { numRuns: 2000 },
    );
  });

  it("and cannot reach the prototype of objects", () => {
    decodeWaveform(
      Buffer.from('{"__proto__":{"polluted":1},"sampleRate":1,"unit":"g","samples":[1]}'),
    );
    const name = Buffer.from("__proto__");
    const map = Buffer.concat([Buffer.of(0xa1, 0x69), name, encodeCbor({ polluted: 1 })]);
    expect(Object.getPrototypeOf(decodeCbor(map))).toBe(Object.prototype);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });
});

describe("reading messages", () => {
  it("come back as they were in both encodings", () => {
    const arbitrary = fc.record(
      {
        time,
        unit: fc.constantFrom("degC", "r/min", "dB"),
        value: fc.double({ noNaN: true, noDefaultInfinity: true }).map((v) => v + 0),
      },
      { requiredKeys: ["unit", "value"] },
    );
    fc.assert(
      fc.property(arbitrary, fc.constantFrom("json", "cbor"), (reading, encoding) => {
        const result = decodeReading(encodeReading(reading as never, encoding as never));
        expect(result).toEqual({ ok: true, body: reading });
      }),
    );
  });
});
