import type { PointContext } from "@raceway/model/plant";
import type { DiagnosisVerdict, SpectralLine } from "@raceway/model/verdict";
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
  const turning = view?.verdicts.diagnosis?.speed;
  const { time, unit, band } = spectrum;
  return {
    point,
    channel,
    name,
    time,
    unit,
    ...shorten(spectrum, bins),
    ...(band !== undefined && { band }),
    ...linesIn(view?.verdicts.diagnosis, channel, name),
    expected:
      name === "envelope" && rpm !== undefined
        ? expectedLines(
            context,
            rpm * (turning === undefined ? 1 : turning.rpm / turning.statedRpm),
          )
        : [],
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

/** What the diagnosis tells of: it seeks its lines, and the tall ones that it cannot explain, in envelope spectra. */
function linesIn(
  diagnosis: DiagnosisVerdict | undefined,
  channel: string,
  name: string,
): { readonly found: readonly SpectralLine[]; readonly unexplained: readonly SpectralLine[] } {
  if (name !== "envelope" || diagnosis === undefined) return { found: [], unexplained: [] };
  const elsewhere = (diagnosis.channel ?? channel) !== channel;
  return { found: elsewhere ? [] : diagnosis.lines, unexplained: diagnosis.unexplained ?? [] };
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
