import type { EditedLimit } from "@raceway/model/limit-edit";
import type { PlaceView } from "../http/api-types.ts";

/** What the HTTP API says of limits, shared with the web page. */

export interface MarksView {
  readonly warning?: number;
  readonly alarm?: number;
}

/** The limit of one indicator of a channel: the plant file's, and what a person set in its place. */
export interface LimitView {
  readonly point: string;
  readonly where: PlaceView;
  readonly channel: string;
  /** Of the plant file, for people. */
  readonly channelName: string;
  readonly indicator: string;
  readonly unit: string;
  /** Absent: the plant file sets none. */
  readonly file?: MarksView;
  /** Absent: the plant file's counts. */
  readonly edited?: MarksView & EditedLimit["edited"];
}

/** How a mark would have done on history. */
export interface CrossingView {
  readonly mark: number;
  /** Values at or above it. */
  readonly values: number;
  /** Times that it was reached, each until the values were below it again or ceased. */
  readonly times: number;
  /** Seconds spent at or above it. */
  readonly seconds: number;
  /** Of the time in which there were values, 0–1. */
  readonly share: number;
  /** When it was reached first, and when it was last stood at. */
  readonly first?: string;
  readonly last?: string;
}

export interface LimitPreviewView {
  readonly point: string;
  readonly channel: string;
  readonly indicator: string;
  readonly unit: string;
  readonly from: string;
  readonly to: string;
  /** Values looked at. */
  readonly values: number;
  /** Seconds in which there were values. */
  readonly seconds: number;
  /** Present where there were too many values: means over so many seconds were looked at. */
  readonly everySeconds?: number;
  readonly warning?: CrossingView;
  readonly alarm?: CrossingView;
  /** To draw: [milliseconds since 1970, the highest value about then], so that no crossing is hidden. */
  readonly rows: readonly (readonly [number, number])[];
}
