import type { Json } from "@raceway/model/json";
import type { Gate } from "@raceway/model/test-stand";

/** A serial that was judged: by which message, and what came of it. */
export interface KnownSerial {
  readonly digest: number;
  readonly gate: Gate;
  readonly judged: boolean;
}

/** Serials that one stored piece holds, and pieces that are kept: 16,384 parts, half a day at 20 a minute. */
const PIECE = 128;
const PIECES = 128;

type Stored = readonly [serial: string, digest: number, gate: Gate, judged: 0 | 1];

/** The serials of a stand's latest parts, in pieces of which only the newest changes: a list of all would be stored with every part. */
export function createSerials() {
  const known = new Map<string, KnownSerial>();
  const pieces = new Map<number, Stored[]>();
  let newest = 0;

  return {
    get: (serial: string): KnownSerial | undefined => known.get(serial),
    note(serial: string, entry: KnownSerial): void {
      let piece = pieces.get(newest) ?? [];
      if (piece.length >= PIECE) {
        newest += 1;
        piece = [];
        for (const [old] of pieces.get(newest - PIECES) ?? []) known.delete(old);
        pieces.delete(newest - PIECES);
      }
      pieces.set(newest, [...piece, [serial, entry.digest, entry.gate, entry.judged ? 1 : 0]]);
      known.set(serial, entry);
    },
    /** The piece that is written to, and under which name it is kept: names come round again. */
    newestPiece: (): { readonly slot: number; readonly state: Json } => ({
      slot: newest % PIECES,
      state: { number: newest, entries: pieces.get(newest) ?? [] } as unknown as Json,
    }),
    /** Names of all pieces that there may be. */
    slots: PIECES,
    restore(states: readonly Json[]): void {
      const stored = (states as unknown as { number: number; entries: Stored[] }[]).toSorted(
        (a, b) => a.number - b.number,
      );
      newest = stored.at(-1)?.number ?? 0;
      for (const { number, entries } of stored) {
        if (number <= newest - PIECES) continue;
        pieces.set(number, [...entries]);
        for (const [serial, digest, gate, judged] of entries)
          known.set(serial, { digest, gate, judged: judged === 1 });
      }
    },
  };
}

export type Serials = ReturnType<typeof createSerials>;
