import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { directoryOf, RECORDINGS, readAll } from "../../test/scratch.ts";
import { openTrace } from "../open-trace.ts";
import { TraceError } from "../trace.ts";
import { matRecord } from "./mat-channels.ts";
import { readMatFile } from "./mat-file.ts";
import type { MatValue } from "./mat-value.ts";

const GOLDEN = join(import.meta.dirname, "../../golden");

function golden(name: string): Buffer {
  return readFileSync(join(GOLDEN, name));
}

function numbers(value: MatValue | undefined): readonly number[] {
  if (value?.type !== "numeric") throw new Error(`${value?.type} is not numeric`);
  return [...value.values];
}

/** A matrix of doubles as level 5 stores it, in either byte order. */
function matFile(
  name: string,
  rows: number,
  columns: number,
  values: readonly number[],
  little: boolean,
) {
  const bytes = Buffer.alloc(128 + 8 + 16 + 16 + 16 + 8 + values.length * 8);
  bytes.write("MATLAB 5.0 MAT-file", "latin1");
  bytes.write(little ? "IM" : "MI", 126, "latin1");
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const words = [14, bytes.length - 136, 6, 8, 6, 0, 5, 8, rows, columns, 1, name.length];
  for (const [at, word] of words.entries()) view.setUint32(128 + at * 4, word, little);
  bytes.write(name, 176, "latin1");
  view.setUint32(184, 9, little);
  view.setUint32(188, values.length * 8, little);
  for (const [at, value] of values.entries()) view.setFloat64(192 + at * 8, value, little);
  return bytes;
}

