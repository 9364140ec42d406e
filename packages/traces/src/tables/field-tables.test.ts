import { join } from "node:path";
import { isoOf } from "@raceway/model/time";
import { describe, expect, it } from "vitest";
import { directoryOf, readAll } from "../../test/scratch.ts";
import { openTrace } from "../open-trace.ts";

type Layout = Parameters<typeof openTrace>[1];

async function read(text: string | Uint8Array, layout: Layout = {}, name = "t.csv") {
  const notes: string[] = [];
  const onNote = (_: string, note: string) => notes.push(note);
  const trace = await openTrace(join(directoryOf({ [name]: text }), name), layout, { onNote });
  const blocks = (await readAll(trace)).map(({ channel, time, sampleRate, samples, unit }) => ({
    channel,
    time: isoOf(time),
    rate: sampleRate,
    samples: samples.length,
    ...(unit && { unit }),
  }));
  return { blocks, notes, channels: trace.channels };
}

/** A wave that neither rises nor stands still. */
function wave(at: number): string {
  return Math.sin(at).toFixed(4);
}

function rowsOf(count: number, row: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => row(at)).join("\n");
}

function clockAt(at: number, rate: number, hour = 13): string {
  const second = at / rate;
  const minute = String(Math.floor(second / 60)).padStart(2, "0");
  return `${hour}:${minute}:${(second % 60).toFixed(6).padStart(9, "0")}`;
}

const AT_ONE_PM = [{ channel: "x", time: "2024-08-16T13:00:00.000Z", rate: 1000, samples: 400 }];

describe("dates", () => {
  it.each([
    ["ISO with blanks", (at: number) => `2024-08-16 ${clockAt(at, 1000)}`],
    ["month first and PM", (at: number) => `08/16/2024 ${clockAt(at, 1000, 1)} PM`],
    ["day first", (at: number) => `16/08/2024 ${clockAt(at, 1000)}`],
    ["points", (at: number) => `16.08.2024 ${clockAt(at, 1000)}`],
    ["a month's name", (at: number) => `16-Aug-24 ${clockAt(at, 1000)}`],
    ["an offset", (at: number) => `2024-08-16T${clockAt(at, 1000, 15)}+02:00`],
    [
      "a colon before milliseconds",
      (at: number) =>
        `2024-08-16 ${clockAt(at, 1000).slice(0, 8)}:${clockAt(at, 1000).slice(9, 12)}`,
    ],
    ["no separators", (at: number) => `20240816T${clockAt(at, 1000).replaceAll(":", "")}`],
    [
      "a column of its own for the day",
      (at: number) => `2024-08-16,${clockAt(at, 1000)}`,
      "Date,Time,x",
    ],
    [
      "days as Excel counts them",
      (at: number) => String(45_520 + 13 / 24 + at / 86_400_000),
      "Date,x",
    ],
    ["milliseconds since 1970", (at: number) => String(1_723_813_200_000 + at), "ts,x"],
  ])("are read with %s", async (_, stamp, header = "when,x") => {
    const { blocks } = await read(
      `${header}\n${rowsOf(400, (at) => `${stamp(at)},${wave(at)}`)}\n`,
    );
    expect(blocks).toEqual(
      AT_ONE_PM.map((block) => ({ ...block, rate: expect.closeTo(1000, -0.5) })),
    );
  });

  it("are read beside decimal commas", async () => {
    const { blocks } = await read(
      `Zeit;Temperatur\n${rowsOf(30, (at) => `27.10.2024 22:${String(at).padStart(2, "0")};4${at % 10},5`)}\n`,
    );
    expect(blocks).toEqual([
      {
        channel: "Temperatur",
        time: "2024-10-27T22:00:00.000Z",
        rate: expect.closeTo(1 / 60, 6),
        samples: 30,
      },
    ]);
  });

  it("that may be a day or a month first are asked for, unless a later row tells", async () => {
    const ambiguous = rowsOf(20, (at) => `07/08/2024 13:00:${10 + at},${wave(at)}`);
    await expect(read(`t,x\n${ambiguous}\n`)).rejects.toThrow(
      /column t: "07\/08\/2024 13:00:10" may be 2024-08-07 or 2024-07-08; trace.timeFormat/,
    );
    const { blocks } = await read(`t,x\n${ambiguous}\n`, { timeFormat: "DD/MM/YYYY HH:mm:ss" });
    expect(blocks[0]?.time).toBe("2024-08-07T13:00:10.000Z");
    const told = await read(`t,x\n${ambiguous}\n25/08/2024 13:00:00,1\n`);
    expect(told.blocks[0]?.time).toBe("2024-08-07T13:00:10.000Z");
  });

  it("without a zone are by the layout's zone, also in the night the clocks go back", async () => {
    const shown = (at: number) =>
      at < 60
        ? `2024-10-27 02:59:${String(at).padStart(2, "0")}`
        : `2024-10-27 02:00:${String(at - 60).padStart(2, "0")}`;
    const { blocks, notes } = await read(
      `t,temp\n${rowsOf(120, (at) => `${shown(at)},${wave(at)}`)}\n`,
      {
        timeZone: "Europe/Berlin",
      },
    );
    expect(notes).toEqual([]);
    expect(blocks).toEqual([
      { channel: "temp", time: "2024-10-27T00:59:00.000Z", rate: 1, samples: 120 },
    ]);
  });

  it("of a day's clock alone pass midnight when they fall back", async () => {
    const shown = (at: number) =>
      new Date(Date.UTC(2000, 0, 1, 23, 59, 30 + at)).toISOString().slice(11, 19);
    const { blocks } = await read(`Time,temp\n${rowsOf(60, (at) => `${shown(at)},${wave(at)}`)}\n`);
    expect(blocks).toEqual([
      { channel: "temp", time: "2000-01-01T23:59:30.000Z", rate: 1, samples: 60 },
    ]);
  });

  it("of a number that may be seconds or a day of Excel are asked for", async () => {
    const table = `time,x\n${rowsOf(20, (at) => `${(45_520.5416667 + at / 8640).toFixed(7)},${wave(at)}`)}\n`;
    await expect(read(table)).rejects.toThrow(/may be a day as Excel counts them, or seconds/);
    const { blocks } = await read(table, { timeFormat: "excel" });
    expect(blocks[0]?.time.slice(0, 16)).toBe("2024-08-16T13:00");
  });
});

