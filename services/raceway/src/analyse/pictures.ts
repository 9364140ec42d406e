import { drawSvg } from "@raceway/console/report/draw-svg";
import { squaredEnvelopeSpectrum } from "@raceway/dsp/envelope/envelope";
import { fastKurtogram, type Kurtogram } from "@raceway/dsp/envelope/kurtogram";
import type { Bearing } from "@raceway/model/plant";
import type { Waveform } from "@raceway/model/record";
import { toCanonical } from "@raceway/model/unit";

/** What the pictures of a channel are drawn from. */
export interface PictureInput {
  readonly title: string;
  /** Of one channel, in time order, same sample rate. */
  readonly waveforms: readonly Waveform[];
  readonly bearing?: Bearing;
  /** Shaft speed, r/min; without it frequencies stay in Hz and nothing is marked. */
  readonly speedRpm?: number;
}

/** Lines marked in the envelope spectrum: this many harmonics each. */
const HARMONICS = 3;
/** Widest envelope spectrum drawn, Hz, where no bearing says how far to look. */
const DEFAULT_SPAN = 500;

/**
 * Three pictures of a channel as SVG, by name: the kurtogram of the first block, the envelope spectrum averaged over all blocks in the band that the
 * kurtogram prefers, with the bearing's lines marked, and the map of that spectrum over time in orders of the shaft.
 */
export async function drawPictures(input: PictureInput): Promise<Readonly<Record<string, string>>> {
  const blocks = input.waveforms.map(({ samples, unit, sampleRate }) => ({
    samples: samples.map((value) => toCanonical(value, unit)),
    sampleRate,
  }));
  const [first] = blocks;
  if (first === undefined) throw new RangeError("there is no waveform to draw");
  const nyquist = first.sampleRate / 2;
  const kurtogram = fastKurtogram(first.samples, first.sampleRate, {
    within: [0.04 * nyquist, 0.96 * nyquist],
  });
  const band = kurtogram.best?.band ?? ([0.1 * nyquist, 0.9 * nyquist] as const);
  const shaftHz = input.speedRpm === undefined ? undefined : input.speedRpm / 60;
  const span = spanOf(input.bearing, shaftHz, nyquist);
  const spectra = blocks.map(({ samples, sampleRate }) =>
    squaredEnvelopeSpectrum(samples, sampleRate, band, { maxFrequency: span }),
  );
  const view = { title: input.title, band, shaftHz, bearing: input.bearing, spectra };
  return {
    kurtogram: await drawSvg(kurtogramChart(input.title, kurtogram, nyquist)),
    envelope: await drawSvg(envelopeChart(view)),
    orders: await drawSvg(orderMap(view)),
  };
}

interface SpectraView {
  readonly title: string;
  readonly band: readonly [number, number];
  readonly shaftHz: number | undefined;
  readonly bearing: Bearing | undefined;
  readonly spectra: readonly { readonly values: Float64Array; readonly step: number }[];
}

/** Far enough for the third harmonic of the highest line. */
function spanOf(
  bearing: Bearing | undefined,
  shaftHz: number | undefined,
  nyquist: number,
): number {
  if (bearing === undefined || shaftHz === undefined) return Math.min(DEFAULT_SPAN, nyquist / 2);
  return Math.min((HARMONICS + 0.3) * bearing.orders.bpfi * shaftHz, nyquist / 2);
}

function kurtogramChart(title: string, { levels, best }: Kurtogram, nyquist: number): object {
  const cells = levels.flatMap(({ bandwidth, values }, row) =>
    Array.from(values, (value, i) => [i * bandwidth, (i + 1) * bandwidth, row, value]),
  );
  const top = Math.max(...cells.map(([, , , value]) => value ?? 0));
  const chosen =
    best === undefined
      ? "no band stands out"
      : `${Math.round(best.band[0])}–${Math.round(best.band[1])} Hz: kurtosis ${best.kurtosis.toFixed(2)}, ${best.sigmas.toFixed(1)} sigmas`;
  return {
    title: { text: `Kurtogram — ${title}`, subtext: chosen, left: "center" },
    grid: { left: 70, right: 90, top: 70, bottom: 60 },
    xAxis: { type: "value", min: 0, max: nyquist, name: "Hz", nameLocation: "middle", nameGap: 30 },
    yAxis: {
      type: "category",
      data: levels.map(({ level }) => level.toFixed(1)),
      name: "level (log2 of the number of bands)",
      nameLocation: "middle",
      nameGap: 45,
      inverse: true,
    },
    visualMap: {
      min: 0,
      max: top,
      right: 10,
      top: "middle",
      dimension: 3,
      precision: 1,
      inRange: { color: PALETTE },
    },
    series: [{ type: "custom", renderItem: renderBand, encode: { x: [0, 1], y: 2 }, data: cells }],
  };
}

interface RenderApi {
  value(index: number): number;
  coord(point: readonly number[]): readonly [number, number];
  size(span: readonly number[]): readonly [number, number];
  visual(name: string): string;
}

/** A rectangle from one frequency to the next on a level's row. */
function renderBand(_params: unknown, api: RenderApi): object {
  const [left, middle] = api.coord([api.value(0), api.value(2)]);
  const [right] = api.coord([api.value(1), api.value(2)]);
  const height = api.size([0, 1])[1];
  const shape = { x: left, y: middle - height / 2, width: right - left, height };
  return { type: "rect", shape, style: { fill: api.visual("color") } };
}

