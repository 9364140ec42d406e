import { existsSync } from "node:fs";
import { join } from "node:path";
import { isoOf, nanosOfIso } from "@raceway/model/time";
import { describe, expect, it } from "vitest";
import { directoryOf, RECORDINGS, readAll } from "../../test/scratch.ts";
import { openTrace } from "../open-trace.ts";

/** A snapshot of three rows at a time of day. */
function snapshot(clock: string, first = 0.1, separator = ","): string {
  return [0, 1, 2]
    .map((row) => `${clock},${first + row},${-first - row}\n`.replaceAll(",", separator))
    .join("");
}

async function timesOf(files: Readonly<Record<string, string>>, start?: string) {
  const moment = start === undefined ? undefined : nanosOfIso(start);
  const trace = await openTrace(directoryOf(files), moment === undefined ? {} : { start: moment });
  return (await readAll(trace)).map(({ channel, time }) => `${channel} ${isoOf(time)}`);
}

describe("femtoTrace", () => {
  it("reads both axes in g at 25.6 kHz and temperature in °C at 10 Hz, in order of time", async () => {
    const directory = directoryOf({
      "acc_00001.csv": snapshot("9,39,39,65664"),
      "acc_00002.csv": snapshot("9,39,49,6.5664e+004"),
      "acc_00010.csv": snapshot("9;39;59;65664", 0.1, ";"),
      "temp_00001.csv": "09;39;55;7;57.181\n09;39;55;8;57.182\n",
      "readme.txt": "not a recording",
    });
    const trace = await openTrace(directory);
    expect(trace.records).toBe(4);
    expect(trace.channels.map(({ name }) => name)).toEqual([
      "horizontal",
      "vertical",
      "temperature",
    ]);
    const blocks = await readAll(trace);
    expect(blocks.map(({ channel }) => channel)).toEqual([
      "horizontal",
      "vertical",
      "horizontal",
      "vertical",
      "temperature",
      "horizontal",
      "vertical",
    ]);
    expect(blocks[1]).toEqual({
      channel: "vertical",
      kind: "vibration",
      unit: "g",
      sampleRate: 25_600,
      time: nanosOfIso("2000-01-01T09:39:39.065664Z"),
      samples: Float64Array.of(-0.1, -1.1, -2.1),
    });
    expect(blocks[4]).toMatchObject({
      kind: "temperature",
      unit: "degC",
      sampleRate: 10,
      time: nanosOfIso("2000-01-01T09:39:55.700Z"),
      samples: Float64Array.of(57.181, 57.182),
    });
  });

  it("goes on with the next day after midnight, for temperatures that begin after it too", async () => {
    const files = {
      "acc_00001.csv": snapshot("23,59,55,0"),
      "acc_00002.csv": snapshot("0,0,5,0"),
      "temp_00001.csv": "0,0,2,5,60.5\n",
    };
    expect(await timesOf(files, "2024-02-28T08:00:00Z")).toEqual([
      "horizontal 2024-02-28T23:59:55.000Z",
      "vertical 2024-02-28T23:59:55.000Z",
      "temperature 2024-02-29T00:00:02.500Z",
      "horizontal 2024-02-29T00:00:05.000Z",
      "vertical 2024-02-29T00:00:05.000Z",
    ]);
  });

  it("puts snapshots whose clock fell back ten seconds after the one before", async () => {
    const files = {
      "acc_00001.csv": snapshot("15,32,49,65664"),
      "acc_00002.csv": snapshot("9,38,46,865660"),
      "acc_00003.csv": snapshot("9,38,46,865660"),
      "acc_00004.csv": snapshot("15,33,19,65664"),
    };
    const times = await timesOf(files);
    expect(times.filter((time) => time.startsWith("horizontal"))).toEqual([
      "horizontal 2000-01-01T15:32:49.065664Z",
      "horizontal 2000-01-01T15:32:59.065664Z",
      "horizontal 2000-01-01T15:33:09.065664Z",
      "horizontal 2000-01-01T15:33:19.065664Z",
    ]);
  });

  it("spreads a minute of temperatures between the snapshots", async () => {
    const minute = Array.from(
      { length: 250 },
      (_, row) => `9,0,${Math.floor(row / 10)},0,${row}\n`,
    );
    const times = await timesOf({
      "acc_00001.csv": snapshot("9,0,5,0"),
      "acc_00002.csv": snapshot("9,0,15,0"),
      "temp_00001.csv": minute.join(""),
    });
    expect(times.filter((time) => !time.startsWith("vertical"))).toEqual([
      "temperature 2000-01-01T09:00:00.000Z",
      "horizontal 2000-01-01T09:00:05.000Z",
      "temperature 2000-01-01T09:00:10.000Z",
      "horizontal 2000-01-01T09:00:15.000Z",
      "temperature 2000-01-01T09:00:20.000Z",
    ]);
  });

  it("passes on temperatures of hundreds of degrees", async () => {
    const directory = directoryOf({ "temp_00001.csv": "9,0,0,0,613.5\n9,0,0,1,-204\n" });
    const [block] = await readAll(await openTrace(directory));
    expect([...(block?.samples ?? [])]).toEqual([613.5, -204]);
  });

  it("leaves out a faulty file and says why, or stops when nobody listens", async () => {
    const directory = directoryOf({
      "acc_00001.csv": snapshot("9,0,0,0"),
      "acc_00002.csv": "9,0,10,0,0.1,abc\n9,0,10,0,0.1,0.2\n",
      "acc_00003.csv": "",
      "acc_00004.csv": snapshot("25,0,30,0"),
      "acc_00005.csv": snapshot("9,0,40,0"),
    });
    const problems: string[] = [];
    const trace = await openTrace(
      directory,
      {},
      {
        onProblem: (file, reason) =>
          problems.push(`${file.slice(directory.length + 1)}: ${reason}`),
      },
    );
    expect(await readAll(trace)).toHaveLength(4);
    expect(problems).toEqual([
      'acc_00002.csv: line 1: found "abc" in column 6; 6 numbers separated by "," would be right',
      "acc_00003.csv: no rows; rows of 6 numbers would be right",
      "acc_00004.csv: line 1: found the time of day 25, 0, 30, 0; hour, minute, second and microsecond would be right",
    ]);
    await expect(readAll(await openTrace(directory))).rejects.toThrow("acc_00002.csv: line 1");
  });

  const life = join(RECORDINGS, "femto-Bearing1_1");
  it.skipIf(!existsSync(life))(
    "reads the whole life of Bearing1_1 in order of time",
    async () => {
      const trace = await openTrace(life);
      const counts = new Map<string, number>();
      let samples = 0;
      let latest = 0n;
      for await (const block of trace.blocks()) {
        expect(block.time).toBeGreaterThanOrEqual(latest);
        latest = block.time;
        samples += block.samples.length;
        counts.set(block.channel, (counts.get(block.channel) ?? 0) + 1);
      }
      expect(Object.fromEntries(counts)).toEqual({
        horizontal: 2803,
        vertical: 2803,
        temperature: 465 * 6 + 6,
      });
      expect(samples).toBe(2 * 2803 * 2560 + 465 * 600 + 517);
    },
    60_000,
  );
});
