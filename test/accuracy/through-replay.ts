import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { replayDirect } from "@raceway/cli/replay/direct";
import { openTraceRecords } from "@raceway/cli/replay/replay";
import type { SensorRecord } from "@raceway/model/record";
import type { Fault, Verdict } from "@raceway/model/verdict";
import { parsePlant } from "@raceway/plant/plant-file";
import type { Case } from "./recordings.ts";

/** What somebody writes into a plant file who knows the nameplate and the bearing; absent: as the plant file's defaults have it. */
export interface Told {
  /** Nominal speed over the true one, in parts of it: 0.01 is 1 % too much. @default 0 */
  readonly speedOff?: number;
  readonly speedTolerance?: number;
  /** The speed comes with every record, as a sensor would send it, and not from the nameplate. */
  readonly measured?: true;
  /** Nobody knows the speed. */
  readonly speedUnknown?: true;
  /** The plant file's `bearing:`. @default the case's orders */
  readonly bearing?: object | string;
  /** Nobody knows the bearing. */
  readonly bearingUnknown?: true;
  readonly bearingTolerance?: number;
  readonly blockSeconds?: number;
  /** The samples are cut into files of so many seconds, one every 10 s. @default one file */
  readonly snapshotSeconds?: number;
}

/** A plant file of one channel, in YAML's JSON subset. */
export function plantFileFor(one: Case, told: Told): string {
  const { speedOff = 0, speedTolerance, bearingTolerance, blockSeconds, snapshotSeconds } = told;
  const bearing = told.bearing ?? { designation: one.designation, orders: one.orders };
  const withTolerance =
    bearingTolerance === undefined
      ? bearing
      : {
          ...(typeof bearing === "string" ? { designation: bearing } : bearing),
          tolerance: bearingTolerance,
        };
  const speed = {
    ...(told.measured || told.speedUnknown ? {} : { rpm: one.speedRpm * (1 + speedOff) }),
    ...(speedTolerance !== undefined && { tolerance: speedTolerance }),
  };
  const channel = { id: "vib", kind: "vibration", trace: "sound" };
  const point = {
    id: "point",
    ...(!told.bearingUnknown && { bearing: withTolerance }),
    channels: [channel],
  };
  const machine = { id: "machine", speed, points: [point] };
  return JSON.stringify({
    site: "bench",
    lines: [{ id: "line", machines: [machine] }],
    trace: {
      ...(blockSeconds !== undefined && { blockSeconds }),
      ...(snapshotSeconds !== undefined && { interval: 10 }),
    },
  });
}

/** Samples as a WAV file of 64-bit floats, which lose nothing. */
function wavOf(samples: Float64Array, sampleRate: number): Buffer {
  const head = Buffer.alloc(44);
  const bytes = samples.length * 8;
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(36 + bytes, 4);
  head.write("WAVEfmt ", 8, "latin1");
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(3, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(sampleRate, 24);
  head.writeUInt32LE(sampleRate * 8, 28);
  head.writeUInt16LE(8, 32);
  head.writeUInt16LE(64, 34);
  head.write("data", 36, "latin1");
  head.writeUInt32LE(bytes, 40);
  return Buffer.concat([head, Buffer.from(samples.buffer, samples.byteOffset, bytes)]);
}

/** Cases written to files once and replayed as often as wanted, through all that `raceway replay FILE --plant plant.yaml --direct` goes through. */
export function createReplays() {
  const root = mkdtempSync(join(tmpdir(), "raceway-accuracy-"));
  const written = new Map<string, string>();

  function pathOf(one: Case, snapshotSeconds: number | undefined): string {
    const key = `${one.set}-${one.name}-${snapshotSeconds ?? "whole"}`.replaceAll(/[^\w.-]+/g, "_");
    const known = written.get(key);
    if (known !== undefined) return known;
    const path = join(root, key);
    mkdirSync(path);
    const length = Math.round(
      (snapshotSeconds ?? one.samples.length) *
        (snapshotSeconds === undefined ? 1 : one.sampleRate),
    );
    for (let from = 0; from + length <= one.samples.length; from += length)
      writeFileSync(
        join(path, `${String(from / length).padStart(5, "0")}.wav`),
        wavOf(one.samples.slice(from, from + length), one.sampleRate),
      );
    written.set(key, path);
    return path;
  }

  return {
    /** The verdicts in the order in which the command prints them. */
    async verdictsOn(one: Case, told: Told = {}): Promise<readonly Verdict[]> {
      const plant = parsePlant(plantFileFor(one, told), "plant.yaml", () => []);
      const opened = await openTraceRecords({
        path: pathOf(one, told.snapshotSeconds),
        plant,
        onProblem(where, reason) {
          throw new Error(`${one.name}: ${where}: ${reason}`);
        },
        onRecord() {},
      });
      const verdicts: Verdict[] = [];
      const records = told.measured
        ? withSpeed(opened.records, one.speedRpm * (1 + (told.speedOff ?? 0)))
        : opened.records;
      await replayDirect({
        plant,
        records,
        threads: 0,
        onVerdict(verdict) {
          verdicts.push(verdict);
        },
      });
      return verdicts;
    },
    /** The fault named at the end of the record. */
    async faultOf(one: Case, told: Told = {}): Promise<Fault> {
      const verdicts = await this.verdictsOn(one, told);
      return verdicts.findLast((verdict) => verdict.kind === "diagnosis")?.fault ?? "unnamed";
    },
    close() {
      rmSync(root, { recursive: true, force: true });
    },
  };
}

async function* withSpeed(
  records: AsyncIterable<SensorRecord>,
  speedRpm: number,
): AsyncGenerator<SensorRecord> {
  for await (const record of records)
    yield record.type === "waveform" ? { ...record, speedRpm } : record;
}
