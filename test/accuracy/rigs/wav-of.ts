import type { Signals } from "./rig-record.ts";

/** Bytes before the samples. */
export const HEAD_BYTES = 44;

/** What the value 1 in such a file stands for, in the unit of the samples: more than any sensor reads, so that none counts as clipped. */
export const FULL_SCALE = 2 ** 20;

/** Samples as a WAV file of 64-bit floats, which lose nothing: as parts of {@link FULL_SCALE}. */
export function wavOf({ sampleRate, axes }: Signals): Buffer {
  const frames = axes[0]?.length ?? 0;
  const frameBytes = 8 * axes.length;
  const out = Buffer.alloc(HEAD_BYTES + frames * frameBytes);
  out.write("RIFF", 0, "latin1");
  out.writeUInt32LE(36 + frames * frameBytes, 4);
  out.write("WAVEfmt ", 8, "latin1");
  out.writeUInt32LE(16, 16);
  out.writeUInt16LE(3, 20);
  out.writeUInt16LE(axes.length, 22);
  out.writeUInt32LE(sampleRate, 24);
  out.writeUInt32LE(sampleRate * frameBytes, 28);
  out.writeUInt16LE(frameBytes, 32);
  out.writeUInt16LE(64, 34);
  out.write("data", 36, "latin1");
  out.writeUInt32LE(frames * frameBytes, 40);
  const values = new Float64Array(frames * axes.length);
  axes.forEach((axis, index) => {
    for (let n = 0; n < frames; n++) values[n * axes.length + index] = (axis[n] ?? 0) / FULL_SCALE;
  });
  Buffer.from(values.buffer).copy(out, HEAD_BYTES);
  return out;
}
