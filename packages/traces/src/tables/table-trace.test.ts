import { join } from "node:path";
import { isoOf, nanosOfIso } from "@raceway/model/time";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { directoryOf, readAll } from "../../test/scratch.ts";
import { openTrace } from "../open-trace.ts";
import { TraceError } from "../trace.ts";

/** Opens one table. */
async function openTable(
  text: string,
  layout: Parameters<typeof openTrace>[1] = {},
  name = "t.csv",
) {
  return openTrace(join(directoryOf({ [name]: text }), name), layout);
}

async function read(text: string, layout: Parameters<typeof openTrace>[1] = {}) {
  const trace = await openTable(text, layout);
  const blocks = await readAll(trace);
  return blocks.map(({ channel, samples, time, sampleRate }) => ({
    channel,
    time: isoOf(time),
    sampleRate,
    samples: [...samples],
  }));
}

const BEGIN = "2000-01-01T00:00:00.000Z";

describe("csvTrace", () => {
  it("names channels by the header and takes the rate from the layout", async () => {
    expect(await read("x,y\n1,2\n3,4\n5,6\n", { sampleRate: 1000 })).toEqual([
      { channel: "x", time: BEGIN, sampleRate: 1000, samples: [1, 3, 5] },
      { channel: "y", time: BEGIN, sampleRate: 1000, samples: [2, 4, 6] },
    ]);
  });

  it("names columns without a header col1, col2, … or as the layout says, and leaves the rate open", async () => {
    const table = "1 2\n3 4\n5 6\n";
    expect((await read(table)).map(({ channel, sampleRate }) => [channel, sampleRate])).toEqual([
      ["col1", undefined],
      ["col2", undefined],
    ]);
    expect((await read(table, { columns: ["a", "b"] })).map(({ channel }) => channel)).toEqual([
      "a",
      "b",
    ]);
  });

  it.each([
    ["comma", "a,b\n0.5,1\n1.5,2\n2.5,3\n"],
    ["comma and blank", "a, b\n0.5, 1\n1.5, 2\n2.5, 3\n"],
    ["semicolon", "a;b\r\n0.5;1\r\n1.5;2\r\n2.5;3\r\n"],
    ["semicolon and decimal comma", "a;b\n0,5;1\n1,5;2\n2,5;3\n"],
    ["tab", "a\tb\n0.5\t1\t\n1.5\t2\t\n2.5\t3\t\n"],
    ["blanks", "a b\n  0.5   1\n  1.5   2\n  2.5   3\n"],
    ["quotes", '"a","b"\n"0.5","1"\n"1.5","2"\n"2.5","3"\n'],
    ["exponents", "a,b\n5e-1,1E0\n1.5e+000,2\n2.5,3\n"],
    ["preamble", "Title,run 7\nRate,2048\n\na,b\n0.5,1\n1.5,2\n2.5,3\n"],
    ["comment", "# made by hand\n# a,b\n0.5,1\n1.5,2\n2.5,3\n"],
    ["byte order mark", "\uFEFFa,b\n0.5,1\n1.5,2\n2.5,3\n"],
    ["no end", "a,b\n0.5,1\n1.5,2\n2.5,3\n3.5"],
  ])("reads a table with %s", async (_, text) => {
    const found = await read(text, { sampleRate: 1 });
    expect(found.map(({ channel, samples }) => [channel, samples])).toEqual([
      ["a", [0.5, 1.5, 2.5]],
      ["b", [1, 2, 3]],
    ]);
  });

  it("skips rows when told to", async () => {
    const text = "25600\n3\n7\n1,2\n3,4\n";
    const found = await read(text, { skipRows: 3, columns: ["a", "b"] });
    expect(found.map(({ samples }) => samples)).toEqual([
      [1, 3],
      [2, 4],
    ]);
  });

  it("takes a delimiter that the layout declares", async () => {
    const found = await read("1|2\n3|4\n5|6\n", { delimiter: "|" });
    expect(found.map(({ samples }) => samples)).toEqual([
      [1, 3, 5],
      [2, 4, 6],
    ]);
  });

  it("takes the rate from a time column, in the unit of its title", async () => {
    const rows = Array.from({ length: 100 }, (_, at) => `${(at * 0.5).toFixed(1)},${at}`);
    const [block, ...others] = await read(`time (ms),x\n${rows.join("\n")}\n`);
    expect(others).toEqual([]);
    expect(block).toMatchObject({ channel: "x", sampleRate: 2000, time: BEGIN });
    expect(block?.samples).toHaveLength(100);
  });

  it("takes the rate from times that are rounded so much that they repeat", async () => {
    const rows = Array.from({ length: 1001 }, (_, at) => `${(at / 4000).toFixed(3)},${at}`);
    const found = await read(`t,x\n${rows.join("\n")}\n`);
    expect(found).toHaveLength(1);
    expect(found[0]?.sampleRate).toBeCloseTo(4000, 6);
  });

  it("reads dates as times and begins a new block after a gap", async () => {
    const text = [
      "timestamp,bearing temp",
      "2024-03-01 06:00:00,40",
      "2024-03-01 06:00:10,41",
      "2024-03-01 06:00:20,42",
      "2024-03-01 07:00:00,43",
      "2024-03-01 07:00:10,44",
    ].join("\n");
    expect(await read(text)).toEqual([
      {
        channel: "bearing temp",
        time: "2024-03-01T06:00:00.000Z",
        sampleRate: 0.1,
        samples: [40, 41, 42],
      },
      {
        channel: "bearing temp",
        time: "2024-03-01T07:00:00.000Z",
        sampleRate: 0.1,
        samples: [43, 44],
      },
    ]);
    const trace = await openTable(text);
    expect(trace.channels).toEqual([
      { name: "bearing temp", kind: "temperature", looks: "40 … 44" },
    ]);
  });

  it("passes over columns of words, and finds dates wherever they are", async () => {
    const text = [
      "machine,when,vib [g],label",
      "m-7,2024-03-01T06:00:00.5Z,1,ok",
      "m-7,2024-03-01T06:00:01.5Z,2,",
      "m-7,2024-03-01T06:00:02.5Z,3,worn out",
      "",
    ].join("\n");
    expect(await read(text)).toEqual([
      {
        channel: "vib [g]",
        time: "2024-03-01T06:00:00.500Z",
        sampleRate: 1,
        samples: [1, 2, 3],
      },
    ]);
  });

  it("takes seconds since 1970 for moments", async () => {
    const [block] = await read("time,x\n1700000000.0,1\n1700000000.5,2\n1700000001.0,3\n");
    expect(block).toMatchObject({ time: "2023-11-14T22:13:20.000Z", sampleRate: 2 });
  });

  it("leaves out a column that only counts rows, and reads units in titles", async () => {
    const trace = await openTable(",accel [m/s2],noise (Pa)\n0,1,2\n1,3,4\n2,5,6\n");
    expect(trace.channels).toEqual([
      { name: "accel [m/s2]", kind: "vibration", unit: "m/s2", looks: "1 … 5" },
      { name: "noise (Pa)", kind: "sound", unit: "Pa", looks: "2 … 6" },
    ]);
  });

  it("puts files one after another in natural order, at their end or at the layout's interval", async () => {
    const files = { "run 10.csv": "x\n5\n6\n7\n", "run 9.csv": "x\n1\n2\n3\n4\n" };
    const times = async (layout: object) =>
      (await readAll(await openTrace(directoryOf(files), layout))).map(({ time, samples }) => [
        isoOf(time),
        samples[0],
      ]);
    expect(await times({ sampleRate: 2 })).toEqual([
      [BEGIN, 1],
      ["2000-01-01T00:00:02.000Z", 5],
    ]);
    expect(await times({ sampleRate: 2, interval: 600 })).toEqual([
      [BEGIN, 1],
      ["2000-01-01T00:10:00.000Z", 5],
    ]);
  });

  it("cuts equal blocks of about the length that the layout asks, in order of time across channels", async () => {
    const text = `x,y\n${"1,2\n".repeat(24)}`;
    const found = await read(text, { sampleRate: 10, blockSeconds: 1 });
    const short = found.map(({ channel, time, samples }) => [
      channel,
      time.slice(17),
      samples.length,
    ]);
    expect(short).toEqual([
      ["x", "00.000Z", 12],
      ["y", "00.000Z", 12],
      ["x", "01.200Z", 12],
      ["y", "01.200Z", 12],
    ]);
  });

  it("says what is wrong with a table", async () => {
    await expect(openTable("hello\nworld\n")).rejects.toThrow(
      't.csv: found no rows of numbers in its head, but "hello"; lines of numbers',
    );
    await expect(openTable("")).rejects.toThrow("the file is empty");
    await expect(openTable("time,x\n")).rejects.toThrow('found titles ("time,x") and no rows');
    await expect(openTable("\0\u0001\u0002\0abc\0")).rejects.toThrow("numpy.fromfile");
    await expect(openTable("1,2\n3,4\n5,6\n", { columns: ["a"] })).rejects.toThrow(
      't.csv: line 1: found 2 columns in "1,2"; 1 (a) would be right',
    );
    await expect(read("x,y\n1,2\n3,4\n5,6\n7,8\nno\nrows\nfrom\nhere\n9,10\n")).rejects.toThrow(
      't.csv: 4 of 9 rows are none; the first is line 6: "no"',
    );
  });

  it("leaves out a file that goes wrong and tells why", async () => {
    const directory = directoryOf({
      "1.csv": "1,2\n3,4\n5,6\n",
      "2.csv": "none",
      "3.csv": "1,2\n3,4\n5,6\n",
    });
    const problems: string[] = [];
    const trace = await openTrace(directory, {}, { onProblem: (file) => problems.push(file) });
    expect(await readAll(trace)).toHaveLength(4);
    expect(problems).toEqual([join(directory, "2.csv")]);
  });

  it("reads any bytes or says what is wrong", async () => {
    const table = Buffer.from("time,x,y\n0.0,1,2\n0.1,3,4\n0.2,5,6\n0.3,7,8\n");
    const change = fc.tuple(fc.nat({ max: table.length - 1 }), fc.nat({ max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
        const bytes = Buffer.from(table);
        for (const [at, value] of changes) bytes[at] = value;
        try {
          const trace = await openTrace(directoryOf({ "t.csv": bytes }));
          for (const { samples } of await readAll(trace))
            expect(samples.length > 0 && samples.every(Number.isFinite)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(TraceError);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("xjtuTrace", () => {
  const HEADER = "Horizontal_vibration_signals,Vertical_vibration_signals\n";

  it("is recognised by its header and gives each file the minute of its number", async () => {
    const directory = directoryOf({
      "1.csv": `${HEADER}0.5,-0.5\n0.25,-0.25\n0,0\n`,
      "2.csv": `${HEADER}1,-1\n1,-1\n1,-1\n`,
      "10.csv": `${HEADER}2,-2\n2,-2\n2,-2\n`,
    });
    const trace = await openTrace(directory);
    expect(trace.format).toBe("xjtu");
    expect(trace.channels).toEqual([
      { name: "horizontal", kind: "vibration", unit: "g", sampleRate: 25_600 },
      { name: "vertical", kind: "vibration", unit: "g", sampleRate: 25_600 },
    ]);
    const found = (await readAll(trace)).map(({ channel, time }) => [channel, isoOf(time)]);
    expect(found).toEqual([
      ["horizontal", BEGIN],
      ["vertical", BEGIN],
      ["horizontal", "2000-01-01T00:01:00.000Z"],
      ["vertical", "2000-01-01T00:01:00.000Z"],
      ["horizontal", "2000-01-01T00:09:00.000Z"],
      ["vertical", "2000-01-01T00:09:00.000Z"],
    ]);
  });

  it("says so when a file has other columns", async () => {
    const directory = directoryOf({ "1.csv": `${HEADER}1,2,3\n1,2,3\n1,2,3\n` });
    await expect(openTrace(directory)).rejects.toThrow(
      'line 2: found 3 columns in "1,2,3"; 2 (horizontal, vertical) would be right',
    );
  });
});

describe("imsTrace", () => {
  it("takes times from the files' names", async () => {
    const rows = "-0.022\t-0.039\t-0.183\t-0.054\n".repeat(4);
    const directory = directoryOf({
      "2004.02.12.10.42.39": rows,
      "2004.02.12.10.32.39": rows,
      "readme.txt": "IMS",
    });
    const trace = await openTrace(directory);
    expect(trace.format).toBe("ims");
    expect(trace.channels.map(({ name, sampleRate }) => [name, sampleRate])).toEqual([
      ["ch1", 20_480],
      ["ch2", 20_480],
      ["ch3", 20_480],
      ["ch4", 20_480],
    ]);
    const times = (await readAll(trace)).map(({ time }) => time);
    expect(times[0]).toBe(nanosOfIso("2004-02-12T10:32:39Z"));
    expect(times[7]).toBe(nanosOfIso("2004-02-12T10:42:39Z"));
  });

  it("says what a file should have been called", async () => {
    const directory = directoryOf({ "2004.13.12.10.42.39": "1 2\n3 4\n5 6\n" });
    await expect(openTrace(directory).then(readAll)).rejects.toThrow(
      'found the name "2004.13.12.10.42.39"; a moment such as 2003.10.22.12.06.24',
    );
  });
});
