import { windowOf } from "@raceway/dsp/spectra/window";
import { boundedCache } from "@raceway/dsp/transform/bounded-cache";
import { fftjs } from "@raceway/dsp/transform/fftjs";
import { isPowerOfTwo } from "@raceway/dsp/transform/transform";
import type { SnapshotValue } from "@raceway/model/snapshot-value";
import type { Nanos } from "@raceway/model/time";
import { SHAFT_VIEW } from "../../manipulation/modulation.ts";
import type { Modulation, OrderSpectra } from "../../observation.ts";
import { withoutStrays } from "./stray-blows.ts";

/** Share of the turns needed that is as good as all. */
const ENOUGH = 0.9;
/** Blocks whose stamps leave less than this share of a block between them follow each other: clocks are read late now and then. */
const STAMP_SHARE = 0.02;
/** Shaft speeds this much alike need no resampling. */
const SAME_SPEED = 1e-4;

/** One block as far as joining is concerned. */
export interface JoinableBlock {
  readonly modulation: Modulation;
  readonly shaftHz: number;
  readonly time: Nanos;
  /** Seconds. */
  readonly duration: number;
}

interface Stretch {
  /** Values a shaft turn. */
  readonly perTurn: number;
  /** Nanoseconds at which the next block must start to follow. */
  end: bigint;
  /** Nanoseconds that it may be off. */
  slack: number;
  values: number;
  blocks: number;
  readonly views: {
    readonly name: string;
    readonly band: readonly [low: number, high: number];
    parts: Float32Array[];
  }[];
}

/** Blocks laid end to end until they hold the turns that a bearing needs. */
export interface JoinedBlocks {
  /** Takes a block; returns the spectra of the stretches that it completes. */
  add(block: JoinableBlock): readonly OrderSpectra[];
  /** Turns from which on a stretch is looked at. */
  readonly leastTurns: number;
  /** Turns of the stretch that is not complete yet. */
  readonly pendingTurns: number;
  /** Whether a block of that time, as long as the one before it, would go on with it. */
  awaits(time: Nanos): boolean;
  /** Its spectra as far as it goes; undefined when nothing is pending. */
  pending(): OrderSpectra | undefined;
  snapshot(): SnapshotValue;
  restore(state: SnapshotValue): void;
}

/**
 * Joins blocks that follow each other, by powers of two (whose transforms are fast), into stretches of at least `turns` shaft turns; longer blocks are cut. Each block is laid on an axis of turns, so
 * that blocks of different speed do not smear. A stretch that a gap ends early is complete as it is when it holds `least` turns, and else dropped.
 */
export function createJoinedBlocks(turns: number, least: number): JoinedBlocks {
  let stretch: Stretch | undefined;

  const turnsOf = ({ values, perTurn }: Stretch) => values / perTurn;

  function follows({ modulation, time, duration, shaftHz }: JoinableBlock): boolean {
    if (stretch === undefined) return false;
    const perTurn = modulation.rate / shaftHz;
    return (
      Math.abs(Number(time - stretch.end)) <= slackOf(duration) &&
      Math.abs(perTurn / stretch.perTurn - 1) < 0.1 &&
      modulation.views.length === stretch.views.length &&
      modulation.views.every(({ name }, i) => stretch?.views[i]?.name === name)
    );
  }

  function append(block: JoinableBlock, onto: Stretch) {
    const { modulation, shaftHz, time, duration } = block;
    const ratio = modulation.rate / shaftHz / onto.perTurn;
    // What trimming to a fast transform length left out is filled, so that the next block lies where it belongs.
    const length = Math.round((duration * modulation.rate) / ratio);
    modulation.views.forEach(({ values, name }, i) => {
      onto.views[i]?.parts.push(resampled(values, ratio, length, name === SHAFT_VIEW ? 0 : 1));
    });
    onto.values += length;
    onto.blocks++;
    onto.end = time + BigInt(Math.round(duration * 1e9));
    onto.slack = slackOf(duration);
  }

  return {
    leastTurns: least,
    add(block) {
      const done: OrderSpectra[] = [];
      if (!follows(block)) {
        if (stretch !== undefined && turnsOf(stretch) >= least) done.push(spectraOf(stretch));
        const { modulation, shaftHz } = block;
        stretch = {
          perTurn: modulation.rate / shaftHz,
          end: 0n,
          slack: 0,
          values: 0,
          blocks: 0,
          views: modulation.views.map(({ name, band }) => ({ name, band, parts: [] })),
        };
      }
      if (stretch === undefined) return done;
      append(block, stretch);
      const full = turnsOf(stretch) / turns;
      if (full >= ENOUGH && isPowerOfTwo(stretch.blocks)) {
        done.push(...cutStretch(stretch, 2 ** Math.floor(Math.log2(Math.max(1, full)))));
        stretch = {
          ...stretch,
          values: 0,
          blocks: 0,
          views: stretch.views.map((view) => ({ ...view, parts: [] })),
        };
      }
      return done;
    },
    get pendingTurns() {
      return stretch === undefined ? 0 : turnsOf(stretch);
    },
    awaits: (time) =>
      stretch !== undefined &&
      stretch.values > 0 &&
      Math.abs(Number(time - stretch.end)) <= stretch.slack,
    pending: () => (stretch === undefined || stretch.values === 0 ? undefined : spectraOf(stretch)),
    snapshot: () =>
      stretch === undefined
        ? null
        : {
            ...stretch,
            end: `${stretch.end}`,
            views: stretch.views.map(({ name, band, parts }) => ({
              name,
              band: [...band],
              parts: [...parts],
            })),
          },
    restore(state) {
      const saved = state as unknown as
        | (Omit<Stretch, "end" | "views"> & {
            end: string;
            views: readonly {
              readonly name: string;
              readonly band: [number, number];
              readonly parts: readonly Float32Array[];
            }[];
          })
        | null;
      stretch =
        saved === null
          ? undefined
          : {
              ...saved,
              end: BigInt(saved.end),
              views: saved.views.map((view) => ({ ...view, parts: [...view.parts] })),
            };
    },
  };
}

