import type { PointContext } from "@raceway/model/plant";
import type { DiagnosisVerdict, Fault } from "@raceway/model/verdict";
import { z } from "zod";
import type { ExpectedLine, SpectrumView } from "../http/api-types.ts";
import { Problem } from "../http/problem.ts";
import type { LiveSpectrum } from "../live/live-messages.ts";
import type { LiveState } from "../live/live-state.ts";

/** Query of `GET /api/spectrum`. */
export const spectrumQuery = z.object({
  point: z.string().describe("Measurement point: site/line/machine/point."),
  channel: z.string(),
  name: z.string().describe("amplitude, velocity, envelope or sound."),
  bins: z.coerce.number().int().min(16).max(100_000).default(4000).describe("Most values."),
});

const BEARING_FAULTS: readonly Fault[] = ["outer-race", "inner-race", "rolling-element", "cage"];

/** The latest spectrum with what the diagnosis found in it. @throws Problem 404 when there is none (yet). */
export function readSpectrum(
  live: LiveState,
  { point, channel, name, bins }: z.output<typeof spectrumQuery>,
): SpectrumView {
  const context = live.context(point);
  const spectrum = live.spectrum(point, channel, name);
  if (context === undefined)
    throw new Problem(404, "No such point", `The plant file has no point ${point}.`);
  if (spectrum === undefined)
    throw new Problem(404, "No spectrum", `No ${name} spectrum of ${point}/${channel} yet.`);
  const view = live.point(point);
  const rpm = view?.indicators[channel]?.speedRpm ?? context.machine.speed.nominalRpm;
  const { time, unit, band } = spectrum;
  return {
    point,
    channel,
    name,
    time,
    unit,
    ...shorten(spectrum, bins),
    ...(band !== undefined && { band }),
    found: foundIn(view?.verdicts.diagnosis, channel, name),
    expected: name === "envelope" && rpm !== undefined ? expectedLines(context, rpm) : [],
    ...(rpm !== undefined && rpm > 0 && { shaftHz: rpm / 60 }),
  };
}

/** At most so many values: the largest of each group of neighbours, so that no peak is lost. */
function shorten(
  { step, values }: LiveSpectrum,
  bins: number,
): Pick<SpectrumView, "step" | "values"> {
  const group = Math.ceil(values.length / bins);
  const short: number[] = [];
  for (let start = 0; start < values.length; start += group)
    // Four digits are more than a chart shows, and a third of the bytes of a float in full.
    short.push(Number(Math.max(...values.subarray(start, start + group)).toPrecision(4)));
  return { step: step * group, values: short };
}

/** Lines of a bearing are sought in the envelope spectrum, those of the shaft in the others. */
function foundIn(
  diagnosis: DiagnosisVerdict | undefined,
  channel: string,
  name: string,
): SpectrumView["found"] {
  if (diagnosis === undefined || (diagnosis.channel ?? channel) !== channel) return [];
  const inEnvelope = BEARING_FAULTS.includes(diagnosis.fault);
  return inEnvelope === (name === "envelope") ? diagnosis.lines : [];
}

/**
 * A fault on the ring that turns is loaded once a turn, so its lines have sidebands at the shaft's frequency; one on a rolling element at the cage's
 * (Randall & Antoni 2011, table 1).
 */
function expectedLines({ point }: PointContext, rpm: number): readonly ExpectedLine[] {
  const { bearing } = point;
  if (bearing === undefined) return [];
  const { orders, rotating } = bearing;
  const shaft = rpm / 60;
  const turning = { sidebandHz: shaft };
  return [
    { label: "BPFO", hz: orders.bpfo * shaft, ...(rotating === "outer" && turning) },
    { label: "BPFI", hz: orders.bpfi * shaft, ...(rotating === "inner" && turning) },
    { label: "2xBSF", hz: 2 * orders.bsf * shaft, sidebandHz: orders.ftf * shaft },
    { label: "FTF", hz: orders.ftf * shaft },
  ];
}
