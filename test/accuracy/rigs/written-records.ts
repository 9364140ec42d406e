import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RigRecord, Signals } from "./rig-record.ts";
import { FULL_SCALE, HEAD_BYTES, wavOf } from "./wav-of.ts";

/** Decoded recordings and made-up machines are kept here between runs; the folder may be removed at any time, and must be when a maker of signals changed. */
const SCRATCH = process.env["RACEWAY_SCRATCH"] ?? join(tmpdir(), "raceway-rigs");

/**
 * A folder with the record as one WAV file, and before it the records that the point hears first, in order; made at the first call.
 *
 * @returns path of the folder, and how many channels its files have.
 */
export function writtenRecord(record: RigRecord): {
  readonly folder: string;
  readonly axes: number;
} {
  const heard = heardIn(record);
  const folder = join(SCRATCH, record.rig, fileNameOf(heard));
  if (!existsSync(folder)) write(folder, heard);
  return { folder, axes: channelsOf(join(folder, "0.wav")) };
}

/** In order, the record itself last. */
function heardIn(record: RigRecord): readonly RigRecord[] {
  return [...(record.before ?? []), record];
}

const fileNameOf = (heard: readonly RigRecord[]) =>
  heard
    .map(({ name }) => name)
    .join("+")
    .replaceAll(/[^\w.+-]+/g, "_");

/** A file's name for what is made of a record under a plant file. */
export function recordKey(record: RigRecord, plantFile: string): string {
  const hash = createHash("sha256").update(plantFile).digest("hex").slice(0, 12);
  return `${fileNameOf(heardIn(record))}-${hash}`;
}

/** The samples of the record itself, from its file. */
export function writtenSignals(record: RigRecord): Signals {
  const { folder, axes } = writtenRecord(record);
  const file = readFileSync(join(folder, `${heardIn(record).length - 1}.wav`));
  const frames = (file.length - HEAD_BYTES) / 8 / axes;
  const values = new Float64Array(file.buffer.slice(file.byteOffset + HEAD_BYTES));
  return {
    sampleRate: file.readUInt32LE(24),
    axes: Array.from({ length: axes }, (_, axis) =>
      Float64Array.from({ length: frames }, (__, n) => FULL_SCALE * (values[n * axes + axis] ?? 0)),
    ),
  };
}

function write(folder: string, heard: readonly RigRecord[]): void {
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  heard.forEach((one, index) => {
    writeFileSync(join(unfinished, `${index}.wav`), wavOf(one.signals()));
  });
  renameSync(unfinished, folder);
}

/** The number of channels in the head of a WAV file as `wavOf` writes it. */
function channelsOf(file: string): number {
  const head = Buffer.alloc(24);
  const handle = openSync(file, "r");
  readSync(handle, head, 0, 24, 0);
  closeSync(handle);
  return head.readUInt16LE(22);
}