describe("numbers that date rows", () => {
  const minutes = (first: number, minute: number) =>
    `time,temp\n${rowsOf(30, (at) => `${first + at * minute},${wave(at)}`)}\n`;

  it.each([
    ["days of MATLAB", minutes(739_480 + 13 / 24 + 1e-5, 1 / 1440), "matlab", "2024-08-16T13:00"],
    ["seconds since 1904", minutes(3_806_658_000, 60), "labview", "2024-08-16T13:00"],
    [
      "ticks of .NET",
      `time,temp\n${rowsOf(30, (at) => `${638_594_100_000_000_000n + BigInt(at) * 600_000_000n},${wave(at)}`)}\n`,
      "ticks",
      "2024-08-16T13:00",
    ],
  ])("could be two things are asked for: %s", async (_, table, timeFormat, begun) => {
    await expect(read(table)).rejects.toThrow(`which (${timeFormat} or`);
    const { blocks } = await read(table, { timeFormat });
    expect(blocks[0]?.time.slice(0, 16)).toBe(begun);
    expect(blocks[0]?.samples).toBe(30);
  });

  it.each([
    ["to the second", (at: number) => `202408161300${String(at).padStart(2, "0")}`, 1],
    ["to the minute", (at: number) => `2024081613${String(at).padStart(2, "0")}`, 1 / 60],
  ])("are dates without marks: %s", async (_, shown, rate) => {
    const { blocks } = await read(`time,temp\n${rowsOf(50, (at) => `${shown(at)},${wave(at)}`)}\n`);
    expect(blocks[0]?.time).toBe("2024-08-16T13:00:00.000Z");
    expect(blocks[0]?.rate).toBeCloseTo(rate);
  });

  it.each([
    ["2024/8/16 下午1:00:00", "2024/8/16 下午1:01:00"],
    ["16/08/2024 13h00", "16/08/2024 13h01"],
  ])("as spreadsheets of other countries write them: %s", async (first, second) => {
    const { blocks } = await read(
      `time,temp\n${rowsOf(50, (at) => `${at % 2 ? second : first},1`)
        .split("\n")
        .slice(0, 2)
        .join("\n")}\n${rowsOf(3, (at) => `${second.replace("01", `0${at + 2}`)},${wave(at)}`)}\n`,
    );
    expect(blocks[0]?.time).toBe("2024-08-16T13:00:00.000Z");
  });
});

