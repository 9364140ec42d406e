import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { drawSvg } from "@raceway/console/report/draw-svg";
import { squaredEnvelopeOf } from "@raceway/dsp/envelope/envelope";
import { prewhitened } from "@raceway/dsp/spectra/cepstrum";
import { realSpectrum } from "@raceway/dsp/spectra/spectrum";
import { pointsOf } from "@raceway/model/plant";
import { parsePlant } from "@raceway/plant/plant-file";
import { AXES, plantFileOf } from "./plant-file-of.ts";
import type { Judgement } from "./study.ts";
import { writtenSignals } from "./written-records.ts";

const FOLDER = new URL("../../../docs/pictures/", import.meta.url);
const PREFIX = "diagnosis-wrong-";
/** More than so many pictures nobody looks at. */
const MOST = 8;
/** Turns of the shaft that the picture reaches up to. */
const ORDERS = 12;
/** Bins that a drawn spectrum keeps at most, each the largest of its stretch. */
const DRAWN = 1500;

/** Draws the envelope spectrum that each wrong name was read from, in orders, with the places of the declared bearing's lines; clears earlier pictures away. */
export async function wrongPictures(judgements: readonly Judgement[]): Promise<string> {
  for (const name of readdirSync(FOLDER).filter((file) => file.startsWith(PREFIX)))
    rmSync(new URL(name, FOLDER));
  const wrong = judgements.filter(({ outcome }) => outcome === "wrong").slice(0, MOST);
  const lines: string[] = [];
  for (const [index, judgement] of wrong.entries()) {
    const name = `${PREFIX}${index + 1}.svg`;
    writeFileSync(new URL(name, FOLDER), await drawSvg(pictureOf(judgement)));
    const { record, said } = judgement;
    lines.push(`![${record.name}: ${record.truth}, called ${said.fault}](../pictures/${name})`);
  }
  return lines.join("\n\n");
}

function pictureOf({ record, said }: Judgement): object {
  const { sampleRate, axes } = writtenSignals(record);
  const axis = Math.max(
    0,
    (AXES as readonly (string | undefined)[]).indexOf(said.verdict?.channel),
  );
  const samples = axes[axis] ?? axes[0] ?? new Float64Array(2);
  const shaftHz = (record.plate.rpm ?? 60) / 60;
  const { values, step } = squaredEnvelopeOf(
    prewhitened(realSpectrum(samples)),
    sampleRate,
    [0.02 * sampleRate, 0.48 * sampleRate],
    { maxFrequency: ORDERS * shaftHz },
  );
  const last = Math.min(values.length - 1, Math.floor((ORDERS * shaftHz) / step));
  const stretch = Math.max(1, Math.ceil(last / DRAWN));
  const points = Array.from({ length: Math.floor(last / stretch) }, (_, i) => {
    const bins = values.slice(1 + i * stretch, 1 + (i + 1) * stretch);
    return [((1 + i * stretch) * step) / shaftHz, Math.max(...bins)].map((v) =>
      Number(v.toPrecision(4)),
    );
  });
  return {
    title: { text: `${record.name}: ${record.truth}, called ${said.fault}`, left: 75, top: 5 },
    grid: { left: 75, right: 40, top: 60, bottom: 55 },
    xAxis: {
      type: "value",
      max: ORDERS,
      name: "orders of the shaft",
      nameLocation: "middle",
      nameGap: 30,
    },
    yAxis: { type: "value", name: "whitened envelope" },
    series: [
      {
        type: "line",
        showSymbol: false,
        lineStyle: { width: 1 },
        data: points,
        markLine: { symbol: "none", data: marksOf(record.plate, axes.length) },
      },
    ],
  };
}

/** Where the declared bearing's lines would be. */
function marksOf(plate: Judgement["record"]["plate"], axes: number): object[] {
  const [context] = pointsOf(parsePlant(plantFileOf(plate, axes), "plant.yaml", () => [])).values();
  const orders = context?.point.bearing?.orders;
  if (orders === undefined) return [];
  const lines = { BPFO: orders.bpfo, BPFI: orders.bpfi, "2×BSF": 2 * orders.bsf, FTF: orders.ftf };
  return Object.entries(lines).map(([label, order]) => ({
    xAxis: Number(order.toFixed(3)),
    label: { formatter: label },
  }));
}
