import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isoOf } from "@raceway/model/time";
import { describe, expect, it } from "vitest";
import { directoryOf, readAll } from "../test/scratch.ts";
import { openTrace } from "./open-trace.ts";

const SNAPSHOT = "9,0,0,0,0.1,0.2\n";

describe("openTrace", () => {
  it("names a path that is not there", async () => {
    await expect(openTrace("/nowhere/at/all")).rejects.toThrow("/nowhere/at/all: no such file");
  });

  it("says what it found and what would be right in a directory without recordings", async () => {
    await expect(openTrace(directoryOf({ "photo.jpg": "" }))).rejects.toThrow(
      /: found photo\.jpg; CSV and other tables, .* would be right$/,
    );
    await expect(openTrace(directoryOf({}))).rejects.toThrow(/: found nothing; CSV/);
  });

  it("goes down into the only directory of a directory, and asks to choose among several", async () => {
    const directory = directoryOf({ "README.md": "about", "readme.txt": "about" });
    mkdirSync(join(directory, "Bearing1_1"));
    writeFileSync(join(directory, "Bearing1_1", "acc_00001.csv"), SNAPSHOT);
    expect((await openTrace(directory)).format).toBe("femto");
    mkdirSync(join(directory, "Bearing1_2"));
    await expect(openTrace(directory)).rejects.toThrow(
      /found README\.md, readme\.txt, Bearing1_1\/, Bearing1_2\/; .*\(give one of the directories\)$/,
    );
  });

  it("refuses a mixture unless the layout chooses", async () => {
    const directory = directoryOf({ "acc_00001.csv": SNAPSHOT, "a.mat": "", "notes.txt": "x" });
    await expect(openTrace(directory)).rejects.toThrow(
      /several formats \(femto, mat\); set trace\.format/,
    );
    const trace = await openTrace(directory, { format: "femto" });
    expect(trace.records).toBe(1);
  });

  it("recognises a file by its content when its name says nothing", async () => {
    const directory = directoryOf({
      table: "1 2\n3 4\n5 6\n",
      hdf: "MATLAB 7.3 MAT-file",
      sound: "RIFF\0\0\0\0WAVE",
    });
    expect((await openTrace(join(directory, "table"))).format).toBe("csv");
    await expect(openTrace(join(directory, "hdf"))).rejects.toThrow("damaged HDF5 file");
    await expect(openTrace(join(directory, "sound"))).rejects.toThrow('found no "fmt " chunk');
  });

  it("reads FEMTO's files as plain tables when the layout says csv", async () => {
    const directory = directoryOf({ "acc_00001.csv": SNAPSHOT.repeat(3) });
    const trace = await openTrace(directory, { format: "csv" });
    expect(trace.channels).toHaveLength(6);
  });
});

describe("directories named by days", () => {
  it("are followed in order, and date their files with the files' names", async () => {
    const directory = directoryOf({});
    const table = `time,x\n${Array.from({ length: 20 }, (_, at) => `${at},${Math.sin(at)}`).join("\n")}\n`;
    for (const day of ["2024-01-03", "2024-01-02"]) {
      mkdirSync(join(directory, day));
      writeFileSync(join(directory, day, "030405.csv"), table);
    }
    const blocks = await readAll(await openTrace(directory));
    expect(blocks.map(({ time }) => isoOf(time))).toEqual([
      "2024-01-02T03:04:05.000Z",
      "2024-01-03T03:04:05.000Z",
    ]);
  });
});

describe("formats that are not read", () => {
  it.each([
    ["rec.mf4", "MDF     4.10", /an ASAM MDF file, which is not read; convert it: asammdf/],
    ["rec.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", /an old Excel workbook .* save it as \.xlsx/],
    ["rec.mp3", "ID3\x04", /MP3 sound, .*ffmpeg/],
    ["rec.xz", "\xfd7zXZ\0", /an xz file, .*xz -d/],
    ["rec.db", "SQLite format 3\0", /an SQLite database/],
    ["rec.csv", "\x89PNG\r\n", /a picture/],
  ])("are named with how to convert them: %s", async (name, head, words) => {
    const bytes = Buffer.concat([Buffer.from(head, "latin1"), Buffer.alloc(100)]);
    await expect(openTrace(join(directoryOf({ [name]: bytes }), name))).rejects.toThrow(words);
  });
});
