import type { DatabaseSync } from "node:sqlite";
import type { PointPath } from "@raceway/model/identity";

/** What a changed plant file means for entries that wait and for what is known of channels. */
export interface Rearrangement {
  readonly points: readonly { readonly from: PointPath; readonly to: PointPath }[];
  /** Of points by their new paths. */
  readonly channels: readonly {
    readonly point: PointPath;
    readonly from: string;
    readonly to: string;
  }[];
  /** Channels whose next waveform sets the sample rate anew. */
  readonly formats: readonly { readonly point: PointPath; readonly channel: string }[];
}

/** Carries it out; inside a transaction. What is cached of channels must be read anew afterwards. */
export function rearrange(db: DatabaseSync, { points, channels, formats }: Rearrangement): void {
  for (const table of ["inbox", "channel_format"]) {
    const point = db.prepare(`UPDATE OR REPLACE ${table} SET point = ? WHERE point = ?`);
    const channel = db.prepare(
      `UPDATE OR REPLACE ${table} SET channel = ? WHERE point = ? AND channel = ?`,
    );
    for (const { from, to } of points) point.run(to, from);
    for (const { point: path, from, to } of channels) channel.run(to, path, from);
  }
  const format = db.prepare(
    "UPDATE channel_format SET sample_rate = NULL WHERE point = ? AND channel = ?",
  );
  for (const { point, channel } of formats) format.run(point, channel);
}
