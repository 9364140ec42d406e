import { type Recording, readWhole } from "../recording.ts";
import { segmentTrace } from "../segments.ts";
import type { Trace } from "../trace.ts";
import { readFlac } from "./flac-file.ts";

/** FLAC sound, as WAV: channel `sound`, or `sound:0`, `sound:1`…, as a fraction of full scale. */
export function flacTrace(recording: Recording): Promise<Trace> {
  return segmentTrace(recording, {
    format: "flac",
    title: "FLAC",
    read: async (file) => {
      const { sampleRate, channels } = readFlac(await readWhole(file), file);
      return channels.map((samples, index) => ({
        name: channels.length === 1 ? "sound" : `sound:${index}`,
        unitText: "FS",
        sampleRate,
        samples,
      }));
    },
  });
}
