import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { isoOf } from "@raceway/model/time";
import h5wasm from "h5wasm/node";
import { describe, expect, it } from "vitest";
import { directoryOf, readAll } from "../test/scratch.ts";
import { gunzip } from "./containers/gzip.ts";
import { openTrace } from "./open-trace.ts";
import { TraceError } from "./trace.ts";
import { readFlac } from "./wave/flac-file.ts";

const GOLDEN = join(import.meta.dirname, "../golden");
const golden = (name: string) => readFileSync(join(GOLDEN, name));

async function read(path: string, layout: Parameters<typeof openTrace>[1] = {}) {
  const trace = await openTrace(path, layout);
  return (await readAll(trace)).map(
    ({ channel, time, sampleRate, unit, foreignUnit, samples }) => ({
      channel,
      time: isoOf(time),
      rate: sampleRate,
      ...(unit && { unit }),
      ...(foreignUnit !== undefined && { foreignUnit }),
      samples: samples.length,
      first: [...samples.subarray(0, 3)].map((value) => Number(value.toFixed(3)) + 0),
    }),
  );
}

/** A file of this content, read. */
function readBytes(name: string, bytes: Uint8Array | string, layout = {}) {
  return read(join(directoryOf({ [name]: bytes }), name), layout);
}

/** To the digits that the tests look at. */
const SINE_45 = Number(Math.SQRT1_2.toFixed(3));
const BEGIN = "2000-01-01T00:00:00.000Z";
const WAVE = {
  channel: "array",
  time: BEGIN,
  rate: undefined,
  samples: 1200,
  first: [0, 0.383, SINE_45],
};

describe("Parquet", () => {
  it.each(["zstd", "gzip", "brotli"])("is read where its pages are packed by %s", async (name) => {
    const [block, ...more] = await readAll(
      await openTrace(join(GOLDEN, `packed-${name}.parquet`), {}),
    );
    expect(more).toEqual([]);
    expect(block?.sampleRate).toBe(1000);
    expect(isoOf(block?.time ?? 0n)).toBe("2024-08-16T13:00:00.000Z");
    expect(block?.samples).toHaveLength(400);
    for (const [i, value] of (block?.samples ?? []).entries())
      expect(value).toBeCloseTo(Math.sin(0.3 * i), 6);
  });
});

describe("NumPy", () => {
  it("arrays of floats and integers in both byte orders are read, one channel a column", async () => {
    expect(await read(join(GOLDEN, "wave.npy"))).toEqual([WAVE]);
    expect(await read(join(GOLDEN, "counts.npy"), { sampleRate: 6000 })).toEqual([
      { ...WAVE, rate: 6000, first: [0, 383, 707] },
    ]);
    const [half] = await readAll(await openTrace(join(GOLDEN, "half.npy"), { sampleRate: 1000 }));
    expect(half?.samples).toHaveLength(400);
    for (const [i, value] of (half?.samples ?? []).entries())
      expect(value).toBeCloseTo(Math.sin(0.3 * i), 3);
    expect(await read(join(GOLDEN, "pair.npy"))).toEqual([
      { ...WAVE, channel: "array:0" },
      {
        ...WAVE,
        channel: "array:1",
        first: [0, -0.383, SINE_45].map((value, at) => (at < 2 ? value : -value)),
      },
    ]);
  });

  it("archives have their sample rate beside the array", async () => {
    expect(await read(join(GOLDEN, "archive.npz"))).toEqual([
      { ...WAVE, channel: "vib", rate: 6000 },
    ]);
  });
});