describe("readMatFile", () => {
  it.each(["classes-plain.mat", "classes-compressed.mat"])(
    "reads every numeric class, text, cells and structs of %s as SciPy wrote them",
    (name) => {
      const file = readMatFile(golden(name), name);
      // Row by row 0 1 2 / 3 4 5, stored column by column.
      for (const unsigned of ["uint8", "uint16", "uint32", "uint64"])
        expect(numbers(file.get(unsigned)), unsigned).toEqual([0, 3, 1, 4, 2, 5]);
      for (const signed of ["int8", "int16", "int32", "int64", "single", "double"])
        expect(numbers(file.get(signed)), signed).toEqual([-2, 1, -1, 2, 0, 3]);
      expect(file.get("double")).toMatchObject({ dims: [2, 3] });
      expect(file.get("text")).toEqual({ type: "text", text: "Wälzlager" });
      expect(file.get("cells")).toEqual({
        type: "cell",
        dims: [1, 2],
        cells: [
          { type: "numeric", dims: [1, 2], values: Float64Array.of(1.5, 2.5) },
          { type: "text", text: "two" },
        ],
      });
      const nested = file.get("nested");
      const outer = nested?.type === "struct" ? nested.elements[0]?.get("outer") : undefined;
      const inner = outer?.type === "struct" ? outer.elements[0]?.get("inner") : undefined;
      expect(numbers(inner)).toEqual([7]);
      expect(numbers(file.get("empty"))).toEqual([]);
      expect(numbers(file.get("complex"))).toEqual([1, 3]);
    },
  );

  it.each([true, false])("reads doubles with little-endian %s", (little) => {
    const file = readMatFile(matFile("pressure", 2, 1, [1.5, -2], little), "f");
    expect(file.get("pressure")).toEqual({
      type: "numeric",
      dims: [2, 1],
      values: Float64Array.of(1.5, -2),
    });
  });

  it("reads level 4, numbers and text", () => {
    const file = readMatFile(golden("level4.mat"), "f.mat");
    expect([...file.keys()]).toEqual(["x", "note", "counts"]);
    expect(file.get("x")).toMatchObject({ type: "numeric", dims: [8, 1] });
    expect(numbers(file.get("x"))).toEqual([0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5]);
    expect(numbers(file.get("counts"))).toEqual([1, 3, 2, 4]);
    expect(file.get("note")).toEqual({ type: "text", text: "old" });
    expect(() => readMatFile(golden("level4.mat").subarray(0, 60), "f.mat")).toThrow(
      "f.mat: damaged MAT-file of version 4: x claims 64 bytes where 38 are left",
    );
  });

  it("says what is no MAT-file", () => {
    expect(() => readMatFile(Buffer.from("hour,minute\n"), "f.mat")).toThrow("no MAT-file header");
    expect(() => readMatFile(Buffer.alloc(0), "f.mat")).toThrow("no MAT-file header");
  });

  it("says that a file was cut off", () => {
    const whole = golden("plain_97.mat");
    expect(() => readMatFile(whole.subarray(0, 5000), "f.mat")).toThrow(
      /damaged MAT-file: .*cut off/,
    );
  });

  it("refuses a compressed element that swells beyond all recordings", () => {
    const head = golden("plain_97.mat").subarray(0, 128);
    const bombOf = (bytes: number, claimed: number) => {
      const plain = Buffer.alloc(bytes);
      plain.writeUInt32LE(14, 0);
      plain.writeUInt32LE(claimed, 4);
      const bomb = deflateSync(plain, { level: 1 });
      const tag = Buffer.alloc(8);
      tag.writeUInt32LE(15, 0);
      tag.writeUInt32LE(bomb.length, 4);
      return Buffer.concat([head, tag, bomb]);
    };
    const honest = bombOf(2 ** 27, 2 ** 27 - 8);
    const lying = bombOf(2 ** 27, 1000);
    const before = process.memoryUsage.rss();
    expect(() => readMatFile(honest, "f.mat")).toThrow(/claims 134217736, at most 67108864/);
    expect(() => readMatFile(lying, "f.mat")).toThrow("cannot be inflated (ERR_BUFFER_TOO_LARGE)");
    expect(process.memoryUsage.rss() - before).toBeLessThan(2 ** 25);
  });

  it("reads a file with changed bytes or says that it is damaged", () => {
    const names = [
      "classes-plain.mat",
      "classes-compressed.mat",
      "N15_M07_F10_K001_1.mat",
      "level4.mat",
    ];
    const originals = names.map(golden);
    const change = fc.tuple(fc.nat(), fc.nat({ max: 255 }));
    fc.assert(
      fc.property(
        fc.constantFrom(...originals),
        fc.array(change, { minLength: 1, maxLength: 8 }),
        fc.option(fc.nat()),
        (original, changes, cut) => {
          const bytes = Buffer.from(original);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          const end = cut === null ? bytes.length : cut % bytes.length;
          try {
            readMatFile(bytes.subarray(0, end), "f.mat");
          } catch (error) {
            expect(error).toBeInstanceOf(TraceError);
          }
        },
      ),
      { numRuns: 1500 },
    );
  });
});