function envelopeChart({ title, band, shaftHz, bearing, spectra }: SpectraView): object {
  const mean = meanOf(spectra);
  return {
    title: {
      text: `Envelope spectrum — ${title}`,
      subtext: `squared envelope of ${Math.round(band[0])}–${Math.round(band[1])} Hz, mean of ${spectra.length} blocks`,
      left: "center",
    },
    grid: { left: 80, right: 40, top: 90, bottom: 60 },
    xAxis: {
      type: "value",
      name: "Hz",
      nameLocation: "middle",
      nameGap: 30,
      max: Math.round((mean.length - 1) * stepOf(spectra)),
    },
    yAxis: { type: "value", name: "amplitude", nameLocation: "middle", nameGap: 60 },
    series: [
      {
        type: "line",
        showSymbol: false,
        lineStyle: { width: 1, color: "#0b6fa4" },
        data: mean.map((value, k) => [k * stepOf(spectra), value]).slice(1),
        markLine: {
          symbol: "none",
          lineStyle: { type: "dashed", color: "#c0392b" },
          label: { formatter: "{b}", rotate: 90, position: "insideEndTop", fontSize: 10 },
          data: markers(bearing, shaftHz).map(({ name, hz }) => ({ name, xAxis: hz })),
        },
      },
    ],
  };
}

interface Marker {
  readonly name: string;
  readonly hz: number;
}

function markers(bearing: Bearing | undefined, shaftHz: number | undefined): readonly Marker[] {
  if (bearing === undefined || shaftHz === undefined) return [];
  const { bpfo, bpfi, bsf, ftf } = bearing.orders;
  const rows = [
    ["BPFO", bpfo, HARMONICS],
    ["BPFI", bpfi, HARMONICS],
    ["2×BSF", 2 * bsf, HARMONICS],
    ["FTF", ftf, 1],
    ["fr", 1, 1],
  ] as const;
  return rows.flatMap(([name, order, count]) =>
    Array.from({ length: count }, (_, i) => ({
      name: i === 0 ? name : `${i + 1}×${name}`,
      hz: (i + 1) * order * shaftHz,
    })),
  );
}

/** Columns of the order map. */
const ORDER_BINS = 240;

function orderMap({ title, shaftHz, spectra, bearing }: SpectraView): object {
  const unit = shaftHz ?? 1;
  const top = ((spectra[0]?.values.length ?? 1) - 1) * stepOf(spectra);
  const width = top / ORDER_BINS;
  const cells = spectra.flatMap(({ values, step }, row) =>
    Array.from({ length: ORDER_BINS }, (_, i) => {
      const from = Math.max(1, Math.floor((i * width) / step));
      const to = Math.max(from + 1, Math.ceil(((i + 1) * width) / step));
      const peak = values.subarray(from, to).reduce((max, value) => Math.max(max, value), 0);
      return [i, row, Math.round(200 * Math.log10(peak + 1e-12)) / 10];
    }),
  );
  const levels = cells.map(([, , level]) => level ?? 0).toSorted((a, b) => a - b);
  const at = (share: number) => levels[Math.floor(share * (levels.length - 1))] ?? 0;
  return {
    title: { text: `Order map — ${title}`, subtext: orderWords(bearing, shaftHz), left: "center" },
    grid: { left: 70, right: 90, top: 70, bottom: 60 },
    xAxis: {
      type: "category",
      data: Array.from({ length: ORDER_BINS }, (_, i) => (((i + 0.5) * width) / unit).toFixed(2)),
      name: shaftHz === undefined ? "Hz" : "order of the shaft",
      nameLocation: "middle",
      nameGap: 30,
    },
    yAxis: {
      type: "category",
      data: spectra.map((_, i) => `${i + 1}`),
      name: "block",
      nameLocation: "middle",
      nameGap: 40,
    },
    visualMap: {
      min: at(0.5),
      max: at(0.999),
      right: 10,
      top: "middle",
      text: ["dB", ""],
      inRange: { color: PALETTE },
    },
    series: [{ type: "heatmap", data: cells }],
  };
}

function orderWords(bearing: Bearing | undefined, shaftHz: number | undefined): string {
  if (bearing === undefined || shaftHz === undefined) return "squared envelope, dB";
  const { bpfo, bpfi, bsf, ftf } = bearing.orders;
  return `BPFO ${bpfo.toFixed(2)}, BPFI ${bpfi.toFixed(2)}, 2×BSF ${(2 * bsf).toFixed(2)}, FTF ${ftf.toFixed(2)}; fr ${shaftHz.toFixed(2)} Hz`;
}

function stepOf(spectra: SpectraView["spectra"]): number {
  return spectra[0]?.step ?? 1;
}

/** Mean over the blocks that are as long as the first. */
function meanOf(spectra: SpectraView["spectra"]): number[] {
  const length = spectra[0]?.values.length ?? 0;
  const alike = spectra.filter(({ values }) => values.length === length);
  return Array.from(
    { length },
    (_, k) => alike.reduce((sum, { values }) => sum + (values[k] ?? 0), 0) / alike.length,
  );
}

/** Dark blue to yellow, even in lightness, readable by people who see colours differently. */
const PALETTE = ["#0d0887", "#5b02a3", "#9a179b", "#cb4678", "#eb7852", "#fbb32f", "#f0f921"];
