import type { IndicatorLimit } from "./plant.ts";

/** What a person changes: the limit of an indicator of a channel of a point. */
export interface LimitEdit {
  readonly channel: string;
  readonly indicator: string;
  /** Null: the plant file's counts again. */
  readonly limit: Pick<IndicatorLimit, "warning" | "alarm"> | null;
  readonly who: string;
  readonly why: string;
}

/** Where a limit that is not the plant file's comes from. A type alias, because an interface is not assignable to Json. */
export type LimitOrigin = {
  readonly who: string;
  /** Arrival of the edit, ISO 8601. */
  readonly at: string;
  readonly why: string;
};

/** A limit that counts in place of the plant file's. */
export type EditedLimit = {
  readonly channel: string;
  readonly indicator: string;
  readonly warning?: number;
  readonly alarm?: number;
  readonly edited: LimitOrigin;
};