const slackOf = (duration: number) => STAMP_SHARE * duration * 1e9;

/** Values at `ratio` of theirs a turn, linear between them, `length` of them; beyond the end `mean`. */
function resampled(
  values: Float32Array,
  ratio: number,
  length: number,
  mean: number,
): Float32Array {
  if (Math.abs(ratio - 1) < SAME_SPEED && values.length === length) return values;
  const found = new Float32Array(length).fill(mean);
  for (let n = 0; n < length; n++) {
    const at = Math.abs(ratio - 1) < SAME_SPEED ? n : n * ratio;
    const below = Math.floor(at);
    if (below >= values.length) break;
    const value = values[below] ?? mean;
    const next = values[Math.min(below + 1, values.length - 1)] ?? mean;
    found[n] = value + (at - below) * (next - value);
  }
  return found;
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function cutStretch(stretch: Stretch, pieces: number): OrderSpectra[] {
  const length = Math.floor(stretch.values / pieces);
  const whole = stretch.views.map(({ parts }) => joined(parts));
  return Array.from({ length: pieces }, (_, p) =>
    spectraOf({
      ...stretch,
      values: length,
      views: stretch.views.map((view, i) => ({
        ...view,
        parts: [(whole[i] ?? new Float32Array(0)).subarray(p * length, (p + 1) * length)],
      })),
    }),
  );
}

function spectraOf({ views, values, perTurn }: Stretch): OrderSpectra {
  return {
    step: perTurn / values,
    views: views.map(({ name, band, parts }) => {
      const series = joined(parts);
      return { name, band, values: powerOf(name === SHAFT_VIEW ? series : withoutStrays(series)) };
    }),
  };
}

/** Room for one transform of a size, used again and again: a block has a dozen. */
const scratch = boundedCache(4, (size: number) => {
  const plan = fftjs.real(size);
  return {
    plan,
    windowed: new Float64Array(size),
    re: new Float64Array(plan.bins),
    im: new Float64Array(plan.bins),
  };
});

/** Squared amplitude of each component, under a Hann window and without the mean. */
function powerOf(series: Float32Array): Float32Array {
  const size = series.length;
  const { plan, windowed, re, im } = scratch(size);
  let mean = 0;
  for (let n = 0; n < size; n++) mean += (series[n] ?? 0) / size;
  const { weights } = windowOf("hann", size);
  for (let n = 0; n < size; n++) windowed[n] = ((series[n] ?? 0) - mean) * (weights[n] ?? 0);
  plan.forward(windowed, re, im);
  // Hann's mean is one half: an amplitude of a reads a × size / 4.
  const scale = (4 / size) ** 2;
  const power = new Float32Array(plan.bins);
  for (let k = 0; k < plan.bins; k++) power[k] = scale * ((re[k] ?? 0) ** 2 + (im[k] ?? 0) ** 2);
  return power;
}
