import type { DatabaseSync } from "node:sqlite";
import { crc32 } from "node:zlib";
import type { PointPath } from "@raceway/model/identity";
import type { Nanos } from "@raceway/model/time";
import type { Clock } from "@raceway/ports/clock";
import type { ChannelLimits, ChannelObjection, Channels } from "./channels.ts";
import { inCountedTransaction } from "./counted.ts";
import { isStorageFault } from "./database.ts";
import type { DeadLetter, DeadLetters } from "./dead-letters.ts";
import { createGroupCommit, type Outcome } from "./group-commit.ts";
import { createInboxTable, type InboxEntry, type InboxRow, inboxBytes } from "./inbox-table.ts";
import type { RunningTime } from "./running-time.ts";

/** What a door hands in: a message that was understood, or one that can never be used. */
export type Arrival = AcceptedArrival | RefusedArrival;
export type AcceptedArrival = {
  readonly kind: "accepted";
  /** `arrival`: `time` is that of arrival, for the source said none that can be believed. */
  readonly dated?: "arrival";
  /** What the time is believed to be, where the host's clock is known to be wrong. */
  readonly now?: Nanos;
} & Omit<InboxEntry, "running" | "anew">;
export type RefusedArrival = { readonly kind: "dead-letter" } & DeadLetter;

/** Where an arrival was stored. */
export type Admission =
  | { readonly stored: "inbox"; readonly id: number }
  | {
      readonly stored: "dead-letter";
      readonly reasonCode: DeadLetter["reasonCode"];
      readonly reason: string;
    };

export interface InboxLimits extends ChannelLimits {
  readonly inboxBytes: number;
  /** Age at which the oldest entry makes the inbox full, whatever its size; time in which the journal was not open does not count. */
  readonly inboxSeconds: number;
  /**
   * What to do when one of them is reached. `block`: hold arrivals up to `holdMs`, then refuse them, so that nothing is acknowledged and senders keep
   * their messages. `drop_oldest_waveform`: make room; each dropped waveform becomes a dead letter `inbox-full`.
   */
  readonly onFull: "block" | "drop_oldest_waveform";
  readonly holdMs: number;
  /** Largest group commit. */
  readonly commitItems: number;
  readonly commitBytes: number;
}

export interface InboxStats {
  readonly rows: number;
  readonly bytes: number;
  /** How long the oldest entry has waited, seconds of running time. */
  readonly oldestAge?: number;
  /** Since the start: commits made, and what was stored, refused for want of room, dropped to make room. */
  readonly commits: number;
  readonly accepted: number;
  readonly refused: number;
  readonly droppedWaveforms: number;
}

/** Says that there is no room: the sender must keep its message and send it again. */
export class JournalFull extends Error {
  override name = "JournalFull";
}

export interface InboxParts {
  readonly db: DatabaseSync;
  readonly clock: Clock;
  readonly runningTime: RunningTime;
  readonly limits: InboxLimits;
  readonly channels: Channels;
  readonly deadLetters: DeadLetters;
  /** @throws NoRoom when the disk has no room for messages. */
  readonly requireRoom: () => void;
}

export type Inbox = ReturnType<typeof createInbox>;

