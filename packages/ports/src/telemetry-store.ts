import type { TelemetryPoint } from "@raceway/model/telemetry";
import type { Nanos } from "@raceway/model/time";
import type { SetAside } from "./set-aside.ts";

/** A point that the store will never take, and why in its own words. */
export interface RefusedPoint {
  readonly point: TelemetryPoint;
  readonly reason: string;
}

/** Says that the store cannot be reached or is overloaded: the same write may succeed later. */
export class StoreUnavailable extends Error {
  override name = "StoreUnavailable";
}

export interface SeriesQuery {
  readonly measurement: string;
  readonly fields: readonly string[];
  /** Tags that must match exactly. */
  readonly tags: Readonly<Record<string, string>>;
  /** From (included) to (excluded). */
  readonly from: Nanos;
  readonly to: Nanos;
  /** Mean over windows of so many seconds, aligned to 1970; absent: every row. */
  readonly everySeconds?: number;
  /** Most rows to return, newest kept. Default 10 000. */
  readonly limit?: number;
}

export interface SeriesRow {
  readonly time: Nanos;
  /** Tags of the row that the query did not fix. */
  readonly tags: Readonly<Record<string, string>>;
  /** Fields that the row has, of those asked for. Texts only when not averaged. */
  readonly fields: Readonly<Record<string, number | string>>;
}

/** Where results go and charts come from. */
export interface TelemetryStore {
  readonly name: string;
  /**
   * Stores points; the same (measurement, tags, time) again replaces the fields it brings, so a write may be repeated after an unknown outcome.
   *
   * @returns the points that can never be stored; all others are.
   * @throws StoreUnavailable when nothing can be said of the outcome: write the same again later.
   */
  write(points: readonly TelemetryPoint[]): Promise<readonly RefusedPoint[]>;
  /** Rows in time order. An unknown measurement or field has no rows. @throws StoreUnavailable */
  series(query: SeriesQuery): Promise<readonly SeriesRow[]>;
  /** The newest row of every series of a measurement whose tags match. @throws StoreUnavailable */
  latest(
    query: Pick<SeriesQuery, "measurement" | "fields" | "tags">,
  ): Promise<readonly SeriesRow[]>;
  /** Whether it answers now; the reason when not. Never throws. */
  ready(): Promise<{ readonly ok: boolean; readonly reason?: string }>;
  /** Of a store that is a file: the file that was found damaged since this was opened, when a new one was begun in its place. */
  damage?(): SetAside | undefined;
  /** Of a store that is a file: copies it, as it is at one moment, to a new file while it goes on. @throws StoreUnavailable */
  copyTo?(file: string): Promise<void>;
  close(): Promise<void>;
}
