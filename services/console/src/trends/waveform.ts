import { isUnit, unitFacts } from "@raceway/model/unit";
import { z } from "zod";
import type { WaterfallView, WaveformView } from "../http/api-types.ts";
import { Problem } from "../http/problem.ts";
import type { LiveState } from "../live/live-state.ts";

const point = z.string().describe("Measurement point: site/line/machine/point.");

/** Query of `GET /api/waveform`. */
export const waveformQuery = z.object({ point, channel: z.string() });

/** Query of `GET /api/waterfall`. */
export const waterfallQuery = z.object({
  point,
  channel: z.string(),
  name: z.string().describe("amplitude, velocity, envelope or sound."),
});

/** The latest waveform. @throws Problem 404 when there is none (yet). */
export function readWaveform(
  live: LiveState,
  { point: path, channel }: z.output<typeof waveformQuery>,
): WaveformView {
  requirePoint(live, path);
  const waveform = live.waveform(path, channel);
  if (waveform === undefined)
    throw new Problem(404, "No waveform", `No waveform of ${path}/${channel} yet.`);
  const { time, unit, sampleRate, length, scale, samples } = waveform;
  // In the unit that indicators and limits of the channel have.
  const { factor, canonical } = isUnit(unit) ? unitFacts(unit) : { factor: 1, canonical: unit };
  return {
    point: path,
    channel,
    time,
    unit: canonical,
    sampleRate,
    length,
    samples: Array.from(samples, (value) => Number((value * scale * factor).toPrecision(5))),
  };
}

/** How a spectrum changed while the console listened. @throws Problem 404 when there is none (yet). */
export function readWaterfall(
  live: LiveState,
  { point: path, channel, name }: z.output<typeof waterfallQuery>,
): WaterfallView {
  requirePoint(live, path);
  const waterfall = live.waterfall(path, channel, name);
  if (waterfall === undefined)
    throw new Problem(404, "No spectrum", `No ${name} spectrum of ${path}/${channel} yet.`);
  const { step, unit, rows } = waterfall.view();
  return {
    point: path,
    channel,
    name,
    unit,
    step,
    rows: rows.map(({ time, values }) => ({
      time,
      values: Array.from(values, (value) => Number(value.toPrecision(3))),
    })),
  };
}

function requirePoint(live: LiveState, path: string): void {
  if (live.context(path) === undefined)
    throw new Problem(404, "No such point", `The plant file has no point ${path}.`);
}