describe("HDF5", () => {
  async function written(fill: (file: InstanceType<typeof h5wasm.File>) => void): Promise<string> {
    await h5wasm.ready;
    const path = join(directoryOf({}), "rec.h5");
    const file = new h5wasm.File(path, "w");
    fill(file);
    file.flush();
    file.close();
    return path;
  }
  const wave = Float64Array.from({ length: 1200 }, (_, at) => Math.sin((2 * Math.PI * at) / 16));

  it("arrays in groups are read by their paths", async () => {
    const path = await written((file) => {
      const group = file.create_group("run");
      group.create_dataset({ name: "vib", data: wave });
      group.create_dataset({ name: "fs", data: Float64Array.of(6000) });
    });
    expect(await read(path)).toEqual([{ ...WAVE, channel: "run.vib", rate: 6000 }]);
  });

  it("that swells from next to nothing is refused before it is unpacked", async () => {
    const data = new Float64Array(2 ** 19);
    const path = await written((file) => {
      file.create_dataset({ name: "zeros", data, chunks: [2 ** 16], compression: 9 });
    });
    await expect(read(path)).rejects.toThrow(/HDF5 file that swells to more than \d+ bytes/);
  });

  it("of MATLAB (7.3) has its columns where MATLAB has them", async () => {
    const pair = Float64Array.from({ length: 2400 }, (_, at) => at);
    const path = await written((file) => {
      file.create_dataset({ name: "X", data: pair, shape: [2, 1200] });
      const dataset = file.get("X");
      if (dataset instanceof h5wasm.Dataset) dataset.create_attribute("MATLAB_class", "double");
    });
    expect((await read(path)).map(({ channel, first }) => [channel, first])).toEqual([
      ["X:0", [0, 1, 2]],
      ["X:1", [1200, 1201, 1202]],
    ]);
  });
});

describe("archives and wrapped tables", () => {
  const table = { channel: "vib", rate: 100, samples: 60, first: [0, 0.383, SINE_45] };

  it("gzip, ZIP and tar are opened, also in each other, and their names date what is in them", async () => {
    expect(await read(join(GOLDEN, "table.csv.gz"))).toEqual([{ ...table, time: BEGIN }]);
    expect(await read(join(GOLDEN, "tables.zip"))).toEqual([
      { ...table, time: "2024-01-02T03:04:05.000Z" },
      { ...table, time: "2024-01-03T03:04:05.000Z" },
    ]);
    const day = { ...table, time: "2024-01-02T03:04:05.000Z" };
    expect(await read(join(GOLDEN, "tables.tar"))).toEqual([day]);
    expect(await readBytes("tables.tar.gz", gzipSync(golden("tables.tar")))).toEqual([day]);
    expect(await readBytes("wave.npy.gz", gzipSync(golden("wave.npy")))).toEqual([WAVE]);
  });

  it("a workbook's sheet is a table, its dates with their fractions", async () => {
    expect(await read(join(GOLDEN, "book.xlsx"))).toEqual([
      {
        channel: "Temp [°C]",
        time: "2024-08-16T13:00:00.000Z",
        rate: 1,
        unit: "degC",
        samples: 40,
        first: [40, 40.841, 40.909],
      },
    ]);
  });

  it("lines of JSON are rows", async () => {
    const lines = Array.from({ length: 20 }, (_, at) =>
      JSON.stringify({
        time: `2024-01-01T00:00:${String(at).padStart(2, "0")}Z`,
        values: { temp: 40 + Math.sin(at) },
      }),
    );
    expect(await readBytes("rec.ndjson", `${lines.join("\n")}\n`)).toEqual([
      {
        channel: "values.temp",
        time: "2024-01-01T00:00:00.000Z",
        rate: 1,
        samples: 20,
        first: [40, 40.841, 40.909],
      },
    ]);
  });

  it("an archive that swells is refused before it fills the disk", async () => {
    const folder = directoryOf({ "bomb.gz": gzipSync(Buffer.alloc(2 ** 20)) });
    const [bomb, out] = [join(folder, "bomb.gz"), join(folder, "out")];
    await expect(gunzip(bomb, out, 2 ** 16)).rejects.toThrow(/swells beyond 65536 bytes/);
    expect(readFileSync(out).length).toBeLessThanOrEqual(2 ** 16);
    const liar = Buffer.from(golden("tables.zip"));
    const central = liar.indexOf("PK\x01\x02", 0, "latin1");
    liar.writeUInt32LE(2 ** 31, central + 24);
    await expect(readBytes("liar.zip", liar)).rejects.toThrow(/swells to 2147483648 bytes/);
  });
});

