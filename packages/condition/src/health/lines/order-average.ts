import type { SnapshotValue } from "@raceway/model/snapshot-value";
import { IMPULSIVE_VIEW } from "../../manipulation/modulation.ts";
import type { OrderSpectra } from "../../observation.ts";
import { codeOf, powerOf } from "./power-codes.ts";

/** Shaft turns that weigh alike; from then on the average forgets with this memory. */
const MEMORY_TURNS = 400;
/** The same in stretches, whatever their length. */
const MEMORY_STRETCHES: readonly [least: number, most: number] = [12, 64];
/** Power spectra of one channel's views, averaged over stretches on an axis of orders (multiples of the shaft speed). */
export interface OrderAverage {
  /** Distance of two bins in orders; 0 before the first block. */
  readonly step: number;
  /** Stretches that the average rests on, at most its memory. */
  readonly blocks: number;
  /** Stretches until the average forgets; 0 before the first. */
  readonly memory: number;
  readonly views: readonly OrderView[];
  /** Stands for what is averaged now: another one after every stretch. */
  readonly state: object;
  add(spectra: OrderSpectra): void;
  snapshot(): SnapshotValue;
  restore(state: SnapshotValue): void;
}

export interface OrderView {
  readonly name: string;
  readonly band: readonly [low: number, high: number];
  /** Mean power at `k × step` orders. */
  readonly power: Float64Array;
}

interface Held {
  readonly name: string;
  readonly band: readonly [number, number];
  readonly codes: Uint16Array;
}

function decoded(codes: Uint16Array): Float64Array {
  const power = new Float64Array(codes.length);
  for (let k = 0; k < codes.length; k++) power[k] = powerOf(codes[k] ?? 0);
  return power;
}

/** Power at a fractional bin, linear between bins; 0 beyond the end. */
function powerAt(values: Float32Array, bin: number): number {
  const below = Math.floor(bin);
  const rest = bin - below;
  if (rest < 1e-6) return values[below] ?? 0;
  return (values[below] ?? 0) * (1 - rest) + (values[below + 1] ?? 0) * rest;
}

/** Stretches until the average forgets; one of n turns has bins 1/n orders apart. */
function memoryOf({ step }: OrderSpectra): number {
  const [least, most] = MEMORY_STRETCHES;
  return Math.min(most, Math.max(least, Math.round(MEMORY_TURNS * step)));
}

interface State {
  readonly step: number;
  readonly blocks: number;
  readonly memory: number;
  readonly views: readonly {
    readonly name: string;
    readonly band: readonly [number, number];
    readonly codes: Uint16Array;
  }[];
}

/**
 * Averages the spectra of stretches of joined blocks. The first stretch sets the axis of orders; the others are interpolated onto it.
 *
 * Powers are kept as 16-bit logarithms and rounded after every stretch, so that a snapshot holds exactly what the running average holds.
 */
export function createOrderAverage(): OrderAverage {
  let step = 0;
  let blocks = 0;
  let memory = 0;
  let held: Held[] = [];

  function start(spectra: OrderSpectra) {
    step = spectra.step;
    blocks = 0;
    held = spectra.views.map(({ name, band, values }) => ({
      name,
      band,
      codes: new Uint16Array(values.length),
    }));
  }

  /** A stretch of another length or sampling rate has other bins or bands: what was averaged no longer compares. */
  function comparable(spectra: OrderSpectra): boolean {
    const ratio = spectra.step / step;
    return (
      ratio > 0.75 &&
      ratio < 1.34 &&
      spectra.views.length === held.length &&
      spectra.views.every(({ name, band }, i) => {
        const before = held[i];
        if (before?.name !== name) return false;
        const chosen = name.endsWith(IMPULSIVE_VIEW);
        return chosen || Math.abs(before.band[1] - band[1]) < 0.02 * band[1] + 1;
      })
    );
  }

  return {
    get step() {
      return step;
    },
    get blocks() {
      return blocks;
    },
    get memory() {
      return memory;
    },
    get state() {
      return held;
    },
    get views() {
      return held.map(({ name, band, codes }) => ({
        name,
        band,
        power: decoded(codes),
      }));
    },
    add(spectra) {
      if (blocks === 0 || !comparable(spectra)) start(spectra);
      memory = memoryOf(spectra);
      const weight = 1 / Math.min(blocks + 1, memory);
      const stretch = step / spectra.step;
      held = held.map((view, i) => {
        const values = spectra.views[i]?.values ?? new Float32Array(0);
        // Never the same array again: snapshots hold what was.
        const codes = new Uint16Array(view.codes.length);
        for (let k = 0; k < codes.length; k++) {
          const now = stretch === 1 ? (values[k] ?? 0) : powerAt(values, k * stretch);
          const before = blocks === 0 ? 0 : powerOf(view.codes[k] ?? 0) * (1 - weight);
          codes[k] = codeOf(before + now * weight);
        }
        return { ...view, codes };
      });
      blocks = Math.min(blocks + 1, memory);
    },
    snapshot: () => ({
      step,
      blocks,
      memory,
      views: held.map(({ name, band, codes }) => ({ name, band, codes })),
    }),
    restore(state) {
      const saved = state as unknown as State;
      step = saved.step;
      blocks = saved.blocks;
      memory = saved.memory;
      held = [...saved.views];
    },
  };
}
