import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isoOf } from "@raceway/model/time";
import { describe, expect, it } from "vitest";
import { directoryOf, readAll } from "../../test/scratch.ts";
import { openTrace } from "../open-trace.ts";

type Layout = Parameters<typeof openTrace>[1];

async function readFiles(files: Readonly<Record<string, string>>, path: string, layout: Layout) {
  const notes: string[] = [];
  const onNote = (_: string, note: string) => notes.push(note);
  const trace = await openTrace(join(directoryOf(files), path), layout, { onNote });
  const blocks = (await readAll(trace)).map(({ channel, time, sampleRate, samples }) => ({
    channel,
    time: isoOf(time),
    rate: sampleRate,
    samples: samples.length,
  }));
  return { blocks, notes, channels: trace.channels.map(({ name }) => name) };
}

const read = (text: string, layout: Layout = {}, name = "t.csv") =>
  readFiles({ [name]: text }, name, layout);

const wave = (at: number) => Math.sin(at).toFixed(4);
const rowsOf = (count: number, row: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => row(at)).join("\n");
const two = (value: number) => String(value).padStart(2, "0");

describe("the lines above a table's rows", () => {
  it.each([
    ["# Sample rate: 25.6 kHz", 25_600],
    ["Sampling Frequency (Hz);12000", 12_000],
    ['"Scan rate","2000 S/s"', 2000],
    ["fs = 1000", 1000],
    ["Sample interval: 0.1 ms", 10_000],
    ["dt [s]\t0.0005", 2000],
    // Milliseconds or seconds: nobody knows.
    ["Sample interval: 5", undefined],
  ])("%s", async (line, rate) => {
    const { blocks } = await read(`${line}\nx\n${rowsOf(300, wave)}\n`);
    expect(blocks[0]).toMatchObject({ channel: "x", rate, samples: 300 });
  });

  it.each([
    "# Start: 2024-01-02 03:04:05",
    "Recording started at;02.01.2024 03:04:05",
    "Date: 2024-01-02\nTime: 03:04:05",
    "Start Date,2024-01-02\nStart Time,03:04:05",
  ])("say when it began: %s", async (lines) => {
    const { blocks } = await read(`${lines}\nx\n${rowsOf(300, wave)}\n`, { sampleRate: 1000 });
    expect(blocks[0]?.time).toBe("2024-01-02T03:04:05.000Z");
  });

  it("do not decide whether day or month stands first", async () => {
    const { blocks } = await read(`Start: 02/01/2024 03:04:05\nx\n${rowsOf(300, wave)}\n`, {
      sampleRate: 1000,
    });
    expect(blocks[0]?.time).toBe("2000-01-01T00:00:00.000Z");
  });
});

describe("dates", () => {
  const minute = (at: number) => two(at % 60);
  it.each([
    [
      "of East Asia",
      (at: number) => `2024年1月2日 03:${minute(at)}:05`,
      "2024-01-02T03:00:05.000Z",
    ],
    [
      "with 时 and 分",
      (at: number) => `2024年1月2日 3时${minute(at)}分05秒`,
      "2024-01-02T03:00:05.000Z",
    ],
    [
      "with points in the clock",
      (at: number) => `02.01.2024 03.${minute(at)}.05`,
      "2024-01-02T03:00:05.000Z",
    ],
    ["of DB2", (at: number) => `2024-01-02-03.${minute(at)}.05.250000`, "2024-01-02T03:00:05.250Z"],
    [
      "of web servers",
      (at: number) => `02/Jan/2024:03:${minute(at)}:05 +0100`,
      "2024-01-02T02:00:05.000Z",
    ],
    [
      "with a zone's name",
      (at: number) => `2024-07-02 03:${minute(at)}:05 CEST`,
      "2024-07-02T01:00:05.000Z",
    ],
  ])("%s are read", async (_, date, first) => {
    const { blocks } = await read(`time,temp\n${rowsOf(50, (at) => `${date(at)},${at}`)}\n`);
    expect(blocks[0]?.time).toBe(first);
  });

  it.each([
    ["with a zone that could be two", (at: number) => `2024-07-02 03:${minute(at)}:05 CST`],
    ["by week", (at: number) => `2024-W27-2 at 03h${minute(at)}`],
  ])("%s are asked for", async (_, date) => {
    const table = `when,temp\n${rowsOf(50, (at) => `${date(at)},${at}`)}\n`;
    await expect(read(table, { sampleRate: 1 })).rejects.toThrow(
      /column when: ".*" looks like a date in a form that is not known; trace.timeFormat/,
    );
    // Who names the columns has looked.
    expect((await read(table, { sampleRate: 1, columns: ["note", "temp"] })).channels).toEqual([
      "temp",
    ]);
  });
});

