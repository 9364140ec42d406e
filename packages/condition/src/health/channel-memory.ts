import { boundedCache } from "@raceway/dsp/transform/bounded-cache";
import type { Nanos } from "@raceway/model/time";
import { SHAFT_VIEW } from "../manipulation/modulation.ts";
import type { DiagnosisModel } from "./hypotheses/model.ts";
import type { ChannelViews } from "./hypotheses/prepared-channel.ts";
import type { JoinedBlocks } from "./lines/joined-blocks.ts";
import type { LineView } from "./lines/line-view.ts";
import { lineViews } from "./lines/line-view.ts";
import type { OrderAverage } from "./lines/order-average.ts";
import { createOrderAverage } from "./lines/order-average.ts";

/** What is remembered of one channel. */
export interface ChannelMemory {
  readonly joined: JoinedBlocks;
  readonly average: OrderAverage;
  /** Latest shaft speed. */
  shaftHz: number;
  /** Largest relative error of that speed. */
  speedTolerance: number;
  /** Stretches since the last weighing. */
  fresh: number;
  /** When the last stretch was complete; undefined when the next block is to be looked at whatever its time. */
  lookedAt: Nanos | undefined;
  /** Blocks that the last stretch took. */
  blocksAStretch: number;
  /** Blocks since then. */
  blocks: number;
}

/** What a channel shows when it is weighed. */
export interface PointViews extends ChannelViews {
  readonly shaft: LineView | undefined;
  readonly speedTolerance: number;
  /** Whether the average rests on as much as it remembers. */
  readonly full: boolean;
}

/** What the channels of a point have gathered: the averages, or a first stretch as far as it goes. Channels that hold too little are left out. */
export function viewsOf(
  channels: ReadonlyMap<string, ChannelMemory>,
  { smear }: DiagnosisModel,
): readonly PointViews[] {
  return [...channels].flatMap(([channel, { average, joined, shaftHz, speedTolerance }]) => {
    const gathered = average.blocks > 0 ? average : firstStretch(joined);
    if (gathered === undefined) return [];
    const { step, blocks } = gathered;
    const views = lineViewsOf(gathered, smear);
    return {
      channel,
      shaftHz,
      speedTolerance,
      step,
      full: blocks >= gathered.memory,
      views: views.filter(({ name }) => name !== SHAFT_VIEW),
      shaft: views.find(({ name }) => name === SHAFT_VIEW),
    };
  });
}

/**
 * Line views of the averages that were looked at last, by what they averaged: the axes of a point come one after another, and all of them are weighed with each.
 * Few, for a channel's are some hundred kilobytes.
 */
const LATEST = 8;
const latest = boundedCache(LATEST, (_state: object) => new Map<number, readonly LineView[]>());

function lineViewsOf(average: OrderAverage, smear: number): readonly LineView[] {
  const known = latest(average.state);
  const made =
    known.get(smear) ??
    average.views.flatMap((view) => lineViews(view, average.step, average.blocks, smear));
  known.set(smear, made);
  return made;
}

function firstStretch(joined: JoinedBlocks): OrderAverage | undefined {
  const spectra = joined.pendingTurns < joined.leastTurns ? undefined : joined.pending();
  if (spectra === undefined) return undefined;
  const average = createOrderAverage();
  average.add(spectra);
  return average;
}