/** Messages that were acknowledged and wait for analysis. */
export function createInbox({
  db,
  clock,
  runningTime,
  limits,
  channels,
  deadLetters,
  requireRoom,
}: InboxParts) {
  const table = createInboxTable(db);
  let counters = { commits: 0, accepted: 0, refused: 0, droppedWaveforms: 0 };
  let readUpTo = 0;
  let newestId = table.newestId();
  let wake: (() => void)[] = [];

  const group = createGroupCommit<Arrival, Admission>({
    commit,
    sizeOf: sizeOf,
    fits: (arrival, ahead) =>
      limits.onFull !== "block" ||
      arrival.kind === "dead-letter" ||
      table.bytes + ahead === 0 ||
      !isFull(ahead + sizeOf(arrival)),
    failsAll: isStorageFault,
    maxItems: limits.commitItems,
    maxBytes: limits.commitBytes,
    maxWaitingBytes: Math.max(limits.inboxBytes / 4, 2 * limits.commitBytes),
    maxWaitMs: limits.holdMs,
    after: clock.after,
    refusal: () => {
      counters.refused += 1;
      return new JournalFull(
        `the inbox is full (${table.rows} messages, ${table.bytes} of ${limits.inboxBytes} bytes): analysis does not keep up`,
      );
    },
  });

  function commit(arrivals: readonly Arrival[]): readonly Outcome<Admission>[] {
    requireRoom();
    const outcomes = inCountedTransaction(
      db,
      [table, channels, deadLetters, { mark: markCounters }],
      () => arrivals.map(store),
    );
    counters.commits += 1;
    announce(outcomes);
    return outcomes;
  }

  /** Whether so many more bytes are too many, or the oldest entry is too old. */
  function isFull(bytes: number): boolean {
    if (table.bytes + bytes > limits.inboxBytes) return true;
    const { oldestRunning } = table.totals();
    return oldestRunning !== undefined && runningTime.since(oldestRunning) > limits.inboxSeconds;
  }

  function markCounters() {
    const noted = { ...counters };
    return () => {
      counters = noted;
    };
  }

  function store(arrival: Arrival): Outcome<Admission> {
    if (arrival.kind === "dead-letter") return { result: bury(arrival) };
    const running = runningTime.now();
    const examined = channels.examine({ ...arrival, running, digest: crc32(arrival.payload) });
    if ("reasonCode" in examined) return { result: bury(letterOf(arrival, examined)) };
    if (limits.onFull === "drop_oldest_waveform") makeRoom(inboxBytes(arrival));
    const { time, anew, clock: note = arrival.clock } = examined;
    const dated = { time, ...(anew && { anew: true as const }), ...(note && { clock: note }) };
    return { result: { stored: "inbox", id: table.insert({ ...arrival, running, ...dated }) } };
  }

  function bury(letter: DeadLetter): Admission {
    deadLetters.add(letter);
    return { stored: "dead-letter", reasonCode: letter.reasonCode, reason: letter.reason };
  }

  function makeRoom(bytes: number): void {
    while (table.rows > 0 && isFull(bytes)) {
      // What has been read is being analysed: its results will be stored, so it must not be called dropped.
      const dropped = table.dropOldestWaveform(readUpTo);
      // Only readings are left: they are small, and what they say cannot be had again.
      if (dropped === undefined) return;
      counters.droppedWaveforms += 1;
      deadLetters.add({
        topic: dropped.topic,
        head: new Uint8Array(),
        size: dropped.bytes,
        receivedAt: clock.now(),
        reasonCode: "inbox-full",
        reason: `waveform ${dropped.id} of ${dropped.point}/${dropped.channel} was dropped before its analysis: the inbox may hold ${limits.inboxBytes} bytes and nothing older than ${limits.inboxSeconds} s`,
      });
    }
  }

  function announce(outcomes: readonly Outcome<Admission>[]): void {
    for (const outcome of outcomes)
      if ("result" in outcome && outcome.result.stored === "inbox") {
        newestId = outcome.result.id;
        counters.accepted += 1;
      }
    if (newestId > readUpTo) wakeAll();
  }

  function wakeAll(): void {
    const woken = wake;
    wake = [];
    for (const resolve of woken) resolve();
  }

  return {
    /**
     * Stores an arrival. Resolves after the commit that contains it, with where it went; calls of one turn share a commit, in the order of the
     * calls. Rejects when it is not stored: {@link JournalFull}, or SQLite's own error (a full disk).
     */
    admit(arrival: Arrival): Promise<Admission> {
      return group.add(arrival);
    },

    /** The next entries in order, at most `limit` and about `maxBytes` (one at least). They stay until results for them are committed. */
    read(limit: number, maxBytes: number): readonly InboxRow[] {
      const rows = table.readAfter(readUpTo, limit, maxBytes);
      readUpTo = rows.at(-1)?.id ?? newestId;
      return rows;
    },

    /** Lets {@link read} begin again at the oldest entry whose results are not committed. */
    rewind(): void {
      readUpTo = (table.oldestId() ?? newestId + 1) - 1;
      if (newestId > readUpTo) wakeAll();
    },

    /** Resolves when there is something to read (at once when there is), or when the journal closes. */
    arrived(): Promise<void> {
      if (newestId > readUpTo) return Promise.resolve();
      return new Promise((resolve) => wake.push(resolve));
    },

    /** Lets the next waveform of a channel set its sample rate anew: after a sensor was exchanged. */
    forgetFormat(point: PointPath, channel: string): void {
      channels.forgetFormat(point, channel);
    },

    /** Sample rates that the inbox has learnt, Hz. */
    formats: () => channels.formats(),

    stats(): InboxStats {
      const { oldestRunning, ...totals } = table.totals();
      const age =
        oldestRunning === undefined ? {} : { oldestAge: runningTime.since(oldestRunning) };
      return { ...totals, ...age, ...counters };
    },

    /** For the journal, which calls it inside its transaction; and the two below around it. */
    removeUpTo: (id: number) => table.removeUpTo(id),
    mark: () => table.mark(),
    roomMade: () => group.retry(),
    close(): void {
      group.close();
      wakeAll();
    },
  };
}

function sizeOf(arrival: Arrival): number {
  return arrival.kind === "accepted" ? inboxBytes(arrival) : arrival.head.length + 128;
}

function letterOf(arrival: AcceptedArrival, objection: ChannelObjection): DeadLetter {
  const { topic, payload, receivedAt } = arrival;
  return { topic, head: payload, size: payload.length, receivedAt, ...objection };
}
