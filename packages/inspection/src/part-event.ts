import type { Relearnt } from "./control/drift-watch.ts";
import type { BlockMeasure } from "./measure/measure-block.ts";

/** What a stand says of itself and of the part that it has. */
export interface PartHeader {
  /** By the stand's clock, ISO 8601. */
  readonly measured?: string;
  readonly serial?: string;
  readonly lot?: string;
  readonly type?: string;
  readonly order?: string;
  readonly operator?: string;
  readonly retest?: boolean;
  readonly study?: string;
  readonly made?: Readonly<Record<string, string>>;
}

/** One block as it was measured, with the speed and load that the stand said. */
export interface PartBlockMeasure {
  readonly side: string;
  readonly speedRpm?: number;
  readonly load?: number;
  readonly measure: BlockMeasure;
}

/** A message of a stand, measured: what the stand's chain takes in. Plain data: it travels from a worker thread. */
export type PartEvent =
  | ({
      readonly event: "whole" | "start" | "measurement" | "stop";
      readonly blocks: readonly PartBlockMeasure[];
      /** Of the whole message: the same message again is no second part. */
      readonly digest: number;
    } & PartHeader)
  | { readonly event: "sorted"; readonly serial: string; readonly good: boolean }
  /** Where a type is in control is learnt anew. */
  | ({ readonly event: "relearn"; readonly who: string; readonly why: string } & Relearnt)
  /** Nothing can be made of it: what the stand has in hand is not known any more. */
  | { readonly event: "unreadable"; readonly reason: string };