describe("titles", () => {
  it.each([
    ["acc_mg", "mg"],
    ["vib_g", "g"],
    ["CH1.Acc.g", "g"],
    ["ACC(G)", "g"],
    ['"Acceleration, m/s^2"', "m/s2"],
    ["Beschleunigung in m/s²", "m/s2"],
    ["Temp_C", "degC"],
    ["shaft_rpm", "r/min"],
    ["phase_a", undefined],
    ["sensor_g", undefined],
    ["vib_x", undefined],
  ])("say their unit where nothing else could be meant: %s", async (title, unit) => {
    const { channels } = await read(`time,${title}\n${rowsOf(50, (at) => `${at},${wave(at)}`)}\n`);
    expect(channels[0]?.unit).toBe(unit);
  });
});

describe("a table of frequencies", () => {
  const lines = (title: string) =>
    `${title},Amplitude (g)\n${rowsOf(50, (at) => `${at * 1.25},${Math.abs(Math.sin(at)).toFixed(4)}`)}\n`;
  const blocksOf = async (text: string) => {
    const path = join(directoryOf({ "s.csv": text }), "s.csv");
    return readAll(await openTrace(path, {}, {}));
  };

  it("is a spectrum of each column, its lines where the frequencies stand", async () => {
    const [block, ...more] = await blocksOf(lines("Frequency (Hz)"));
    expect(more).toEqual([]);
    expect(block).toMatchObject({ channel: "Amplitude (g)", unit: "g" });
    expect(block?.lines).toEqual({ step: 1.25, from: 0 });
    expect((await blocksOf(lines("f [kHz]")))[0]?.lines?.step).toBe(1250);
  });

  it("whose lines are not evenly apart is refused", async () => {
    const uneven = `Freq,a\n${rowsOf(20, (at) => `${at * at},${wave(at)}`)}\n`;
    await expect(blocksOf(uneven)).rejects.toThrow("are not evenly apart");
  });
});

describe("several files that nothing dates", () => {
  it("begin at a moment that is told to be none of theirs", async () => {
    const text = `x\n${rowsOf(50, wave)}\n`;
    const notesOf = async (names: readonly string[], layout: Layout = {}) => {
      const notes: string[] = [];
      const folder = directoryOf(Object.fromEntries(names.map((name) => [name, text])));
      await readAll(await openTrace(folder, layout, { onNote: (_, note) => notes.push(note) }));
      return notes;
    };
    expect(await notesOf(["a.csv", "b.csv"])).toEqual([
      expect.stringContaining("neither its 2 files nor their names say a time"),
    ]);
    expect(await notesOf(["a.csv", "b.csv"], { start: 0n })).toEqual([]);
    expect(await notesOf(["Jan-02-2024_03-04-05.csv", "03Jan2024_030405.csv"])).toEqual([]);
  });
});

