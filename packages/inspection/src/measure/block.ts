import type { TransformEngine } from "@raceway/dsp/transform/transform";
import type { DefectOrders } from "@raceway/model/plant";

/** One block of a finished bearing, ready to be measured. */
export interface Block {
  /** m/s² or mm/s, all finite. */
  readonly samples: Float64Array;
  readonly quantity: "acceleration" | "velocity";
  /** Hz. */
  readonly sampleRate: number;
  /** Of the shaft, r/min. */
  readonly rpm: number;
  /** Absent: no line of a part of the bearing is sought. */
  readonly bearing?: { readonly orders: DefectOrders; readonly tolerance: number };
}

/** What a block is measured with. */
export interface MeasureOptions {
  readonly engine: TransformEngine;
}