describe("matTrace", () => {
  it("takes the CWRU record that the file's name tells", async () => {
    const trace = await openTrace(join(GOLDEN, "normal_1_98.mat"));
    expect(trace.describe).toBe("CWRU Bearing Data Center: 1 file; record X098 taken, X097 left");
    expect(trace.channels).toEqual([
      { name: "DE", kind: "vibration", unit: "g" },
      { name: "FE", kind: "vibration", unit: "g" },
    ]);
    const [de, fe] = await readAll(trace);
    expect(de).toMatchObject({ channel: "DE", speedRpm: 1772, unit: "g" });
    expect(de).not.toHaveProperty("sampleRate");
    expect([...(de?.samples ?? [])].slice(0, 3)).toEqual([0, 0.5, 1]);
    expect([...(fe?.samples ?? [])].slice(0, 3)).toEqual([0, -0.5, -1]);
  });

  it("takes the first CWRU record when none has the file's number, and the layout's sample rate", async () => {
    const directory = directoryOf({ "174.mat": golden("plain_97.mat") });
    const trace = await openTrace(directory, { sampleRate: 48_000 });
    expect(trace.describe).toContain("holds record X097");
    expect(trace.channels).toEqual([
      { name: "DE", kind: "vibration", unit: "g", sampleRate: 48_000 },
    ]);
    const [block] = await readAll(trace);
    expect(block).toMatchObject({ channel: "DE", sampleRate: 48_000 });
    expect(block).not.toHaveProperty("speedRpm");
  });

  it("reads MFPT's struct with its rate and shaft speed", async () => {
    const [block, ...others] = await readAll(await openTrace(join(GOLDEN, "baseline_1.mat")));
    expect(others).toEqual([]);
    expect(block).toMatchObject({ channel: "gs", unit: "g", sampleRate: 97_656, speedRpm: 1500 });
    expect(block?.samples).toHaveLength(1500);
  });

  it("reads Paderborn's struct with a rate for each raster, which no declared rate replaces", async () => {
    const trace = await openTrace(join(GOLDEN, "N15_M07_F10_K001_1.mat"), { sampleRate: 1 });
    expect(trace.channels).toEqual([
      { name: "force", kind: "load", unit: "N", sampleRate: 4000 },
      { name: "speed", kind: "speed", unit: "r/min", sampleRate: 4000 },
      { name: "vibration_1", kind: "vibration", sampleRate: 64_000 },
    ]);
    const vibration = (await readAll(trace)).find(({ channel }) => channel === "vibration_1");
    expect(vibration).toMatchObject({ speedRpm: 1500 });
    expect(vibration?.samples[2]).toBe(0.25);
  });

  it("takes any long vector or matrix for channels, with the rate beside it", async () => {
    const trace = await openTrace(join(GOLDEN, "ottawa.mat"));
    expect(trace.channels.map(({ name, sampleRate }) => [name, sampleRate])).toEqual([
      ["H_1_0:0", 42_000],
      ["H_1_0:1", 42_000],
      ["H_1_0:2", 42_000],
    ]);
    const [, second] = await readAll(trace);
    expect(second?.samples.slice(1, 3)).toEqual(Float64Array.of(-1, -2));
  });

  it("names the variables of a file without a recording", async () => {
    await expect(openTrace(join(GOLDEN, "nothing.mat"))).rejects.toThrow(
      /nothing.mat: found the variables a \(1 × 1\), b \(text\); at least one numeric vector of more than 1000 samples/,
    );
  });

  it("stops at once when no file can be read, even if somebody listens", async () => {
    const directory = directoryOf({ "1.mat": golden("hdf5.mat"), "2.mat": golden("hdf5.mat") });
    await expect(openTrace(directory, {}, { onProblem: () => {} })).rejects.toThrow(
      /1\.mat: damaged HDF5 file/,
    );
  });

  it("reads the records of a matrix one after another when it is said that its lines are records", async () => {
    const values = Float64Array.from({ length: 3 * 1200 }, (_, at) => at);
    const matrix = { type: "numeric", dims: [3, 1200], values } as const;
    const variables = new Map([["X", matrix]]);
    const lines = (records?: "rows" | "columns") =>
      matRecord("f", variables, records)?.channels.map(({ name, samples }) => [name, samples[1]]);
    expect(lines()).toEqual([
      ["X:0", 3],
      ["X:1", 4],
      ["X:2", 5],
    ]);
    expect(lines("rows")).toEqual([
      ["X", 3],
      ["X", 4],
      ["X", 5],
    ]);
    const cube = new Map([["C", { ...matrix, dims: [2, 3, 600] } as const]]);
    const channels = matRecord("f", cube, "rows")?.channels ?? [];
    expect(channels.map(({ name, samples }) => [name, samples.length, samples[1]])).toEqual([
      ["C:0", 600, 6],
      ["C:1", 600, 8],
      ["C:2", 600, 10],
      ["C:0", 600, 7],
      ["C:1", 600, 9],
      ["C:2", 600, 11],
    ]);
    expect(matRecord("f", cube)).toBeUndefined();
    const cells = new Map([
      [
        "runs",
        {
          type: "cell",
          dims: [1, 2],
          cells: [
            { type: "numeric", dims: [1, 1001], values: values.subarray(0, 1001) },
            { type: "text", text: "note" },
          ],
        } as const,
      ],
    ]);
    expect(matRecord("f", cells)?.channels.map(({ name }) => name)).toEqual(["runs:0"]);
  });

  it("reads several files one after another, in blocks when the layout asks, and tells of bad ones", async () => {
    const directory = directoryOf({
      "10.mat": golden("plain_97.mat"),
      "9.mat": golden("plain_97.mat"),
      "2.mat": golden("plain_97.mat").subarray(0, 700),
    });
    const problems: string[] = [];
    const trace = await openTrace(
      directory,
      { sampleRate: 1000, blockSeconds: 0.5, columns: ["x"] },
      { onProblem: (file) => problems.push(file) },
    );
    const blocks = await readAll(trace);
    const begin = 946_684_800_000_000_000n;
    expect(
      blocks.map(({ channel, samples, time }) => [channel, samples.length, time - begin]),
    ).toEqual([
      ["x", 600, 0n],
      ["x", 600, 600_000_000n],
      ["x", 600, 1_200_000_000n],
      ["x", 600, 1_800_000_000n],
    ]);
    expect(problems).toEqual([join(directory, "2.mat")]);
  });

  it("gives the vectors of all files the first file's names", async () => {
    const values = Array.from({ length: 1200 }, (_, at) => at);
    const directory = directoryOf({
      "a.mat": matFile("healthy1", 1200, 1, values, true),
      "b.mat": matFile("worn_22", 1200, 1, values, true),
    });
    const trace = await openTrace(directory);
    expect(trace.channels.map(({ name }) => name)).toEqual(["healthy1"]);
    expect((await readAll(trace)).map(({ channel }) => channel)).toEqual(["healthy1", "healthy1"]);
  });

  it("refuses samples that are no numbers", async () => {
    const values = Array.from({ length: 1200 }, (_, at) => (at === 17 ? Number.NaN : at));
    const directory = directoryOf({ "a.mat": matFile("pressure", 1200, 1, values, true) });
    await expect(openTrace(directory)).rejects.toThrow("found NaN as sample 18 of pressure");
  });

  const cwru = join(RECORDINGS, "cwru-12k-drive-end");
  it.skipIf(!existsSync(cwru))("reads the CWRU records with their speeds", async () => {
    const trace = await openTrace(join(cwru, "12k_Drive_End_IR007_0_105.mat"));
    const found = (await readAll(trace)).map(({ channel, samples, speedRpm }) => [
      channel,
      samples.length,
      speedRpm,
    ]);
    expect(found).toEqual([
      ["DE", 121_265, 1797],
      ["FE", 121_265, 1797],
      ["BA", 121_265, 1797],
    ]);
    const whole = await openTrace(cwru);
    expect(whole.records).toBe(31);
    const channels = (await readAll(whole)).map(({ channel }) => channel);
    expect(channels.filter((channel) => channel === "DE")).toHaveLength(31);
    expect(channels).toHaveLength(84);
  });

  const rig = join(RECORDINGS, "hit-sm-spectraquest");
  it.skipIf(!existsSync(rig))(
    "reads the vectors of the HIT-SM files whatever they are called",
    async () => {
      const trace = await openTrace(rig, { sampleRate: 51_200, columns: ["vibration"] });
      const blocks = await readAll(trace);
      expect(trace.channels.map(({ name }) => name)).toEqual(["vibration"]);
      expect(blocks.map(({ samples }) => samples.length)).toEqual(Array(7).fill(262_144));
    },
  );
});