describe("order", () => {
  it("newest first is turned round, and told", async () => {
    const { blocks, notes } = await read(
      `time,temp\n${rowsOf(60, (at) => `2024-01-01 10:00:${String(59 - at).padStart(2, "0")},${wave(at)}`)}\n`,
    );
    expect(blocks).toEqual([
      { channel: "temp", time: "2024-01-01T10:00:00.000Z", rate: 1, samples: 60 },
    ]);
    expect(notes).toEqual(["sorted newest first: read from its end"]);
  });

  it("a clock that was set back is read as if it had run on, and told", async () => {
    const { blocks, notes } = await read(
      `t,x\n${rowsOf(200, (at) => `${at < 100 ? 1000 + at : at - 100},${wave(at)}`)}\n`,
    );
    expect(blocks).toEqual([
      { channel: "x", time: "2000-01-01T00:00:00.000Z", rate: 1, samples: 200 },
    ]);
    expect(notes).toEqual([
      expect.stringMatching(/goes back by 1099 s at row 101: rows are taken as they stand/),
    ]);
  });

  it("times that go back and forth are refused", async () => {
    const table = `t,x\n${rowsOf(100, (at) => `${(at % 10) * 50 + Math.floor(at / 10)},${wave(at)}`)}\n`;
    await expect(read(table)).rejects.toThrow(/times go back 9 times in 100 rows/);
  });
});

describe("clocks that scatter", () => {
  it("are read at their mean rate when rows come out of a buffer in bursts, and that is told", async () => {
    const stamp = (at: number) => (Math.floor(at / 32) * (32 / 6000) + (at % 32) * 2e-6).toFixed(6);
    const { blocks, notes } = await read(
      `time,x\n${rowsOf(2400, (at) => `${stamp(at)},${wave(at)}`)}\n`,
    );
    expect(blocks).toEqual([
      { channel: "x", time: "2000-01-01T00:00:00.000Z", rate: 6000, samples: 2400 },
    ]);
    expect(notes).toEqual([expect.stringMatching(/times scatter .* mean rate of 6000 Hz/)]);
  });

  it("keep their gaps", async () => {
    const jitter = (at: number) => ((at * 7919) % 13) / 13 - 0.5;
    const stamp = (at: number) => ((at + jitter(at)) / 100 + (at < 500 ? 0 : 60)).toFixed(5);
    const { blocks } = await read(`time,x\n${rowsOf(1000, (at) => `${stamp(at)},${wave(at)}`)}\n`);
    expect(blocks.map(({ samples, rate }) => [samples, Math.round(rate ?? 0)])).toEqual([
      [500, 100],
      [500, 100],
    ]);
  });

  it("in long bursts could be stretches as well: the declared rate decides, and is asked for", async () => {
    const stamp = (at: number) => (Math.floor(at / 256) * 0.0256 + (at % 256) * 1e-6).toFixed(6);
    const table = `time,x\n${rowsOf(2560, (at) => `${stamp(at)},${wave(at)}`)}\n`;
    await expect(read(table)).rejects.toThrow(
      /bursts of 256 rows, 1000000 Hz within and 1\.\d+e?\+?\d* ?Hz|bursts of 256 rows/,
    );
    const { blocks } = await read(table, { sampleRate: 10_000 });
    expect(blocks).toHaveLength(1);
    expect(Math.abs((blocks[0]?.rate ?? 0) / 10_000 - 1)).toBeLessThan(0.02);
  });

  it("that are declared are not moved to another time", async () => {
    const shown = (at: number) => (at < 200 ? at / 1000 : 3600 + (at - 200) / 1000).toFixed(3);
    const { blocks } = await read(`time,x\n${rowsOf(400, (at) => `${shown(at)},${wave(at)}`)}\n`, {
      sampleRate: 1000,
    });
    expect(blocks.map(({ time }) => time)).toEqual([
      "2000-01-01T00:00:00.000Z",
      "2000-01-01T01:00:00.000Z",
    ]);
  });
});

