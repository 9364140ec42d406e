import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { directoryOf } from "../test/scratch.ts";
import { openTrace } from "./open-trace.ts";

const SNAPSHOT = "9,0,0,0,0.1,0.2\n";

describe("openTrace", () => {
  it("names a path that is not there", async () => {
    await expect(openTrace("/nowhere/at/all")).rejects.toThrow("/nowhere/at/all: no such file");
  });

  it("says what it found and what would be right in a directory without recordings", async () => {
    await expect(openTrace(directoryOf({ "photo.jpg": "" }))).rejects.toThrow(
      /: found photo\.jpg; FEMTO acc_\*\.csv, .* would be right$/,
    );
    await expect(openTrace(directoryOf({}))).rejects.toThrow(/: found nothing; FEMTO/);
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
    await expect(openTrace(join(directory, "hdf"))).rejects.toThrow("version 7.3");
    await expect(openTrace(join(directory, "sound"))).rejects.toThrow('found no "fmt " chunk');
  });

  it("reads FEMTO's files as plain tables when the layout says csv", async () => {
    const directory = directoryOf({ "acc_00001.csv": SNAPSHOT.repeat(3) });
    const trace = await openTrace(directory, { format: "csv" });
    expect(trace.channels).toHaveLength(6);
  });
});