describe("FLAC", () => {
  const tone = Float64Array.from({ length: 400 }, (_, at) => Math.sin((2 * Math.PI * at) / 16) / 2);
  const other = Float64Array.from(
    { length: 400 },
    (_, at) => (Math.cos((2 * Math.PI * at) / 23) * 9000) / 32_768,
  );

  it.each([
    ["sound.flac", 6000, [tone]],
    ["stereo.flac", 51_200, [tone, other]],
  ])("%s comes back as it was coded, by every predictor and pairing", (name, rate, expected) => {
    const { sampleRate, channels } = readFlac(golden(name), name);
    expect(sampleRate).toBe(rate);
    expect(channels).toHaveLength(expected.length);
    for (const [index, samples] of channels.entries())
      for (const [at, value] of samples.entries())
        expect(Math.abs(value - (expected[index]?.[at] ?? Number.NaN))).toBeLessThanOrEqual(
          0.5 / 32_768 + 1e-12,
        );
  });

  it("is a channel of sound", async () => {
    expect(await read(join(GOLDEN, "sound.flac"))).toEqual([
      {
        channel: "sound",
        time: BEGIN,
        rate: 6000,
        unit: "FS",
        samples: 400,
        first: [0, 0.191, 0.354],
      },
    ]);
  });

  it("that was damaged anywhere is noticed by its checksums", () => {
    const whole = golden("sound.flac");
    for (let at = 50; at < whole.length; at += 7) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      expect(() => readFlac(changed, "f.flac")).toThrow(/damaged FLAC file: \d+ of 400 samples/);
    }
  });
});

describe("RF64", () => {
  it("ends where its ds64 chunk says, and what stands behind is no sound", async () => {
    const samples = Buffer.alloc(200);
    const head = Buffer.alloc(80);
    head.write("RF64\xff\xff\xff\xffWAVEds64", 0, "latin1");
    head.writeUInt32LE(28, 16);
    head.writeBigUInt64LE(200n, 28);
    head.write("fmt ", 48, "latin1");
    head.writeUInt32LE(16, 52);
    head.writeUInt16LE(1, 56);
    head.writeUInt16LE(1, 58);
    head.writeUInt32LE(6000, 60);
    head.writeUInt16LE(16, 70);
    head.write("data\xff\xff\xff\xff", 72, "latin1");
    const list = Buffer.from("LIST\x10\0\0\0INFOsoftware!!!", "latin1");
    const [block] = await readBytes("rec.wav", Buffer.concat([head, samples, list]));
    expect(block).toMatchObject({ samples: 100, rate: 6000 });
  });
});

/** A Universal File of one dataset 58. */
function universalFile(data: string, form: string, kind = "    58"): string {
  return [
    "    -1",
    kind,
    "Pump DE vertical",
    "NONE",
    "18-Apr-16 13:49:58",
    "NONE",
    "NONE",
    "    1         0    0         0 DE                   7   3 NONE               0   0",
    form,
    "        17    0    0    0 time                 s                   ",
    "        12    0    0    0 Acceleration         m/s2                ",
    "         0    0    0    0 NONE                 NONE                ",
    "         0    0    0    0 NONE                 NONE                ",
    `${data}    -1`,
    "",
  ].join("\n");
}