describe("names of files", () => {
  it("may have the day first where it can only be the day", async () => {
    const files = { "log_15-01-2024_03h04m05s.csv": `x\n${rowsOf(300, wave)}\n` };
    const { blocks } = await readFiles(files, "log_15-01-2024_03h04m05s.csv", { sampleRate: 1000 });
    expect(blocks[0]?.time).toBe("2024-01-15T03:04:05.000Z");
    const open = { "log_02-01-2024_030405.csv": `x\n${rowsOf(300, wave)}\n` };
    await expect(
      readFiles(open, "log_02-01-2024_030405.csv", { sampleRate: 1000 }),
    ).rejects.toThrow(/day or month may stand first; trace.fileTime/);
  });

  it("count with the folders of year and month above the one that was given", async () => {
    const root = directoryOf({});
    for (const day of [1, 2]) {
      mkdirSync(join(root, `r/2024/01/0${day}`), { recursive: true });
      writeFileSync(join(root, `r/2024/01/0${day}/120000.csv`), `x\n${rowsOf(300, wave)}\n`);
    }
    for (const path of ["r", "r/2024/01"]) {
      const blocks = await readAll(await openTrace(join(root, path), { sampleRate: 1000 }));
      expect(blocks.map(({ time }) => isoOf(time))).toEqual([
        "2024-01-01T12:00:00.000Z",
        "2024-01-02T12:00:00.000Z",
      ]);
    }
  });
});

/** Whole numbers without an order (Knuth's multiplicative hash, its upper bits). */
const chance = (at: number) => Math.imul(at, 2_654_435_761) >>> 12;

describe("lost samples", () => {
  const table = (isKept: (at: number) => boolean, rate = 6000) =>
    `t,x\n${rowsOf(2400, (at) => (isKept(at) ? `${(at / rate).toFixed(7)},${wave(at / 20)}` : "")).replaceAll(/\n+/g, "\n")}\n`;

  it("here and there are put in by straight lines, so that the rate stays the others', and told", async () => {
    const { blocks, notes } = await read(table((at) => at === 0 || chance(at) % 50 !== 1));
    expect(blocks).toMatchObject([{ rate: 6000, samples: 2400 }]);
    expect(notes[0]).toMatch(/^\d\d of 2400 samples are missing between its rows: straight lines/);
  });

  it("in great number are refused", async () => {
    await expect(read(table((at) => at === 0 || chance(at) % 10 !== 1))).rejects.toThrow(
      /samples are missing between its rows.*without losses would be right/,
    );
  });

  it("are not seen in times that are only written coarsely, nor in a gap", async () => {
    const coarse = await read(
      `t,x\n${rowsOf(2000, (at) => `${Math.floor(at / 0.95) / 1000},${wave(at)}`)}\n`,
    );
    expect(coarse.blocks).toMatchObject([{ rate: 950, samples: 2000 }]);
    const gap = await read(table((at) => at < 800 || at > 810));
    expect(gap.blocks.map(({ samples }) => samples)).toEqual([800, 1589]);
  });
});