describe("titles", () => {
  it("stand above descriptions and units", async () => {
    const { blocks } = await read(
      `Time,Acc,Temp\nclock,housing,bearing\ns,m/s²,°C\n${rowsOf(50, (at) => `${(at / 100).toFixed(2)},${wave(at)},${wave(at * 3)}`)}\n`,
    );
    expect(blocks).toEqual([
      { channel: "Acc", time: "2000-01-01T00:00:00.000Z", rate: 100, samples: 50, unit: "m/s2" },
      { channel: "Temp", time: "2000-01-01T00:00:00.000Z", rate: 100, samples: 50, unit: "degC" },
    ]);
  });

  it("name the unit of time, of a column or of a line of units", async () => {
    for (const header of ["millis,x", "t_ms,x", "Time (ms),x", "Time,x\nms,g"]) {
      const { blocks } = await read(`${header}\n${rowsOf(50, (at) => `${at * 10},${wave(at)}`)}\n`);
      expect(blocks[0]?.rate).toBe(100);
    }
  });

  it("say a unit that is not known as it stands", async () => {
    const { channels } = await read(`t,x (furlong)\n${rowsOf(9, (at) => `${at},${wave(at)}`)}\n`);
    expect(channels).toEqual([
      expect.objectContaining({ name: "x (furlong)", foreignUnit: "furlong" }),
    ]);
  });

  it("do not make a signal of a counter", async () => {
    const { channels } = await read(
      `packet,flag,x\n${rowsOf(50, (at) => `${at},7,${wave(at)}`)}\n`,
    );
    expect(channels.map(({ name, still, looks }) => [name, still, looks])).toEqual([
      ["packet", true, "only rises, 0 … 49"],
      ["flag", true, "stands still at 7"],
      ["x", undefined, expect.stringMatching(/^swings about zero/)],
    ]);
  });

  it("of several dates: those that stand still date nothing", async () => {
    const row = (at: number) =>
      `2024-01-01T00:00:00Z,2024-01-01T00:00:${String(at).padStart(2, "0")}Z,${wave(at)}`;
    const { blocks } = await read(`_start,_time,temp\n${rowsOf(50, row)}\n`);
    expect(blocks).toEqual([
      { channel: "temp", time: "2024-01-01T00:00:00.000Z", rate: 1, samples: 50 },
    ]);
    await expect(
      read(
        `sent,received,temp\n${rowsOf(50, (at) => `${row(at).split(",")[1]},${row(at).split(",")[1]},${wave(at)}`)}\n`,
      ),
    ).rejects.toThrow(/dates in the columns sent, received; name the one/);
  });
});

describe("cells", () => {
  it("that are empty put a slow column at its own times", async () => {
    const { blocks } = await read(
      `time,temp,x\n${rowsOf(1000, (at) => `${(at / 1000).toFixed(3)},${at % 100 === 0 ? wave(at) : ""},${wave(at)}`)}\n`,
    );
    expect(blocks).toEqual([
      { channel: "temp", time: "2000-01-01T00:00:00.000Z", rate: 10, samples: 10 },
      { channel: "x", time: "2000-01-01T00:00:00.000Z", rate: 1000, samples: 1000 },
    ]);
  });

  it("without a number, and rows that are remarks, are left out and told, and the rest is read", async () => {
    const line = (at: number) =>
      `${at},${at === 50 ? "unavailable" : at === 70 ? "NaN" : wave(at)}`;
    const { blocks, notes } = await read(
      `time,temp\n${rowsOf(30, line)}\n# marker pressed\n${rowsOf(170, (at) => line(at + 30))}\n`,
    );
    expect(blocks.map(({ samples, time }) => [samples, time.slice(17, 19)])).toEqual([
      [50, "00"],
      [19, "51"],
      [129, "11"],
    ]);
    expect(notes).toEqual([
      expect.stringMatching(
        /^3 cells or rows are no number, the first line 32: "# marker pressed"/,
      ),
    ]);
  });

  it("have their unit beside the number", async () => {
    const { blocks } = await read(
      `"Time","bearing"\n${rowsOf(50, (at) => `2024-01-01 00:00:${String(at).padStart(2, "0")},4${at % 10}.0 °C`)}\n`,
    );
    expect(blocks).toEqual([
      { channel: "bearing", time: "2024-01-01T00:00:00.000Z", rate: 1, samples: 50, unit: "degC" },
    ]);
  });

  it.each(["1.#QNAN", "-1.#IND", "#N/A"])("that say %s have no number", async (odd) => {
    const row = (at: number) => `${at / 1000},${at === 200 ? odd : wave(at)}`;
    const { blocks, notes } = await read(`time,x\n${rowsOf(400, row)}\n`);
    expect(blocks.map(({ samples }) => samples)).toEqual([200, 199]);
    expect(notes[0]).toContain(odd);
  });

  it("have exponents as Fortran writes them, and thousands that a point makes certain", async () => {
    const fortran = rowsOf(50, (at) => `${at}.0D+00  ${wave(at)}D-01`);
    const { blocks } = await read(`${fortran}\n`, { sampleRate: 1 });
    expect(blocks.map(({ samples }) => samples)).toEqual([50, 50]);
    const grouped = `time,x\n${rowsOf(20, (at) => `${at},"1,0${10 + at}.5"`)}\n`;
    expect((await read(grouped)).blocks).toMatchObject([{ samples: 20 }]);
  });

  it.each([
    ["utf16le", "\uFEFF"],
    ["utf16le", ""],
    ["utf16be", "\uFEFF"],
  ] as const)(
    "in %s are read (mark %j), with a separator that is announced",
    async (order, mark) => {
      const text = `${mark}time;temp °C\r\n${rowsOf(50, (at) => `${at};0,${at}\r`)}\r\n`;
      const bytes = Buffer.from(text, "utf16le");
      const { blocks } = await read(order === "utf16be" ? bytes.swap16() : bytes);
      expect(blocks).toEqual([
        {
          channel: "temp °C",
          time: "2000-01-01T00:00:00.000Z",
          rate: 1,
          samples: 50,
          unit: "degC",
        },
      ]);
      expect((await read(`sep=;\n${text.replace(mark, "")}`)).blocks).toHaveLength(1);
    },
  );
});