describe("Universal File 58", () => {
  const expected = {
    channel: "Pump DE vertical",
    time: "2016-04-18T13:49:58.000Z",
    rate: 6000,
    unit: "m/s2",
    samples: 8,
  };
  const step = "0.00000E+00  1.66667E-04  0.00000E+00";

  it("in text has rate, unit and date, and numbers that touch", async () => {
    const data =
      "  1.00000E+00-2.00000E+00  3.00000E+00  4.00000E+00  5.00000E+00  6.00000E+00\n  7.00000E+00  8.00000E+00\n";
    const text = universalFile(data, `         2         8         1  ${step}`);
    expect(await readBytes("rec.uff", text)).toEqual([{ ...expected, first: [1, -2, 3] }]);
    expect(await readBytes("rec.txt", text.replaceAll("\n", "\r\n"))).toHaveLength(1);
  });

  it("in binary is read in both byte orders", async () => {
    for (const [order, write] of [
      ["1", "writeFloatLE"],
      ["2", "writeFloatBE"],
    ] as const) {
      const bytes = Buffer.alloc(32);
      for (let at = 0; at < 8; at++) bytes[write](at - 1, at * 4);
      const text = universalFile(
        "@",
        `         2         8         1  ${step}`,
        `    58b     ${order}     2          11          32     0     0           0           0`,
      );
      const [head = "", tail = ""] = text.split("@");
      const file = Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\n${tail}`)]);
      expect(await readBytes("rec.uff", file)).toEqual([{ ...expected, first: [-1, 0, 1] }]);
    }
  });

  it("with a spectrum has its lines, and the magnitudes of complex ones", async () => {
    const lines =
      "  3.00000E+00  4.00000E+00  0.00000E+00  0.00000E+00  5.00000E+00 -1.20000E+01\n";
    const spectrum = universalFile(
      lines,
      "         5         3         1  2.50000E+00  2.50000E+00  0.00000E+00",
    )
      .replace(/^ {4}1 /m, "   12 ")
      .replace(/^ {8}17 /m, "        18 ");
    const folder = directoryOf({ "rec.uff": spectrum });
    const blocks = await readAll(await openTrace(join(folder, "rec.uff"), {}));
    expect(blocks).toMatchObject([
      { lines: { step: 2.5, from: 2.5 }, samples: Float64Array.of(5, 0, 13) },
    ]);
  });

  it("without a time history says what it holds, and says when it was cut off", async () => {
    await expect(readBytes("rec.uff", "    -1\n   151\nname\n    -1\n")).rejects.toThrow(
      /Universal File with 151; a time history/,
    );
    const text = universalFile("  1.0E+00\n", `         2         8         1  ${step}`);
    await expect(readBytes("rec.uff", text)).rejects.toThrow(
      /claims 8 points and has 1 \(was it cut off/,
    );
  });
});

/** A LabVIEW measurement of two segments. */
const LVM = [
  "LabVIEW Measurement\t",
  "Separator\tTab",
  "Decimal_Separator\t,",
  "X_Columns\tOne",
  "Date\t2016/08/11",
  "Time\t14:37:48,201",
  "***End_of_Header***\t",
  "\t",
  ...[0, 1].flatMap((segment) => [
    "Channels\t2",
    "Samples\t3\t3",
    "Date\t2016/08/11\t2016/08/11",
    `Time\t14:37:48,000\t14:37:48,000`,
    "Y_Unit_Label\tm/s^2\tN",
    "X0\t0,0E+0\t0,0E+0",
    "Delta_X\t0,001\t0,001",
    "***End_of_Header***\t\t",
    "X_Value\tAcceleration\tForce\tComment",
    `0,000\t${segment},5\t7,0`,
    "0,001\t-2,5\t8,0\tmarker",
    "0,002\t3,5\t9,0",
    "",
  ]),
].join("\r\n");

describe("LabVIEW measurements", () => {
  it("say rate, unit and time in their headers, and go on in the next segment", async () => {
    const blocks = await readBytes("rec.lvm", LVM);
    expect(blocks).toEqual([
      {
        channel: "Acceleration",
        time: "2016-08-11T14:37:48.201Z",
        rate: 1000,
        unit: "m/s2",
        samples: 3,
        first: [0.5, -2.5, 3.5],
      },
      {
        channel: "Force",
        time: "2016-08-11T14:37:48.201Z",
        rate: 1000,
        unit: "N",
        samples: 3,
        first: [7, 8, 9],
      },
      {
        channel: "Acceleration",
        time: "2016-08-11T14:37:48.204Z",
        rate: 1000,
        unit: "m/s2",
        samples: 3,
        first: [1.5, -2.5, 3.5],
      },
      {
        channel: "Force",
        time: "2016-08-11T14:37:48.204Z",
        rate: 1000,
        unit: "N",
        samples: 3,
        first: [7, 8, 9],
      },
    ]);
  });
});

/** A measurement of one segment, with the fraction of a second to as many digits as LabVIEW writes. */
const lvmOf = (xColumns: string, ...lines: readonly string[]) =>
  [
    "LabVIEW Measurement\t",
    "Separator\tTab",
    `X_Columns\t${xColumns}`,
    "***End_of_Header***\t",
    ...lines.slice(0, -4),
    "***End_of_Header***",
    ...lines.slice(-4),
  ].join("\r\n");

it("a LabVIEW measurement with an X column for each channel has a place for each in its headers", async () => {
  const file = lvmOf(
    "Multi",
    "Channels\t2",
    "Date\t2016/08/23\t\t2016/08/23",
    "Time\t10:45:47.0352557312499836422\t\t10:45:47.0352557312499836422",
    "Y_Unit_Label\tVolts\t\tg",
    "Delta_X\t1.953125E-5\t\t1.953125E-5",
    "X_Value\tVoltage\tX_Value\tAcceleration\tComment",
    "0.000000\t-0.035229\t0.000000\t0.532608",
    "1.953125E-5\t-0.034882\t1.953125E-5\t0.502991",
    "3.906250E-5\t-0.034191\t3.906250E-5\t0.467541",
  );
  const time = "2016-08-23T10:45:47.035256Z";
  expect(await readBytes("rec.lvm", file)).toMatchObject([
    { channel: "Voltage", unit: "V", rate: 51_200, time },
    { channel: "Acceleration", unit: "g", rate: 51_200, time },
  ]);
});

it("a LabVIEW measurement whose X column is not even gives each value its own time, whatever step the header has", async () => {
  const file = lvmOf(
    "One",
    "Channels\t1",
    "Date\t2020/08/07",
    "Time\t09:47:02.101",
    "Y_Unit_Label\tMPa",
    "Delta_X\t1.000000",
    "X_Value\tPressure\tComment",
    "0.000000\t1.8\tLOST COMMUNICATION",
    "0.328878\t1.5\tOK",
    "4.000000\t1.7\tOK",
  );
  const trace = await openTrace(join(directoryOf({ "rec.lvm": file }), "rec.lvm"));
  const [block] = await readAll(trace);
  expect([...(block?.offsets ?? [])]).toEqual([0, 0.328878, 4]);
  expect(block?.sampleRate).toBe(0.5);
});

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function long(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}

const text = (value: string) => Buffer.concat([word(Buffer.byteLength(value)), Buffer.from(value)]);

/** A segment as NI describes it: lead-in, metadata, raw data. */
function tdmsSegment(objects: readonly Buffer[], raw: Buffer, toc = 2 | 4 | 8): Buffer {
  const meta = Buffer.concat([word(objects.length), ...objects]);
  return Buffer.concat([
    Buffer.from("TDSm"),
    word(toc),
    word(4713),
    long(BigInt(meta.length + raw.length)),
    long(BigInt(meta.length)),
    meta,
    raw,
  ]);
}

function tdmsChannel(
  name: string,
  values: number,
  type: number,
  properties: readonly Buffer[],
): Buffer {
  return Buffer.concat([
    text(`/'group'/'${name}'`),
    word(20),
    word(type),
    word(1),
    long(BigInt(values)),
    word(properties.length),
    ...properties,
  ]);
}

const STEP = Buffer.concat([text("wf_increment"), word(10), double(0.001)]);
const UNIT = Buffer.concat([text("unit_string"), word(0x20), text("g")]);
// 2024-01-02T03:04:05.5Z is 3787009445.5 s after 1904.
const START = Buffer.concat([
  text("wf_start_time"),
  word(0x44),
  long(1n << 63n),
  long(3_787_009_445n),
]);
const SLOPE = Buffer.concat([
  text("NI_Number_Of_Scales"),
  word(7),
  word(1),
  text("NI_Scale[0]_Scale_Type"),
  word(0x20),
  text("Linear"),
  text("NI_Scale[0]_Linear_Slope"),
  word(10),
  double(0.5),
  text("NI_Scale[0]_Linear_Y_Intercept"),
  word(10),
  double(1),
]);

const [NO_DATA, AS_BEFORE] = [0xffff_ffff, 0];
const [DAQMX, LINE] = [0x1269, 0x126a];

/** A channel of which an earlier segment has said everything. */
function tdmsState(name: string, index: number): Buffer {
  return Buffer.concat([text(`/'group'/'${name}'`), word(index), word(0)]);
}

/** Raw numbers in rows of three bytes on one card: an int16 at a byte, or a line at a bit. */
function daqmxChannel(
  name: string,
  offset: number,
  index: number,
  properties: readonly Buffer[] = [],
): Buffer {
  const [code, bitmap] = index === LINE ? [0, Buffer.alloc(1)] : [3, word(0)];
  return Buffer.concat([
    ...[text(`/'group'/'${name}'`), word(index), word(0xffff_ffff), word(1), long(3n)],
    ...[word(1), word(code), word(0), word(offset), bitmap, word(0)],
    ...[word(1), word(3), word(properties.length === 0 ? 0 : 7), ...properties],
  ]);
}

/** 91 + 15 x + 5 x², of the raw numbers; -1 gives 81. */
const POLYNOMIAL = Buffer.concat([
  ...[text("NI_Number_Of_Scales"), word(7), word(2)],
  ...[text("NI_Scale[1]_Scale_Type"), word(0x20), text("Polynomial")],
  ...[text("NI_Scale[1]_Polynomial_Coefficients_Size"), word(7), word(3)],
  ...[0, 1, 2].flatMap((power) => [
    text(`NI_Scale[1]_Polynomial_Coefficients[${power}]`),
    word(10),
    double([91, 15, 5][power] ?? 0),
  ]),
  ...[text("NI_Scale[1]_Polynomial_Input_Source"), word(7), word(0)],
]);

function int16s(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [at, value] of values.entries()) bytes.writeInt16LE(value, at * 2);
  return bytes;
}

const TDMS = Buffer.concat([
  tdmsSegment(
    [tdmsChannel("x", 3, 2, [STEP, UNIT, START]), tdmsChannel("y", 3, 2, [])],
    int16s(1, 2, 3, 7, 8, 9),
  ),
  // No news: the same channels again, two chunks.
  tdmsSegment([], int16s(4, 5, 6, 7, 7, 7, 8, 8, 8, 9, 9, 9), 8).subarray(0),
]);

describe("TDMS", () => {
  it("says rate, unit and time of a channel, over segments and chunks", async () => {
    // The second segment has no metadata: its lead-in is followed by data at once.
    const bare = Buffer.concat([
      tdmsSegment(
        [tdmsChannel("x", 3, 2, [STEP, UNIT, START]), tdmsChannel("y", 3, 2, [])],
        int16s(1, 2, 3, 7, 8, 9),
      ),
      Buffer.concat([
        Buffer.from("TDSm"),
        word(8),
        word(4713),
        long(24n),
        long(0n),
        int16s(4, 5, 6, 7, 7, 7, 8, 8, 8, 9, 9, 9),
      ]),
    ]);
    expect(await readBytes("rec.tdms", bare)).toEqual(
      [
        {
          channel: "x",
          time: "2024-01-02T03:04:05.500Z",
          rate: 1000,
          unit: "g",
          samples: 9,
          first: [1, 2, 3],
        },
        { channel: "y", time: BEGIN, rate: undefined, samples: 9, first: [7, 8, 9] },
      ].toSorted((a, b) => (a.time < b.time ? -1 : 1)),
    );
  });

  it("interleaved, and through linear scales", async () => {
    const scaled = Buffer.concat([
      text(`/'group'/'x'`),
      word(20),
      word(2),
      word(1),
      long(2n),
      word(4),
      SLOPE,
    ]);
    const bytes = tdmsSegment(
      [scaled, tdmsChannel("y", 2, 2, [])],
      int16s(2, 10, 4, 20),
      2 | 4 | 8 | 32,
    );
    expect(
      (await readBytes("rec.tdms", bytes)).map(({ channel, first }) => [channel, first]),
    ).toEqual([
      ["x", [2, 3]],
      ["y", [10, 20]],
    ]);
  });

  it("goes on with a channel that had no data in a segment", async () => {
    const [x, y] = [tdmsChannel("x", 2, 2, []), tdmsChannel("y", 1, 2, [])];
    const bytes = Buffer.concat([
      tdmsSegment([x], int16s(1, 2)),
      tdmsSegment([tdmsState("x", NO_DATA), y], int16s(9), 2 | 8),
      tdmsSegment([tdmsState("x", AS_BEFORE), tdmsState("y", NO_DATA)], int16s(3, 4), 2 | 8),
    ]);
    const channels = await readBytes("rec.tdms", bytes);
    expect(channels.map(({ channel, samples }) => [channel, samples])).toEqual([
      ["x", 4],
      ["y", 1],
    ]);
  });

  it("keeps what there is of a last chunk that is short", async () => {
    const objects = [tdmsChannel("x", 2, 2, []), tdmsChannel("y", 2, 2, [])];
    const lengths = async (bytes: Buffer) =>
      (await readBytes("rec.tdms", bytes)).map(({ samples }) => samples);
    // A finished segment shares it among the channels; one that was cut off ends where it ends.
    const finished = tdmsSegment(objects, int16s(1, 2, 3, 4, 5, 6));
    expect(await lengths(finished)).toEqual([3, 3]);
    const cut = Buffer.from(tdmsSegment(objects, int16s(1, 2, 3, 4, 5, 6, 7)));
    cut.fill(0xff, 12, 20);
    expect(await lengths(cut)).toEqual([4, 3]);
  });

  it("with DAQmx's raw rows: each card's buffer by its width, through polynomials", async () => {
    const [first, line] = [daqmxChannel("x", 0, DAQMX, [POLYNOMIAL]), daqmxChannel("d", 17, LINE)];
    // Rows of int16, byte: bit 17 of the row is bit 1 of the byte.
    const rows = Buffer.from([1, 0, 2, 2, 0, 0, 255, 255, 3]);
    const bytes = tdmsSegment([first, line], rows, 2 | 4 | 8 | 128);
    expect(
      (await readBytes("rec.tdms", bytes)).map(({ channel, first: some }) => [channel, some]),
    ).toEqual([
      ["x", [111, 141, 81]],
      ["d", [1, 0, 1]],
    ]);
  });

  it("that claims more than it has is refused", async () => {
    const bomb = tdmsSegment([tdmsChannel("x", 2 ** 40, 2, [])], int16s(1));
    await expect(readBytes("rec.tdms", bomb)).rejects.toThrow(/a channel of 1099511627776 values/);
    const past = tdmsSegment([daqmxChannel("x", 2, DAQMX)], Buffer.alloc(9), 2 | 4 | 8 | 128);
    await expect(readBytes("rec.tdms", past)).rejects.toThrow(/at byte 2 of rows of 3/);
  });
});

describe("annotated CSV of InfluxDB", () => {
  it("has a channel for each series, at its own times", async () => {
    const table = (number: number, field: string, bearing: string) =>
      [
        "#datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339,double,string,string",
        "#default,_result,,,,,,,",
        ",result,table,_start,_stop,_time,_value,_field,bearing",
        ...Array.from(
          { length: 5 },
          (_, at) =>
            `,,${number},2024-01-01T00:00:00Z,2024-01-02T00:00:00Z,2024-01-01T00:0${at}:00Z,${number}${at}.5,${field},${bearing}`,
        ),
        "",
      ].join("\r\n");
    const text = `${table(1, "temperature", "a")}\r\n${table(2, "temperature", "b")}\r\n${table(3, "rms", "a")}\r\n`;
    const minute = {
      time: "2024-01-01T00:00:00.000Z",
      rate: expect.closeTo(1 / 60, 6),
      samples: 5,
    };
    expect(await readBytes("q.csv", text)).toEqual([
      { ...minute, channel: "temperature bearing=a", first: [10.5, 11.5, 12.5] },
      { ...minute, channel: "temperature bearing=b", first: [20.5, 21.5, 22.5] },
      { ...minute, channel: "rms", first: [30.5, 31.5, 32.5] },
    ]);
    expect(
      (await readBytes("q.csv", table(1, "temperature", "a"))).map(({ channel }) => channel),
    ).toEqual(["_value"]);
  });
});

describe("every new decoder", () => {
  const files: Readonly<Record<string, Buffer>> = {
    "rec.tdms": TDMS,
    "rec.lvm": Buffer.from(LVM),
    "rec.uff": Buffer.from(
      universalFile(
        "  1.00000E+00  2.0E+00\n",
        "         2         2         1  0.00000E+00  1.66667E-04  0.00000E+00",
      ),
    ),
    "fields.npy": golden("fields.npy"),
    "tables.zip": golden("tables.zip"),
    "table.csv.gz": golden("table.csv.gz"),
    "sound.flac": golden("sound.flac"),
    "book.xlsx": golden("book.xlsx"),
    "archive.npz": golden("archive.npz"),
  };

  it.each(Object.entries(files))(
    "reads %s cut off at any byte, or with bytes changed, or says what is wrong",
    async (name, whole) => {
      const stride = Math.max(1, Math.floor(whole.length / 40));
      const tried = async (bytes: Buffer) => {
        try {
          for (const { first } of await readBytes(name, bytes))
            expect(first.every(Number.isFinite)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(TraceError);
        }
      };
      for (let cut = 0; cut < whole.length; cut += stride) await tried(whole.subarray(0, cut));
      for (let at = 0; at < whole.length; at += stride) {
        const changed = Buffer.from(whole);
        changed[at] = ((changed[at] ?? 0) + 1 + ((at * 7919) % 254)) % 256;
        await tried(changed);
      }
    },
    120_000,
  );
});