describe("tables of other shapes", () => {
  it("with a row for each value of each series have a channel for each", async () => {
    const rows = rowsOf(
      60,
      (at) => `2024-01-02T03:${two(at)}:00Z,sensor.${at % 2 ? "temp" : "hum"},${at}`,
    );
    const { blocks } = await read(`last_changed,entity_id,state\n${rows}\n`);
    expect(blocks.map(({ channel, time, samples }) => [channel, time, samples])).toEqual([
      ["sensor.hum", "2024-01-02T03:00:00.000Z", 30],
      ["sensor.temp", "2024-01-02T03:01:00.000Z", 30],
    ]);
  });

  it("with very many series, in turns or one after another, lose none of them", async () => {
    const names = Array.from({ length: 180 }, (_, at) => `s${at}`);
    const row = (name: string, at: number) => `${at},${name},${at % 7} °C`;
    const inTurns = Array.from({ length: 40 }, (_, at) => names.map((name) => row(name, at)));
    const oneByOne = names.map((name) => Array.from({ length: 40 }, (_, at) => row(name, at)));
    for (const rows of [inTurns, oneByOne]) {
      const { channels, blocks } = await read(`t,name,v\n${rows.flat().join("\n")}\n`);
      expect(channels).toEqual(names);
      expect(blocks.map(({ channel, samples }) => [channel, samples])).toEqual(
        names.map((name) => [name, 40]),
      );
    }
  });

  it("with a row for each value of each series leave out words, and take names of series from the plant file", async () => {
    const rows = rowsOf(60, (at) => `${at},${at % 2 ? "b" : "a"},${at === 8 ? "unavailable" : at}`);
    const { channels, blocks, notes } = await read(`time,sensor,value\n${rows}\n`, {
      columns: ["time", "first", "second"],
    });
    expect(channels).toEqual(["first", "second"]);
    expect(notes).toEqual([expect.stringMatching(/1 cell or row is no number.*"unavailable"/)]);
    expect(blocks.map(({ channel, samples }) => [channel, samples])).toEqual([
      ["first", 4],
      ["second", 30],
      ["first", 25],
    ]);
    await expect(
      read(`time,sensor,value\n${rows}\n`, { columns: ["time", "first"] }),
    ).rejects.toThrow(/a time and 2 series; 2 columns \(time, first\)/);
  });

  it("with more columns than the rows of their head are many keep them all", async () => {
    const head = Array.from({ length: 120 }, (_, at) => `c${at}`);
    const rows = rowsOf(400, (at) =>
      [at, ...head.map((_, column) => (column === at % 120 ? `${at}.25` : ""))].join(","),
    );
    expect((await read(`t,${head.join(",")}\n${rows}\n`)).channels).toEqual(head);
  });

  it("keep the second column of a title apart, and one that is filled far below only", async () => {
    const twice = await read(
      `t,acc,t,acc\n${rowsOf(300, (at) => `${at / 1000},${wave(at)},${at / 1000},${wave(2 * at)}`)}\n`,
    );
    expect(twice.channels.filter((name) => name.startsWith("acc"))).toEqual(["acc", "acc #4"]);
    const late = await read(
      `t,x,y\n${rowsOf(300, (at) => `${at / 1000},${wave(at)},${at === 250 ? 7 : ""}`)}\n`,
    );
    expect(late.channels).toEqual(["x", "y"]);
    expect(late.blocks.find(({ channel }) => channel === "x")).toMatchObject({
      rate: 1000,
      samples: 300,
    });
  });

  it("between bars are read; lines that end with CR alone are named", async () => {
    const bars = rowsOf(300, (at) => `${at / 1000}|${wave(at)}`);
    expect((await read(`t|x\n${bars}\n`)).blocks).toMatchObject([{ rate: 1000, samples: 300 }]);
    await expect(read(`t,x\n${bars.replaceAll("|", ",")}`.replaceAll("\n", "\r"))).rejects.toThrow(
      /end with CR alone/,
    );
  });

  it("in JSON documents: a list of objects, lists of numbers with the rate beside them", async () => {
    const list = Array.from({ length: 60 }, (_, at) => ({
      time: `2024-01-02T03:${two(at)}:00Z`,
      temp: at,
    }));
    for (const document of [list, { data: list, unit: "degC" }])
      expect((await read(JSON.stringify(document), {}, "t.json")).blocks).toMatchObject([
        { channel: "temp", time: "2024-01-02T03:00:00.000Z", samples: 60 },
      ]);
    const x = Array.from({ length: 300 }, (_, at) => Math.sin(at));
    const lists = await read(
      JSON.stringify({ fs: 6000, start: "2024-01-02T03:04:05Z", x }),
      {},
      "t.json",
    );
    expect(lists.blocks).toMatchObject([
      { channel: "x", rate: 6000, time: "2024-01-02T03:04:05.000Z" },
    ]);
    await expect(read(JSON.stringify({ x, y: [1, 2] }), {}, "t.json")).rejects.toThrow(
      /lists of different lengths/,
    );
  });

  it("of InfluxDB's line protocol are called by their name", async () => {
    await expect(
      read("temps,machine=m temp=40 1704164645000000000\n".repeat(5), {}, "t.lp"),
    ).rejects.toThrow(/InfluxDB line protocol.*export it as CSV/);
  });
});