describe("a waveform in one cell", () => {
  const samples = (record: number) => Array.from({ length: 50 }, (_, at) => wave(at + record));
  const header = "id,time,wave,v1";

  it.each([
    [";", (list: readonly string[]) => list.join(";")],
    ["quoted commas", (list: readonly string[]) => `"${list.join(",")}"`],
    ["brackets", (list: readonly string[]) => `"[${list.join(", ")}]"`],
    ["blanks", (list: readonly string[]) => list.join(" ")],
  ])("is a record at its row's time: %s", async (_, cell) => {
    const rows = [0, 1, 2].map(
      (record) => `${record},2024/1/28 16:1${record},${cell(samples(record))},7`,
    );
    const { blocks } = await read(`${header}\n${rows.join("\n")}\n`, { sampleRate: 100 });
    expect(blocks).toEqual(
      [0, 1, 2].map((record) => ({
        channel: "wave",
        time: `2024-01-28T16:1${record}:00.000Z`,
        rate: 100,
        samples: 50,
      })),
    );
  });
});

describe("names of files", () => {
  const table = `time,x\n${rowsOf(20, (at) => `${at / 100},${wave(at)}`)}\n`;
  async function times(files: readonly string[], layout: Layout = {}) {
    const trace = await openTrace(
      directoryOf(Object.fromEntries(files.map((name) => [name, table]))),
      layout,
    );
    return (await readAll(trace)).map(({ time }) => isoOf(time).slice(0, 19));
  }

  it("date the files when all have a time", async () => {
    expect(await times(["v_2024-01-02_03-04-05.csv", "v_2024-01-02_09-00-00.csv"])).toEqual([
      "2024-01-02T03:04:05",
      "2024-01-02T09:00:00",
    ]);
    expect(await times(["20240102T030405.csv"], { timeZone: "Europe/Berlin" })).toEqual([
      "2024-01-02T02:04:05",
    ]);
    expect(await times(["log_1704164645.csv"])).toEqual(["2024-01-02T03:04:05"]);
    expect(await times(["v_2024-01-02_03-04-05.csv", "other.csv"])).toEqual([
      "2000-01-01T00:00:00",
      "2000-01-01T00:00:00",
    ]);
  });

  it("with two digits of a year are asked for", async () => {
    await expect(times(["name_130401_120000.csv"])).rejects.toThrow(
      /trace.fileTime in the plant file says/,
    );
    expect(await times(["name_130401_120000.csv"], { fileTime: "YYMMDD_HHmmss" })).toEqual([
      "2013-04-01T12:00:00",
    ]);
  });
});
