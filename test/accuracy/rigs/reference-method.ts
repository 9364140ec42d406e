import { squaredEnvelopeOf } from "@raceway/dsp/envelope/envelope";
import { prewhitened } from "@raceway/dsp/spectra/cepstrum";
import { realSpectrum } from "@raceway/dsp/spectra/spectrum";
import { loadPffft } from "@raceway/dsp/transform/pffft";
import type { DefectOrders } from "@raceway/model/plant";
import type { Fault } from "@raceway/model/verdict";
import type { Signals } from "./rig-record.ts";

const engine = await loadPffft();

/** What an afternoon brings: the fault whose comb stands highest, and how high, dB over the median around it. */
export interface Yardstick {
  readonly fault: Fault;
  readonly score: number;
}

const HARMONICS = 3;
/** Lines nearer than this to a shaft harmonic, in shaft orders, are left out. */
const GUARD = 0.03;
/** Lines are sought this far around their place, relative. */
const TOLERANCE = 0.02;
/** The floor is the median of so many bins around. */
const AROUND = 100;

/**
 * The reference to compare with: spectrum whitened bin by bin, its squared envelope's spectrum over the whole record, combs of three harmonics, shaft harmonics left
 * out, and one threshold for all. It knows no second opinion, no past and no speed but the name plate's.
 */
export function yardstickOn(
  { sampleRate, axes }: Signals,
  orders: DefectOrders,
  shaftHz: number,
): Yardstick {
  const bases: readonly (readonly [Fault, number])[] = [
    ["outer-race", orders.bpfo],
    ["inner-race", orders.bpfi],
    ["rolling-element", 2 * orders.bsf],
  ];
  const top = (HARMONICS + 1) * Math.max(orders.bpfi, 2 * orders.bsf) * shaftHz;
  let best: Yardstick = { fault: "unnamed", score: 0 };
  for (const axis of axes) {
    const whitened = prewhitened(realSpectrum(axis, engine));
    const band = [0.02 * sampleRate, 0.48 * sampleRate] as const;
    const { values, step } = squaredEnvelopeOf(whitened, sampleRate, band, {
      maxFrequency: top,
      engine,
    });
    for (const [fault, order] of bases) {
      const score = combHeight(values, step, order * shaftHz, shaftHz);
      if (score > best.score) best = { fault, score };
    }
  }
  return best;
}

/** Mean height in dB of a comb's lines at the best place within the tolerance. */
function combHeight(values: ArrayLike<number>, step: number, hz: number, shaftHz: number): number {
  let best = 0;
  const places = Math.max(1, Math.ceil((2 * TOLERANCE * HARMONICS * hz) / step));
  for (let place = 0; place <= places; place++) {
    const base = hz * (1 - TOLERANCE + (2 * TOLERANCE * place) / places);
    let [sum, lines] = [0, 0];
    for (let h = 1; h <= HARMONICS; h++) {
      const order = (h * base) / shaftHz;
      if (Math.abs(order - Math.round(order)) < GUARD) continue;
      const bin = Math.round((h * base) / step);
      const around = Array.from({ length: AROUND }, (_, i) => values[bin - AROUND / 2 + i] ?? 0);
      const floor = around.sort((a, b) => a - b)[AROUND / 2] ?? 0;
      if (!(floor > 0)) continue;
      sum += 10 * Math.log10(Math.max(values[bin] ?? 0, floor) / floor);
      lines++;
    }
    if (lines > 0) best = Math.max(best, sum / lines);
  }
  return best;
}
