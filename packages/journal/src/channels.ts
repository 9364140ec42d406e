import type { DatabaseSync } from "node:sqlite";
import type { PointPath } from "@raceway/model/identity";
import { type Nanos, nanosOfSeconds } from "@raceway/model/time";
import {
  type ChannelClock,
  type ClockNote,
  type Dating,
  dateRecord,
  type StoredRecords,
  type TimedRecord,
} from "./channel-clock.ts";
import { integerOf, textOf } from "./row.ts";

export interface ChannelLimits {
  /** Source times remembered a channel: an older repetition is not recognised as one. */
  readonly seenPerChannel: number;
  /** Largest relative difference of sample rates that counts as the same, e.g. 0.005. */
  readonly sampleRateTolerance: number;
  /** How far a source time may be from the arrival for its clock to count as right, seconds. */
  readonly clockToleranceSeconds: number;
}

export interface ChannelRecord extends TimedRecord {
  readonly point: PointPath;
  readonly channel: string;
  /** Hz; absent for a reading. */
  readonly sampleRate?: number;
}

/** Why a record is not taken as a new one. */
export interface ChannelObjection {
  readonly reasonCode: "duplicate" | "sample-rate-changed";
  readonly reason: string;
}

interface KnownChannel {
  readonly id: number;
  sampleRate: number | undefined;
  seen: number;
  /** Records that their source time alone does not tell from others. */
  said: number;
  clock: ChannelClock;
}

/** Of records whose clock is not believed, or says the same of several, so many are remembered a channel: more than a sensor has under way. */
const SAID_PER_CHANNEL = 256;
/** Share by which a channel's memory may outgrow its limit before it is trimmed, so that trimming is rare. */
const TRIM_SLACK = 1 / 8;

export type Channels = ReturnType<typeof createChannels>;

/** What the inbox remembers of each channel: the source times it has seen and the sample rate of its first waveform. */
export function createChannels(db: DatabaseSync, limits: ChannelLimits) {
  const select = db.prepare(
    `SELECT id, sample_rate, clock, (SELECT count(*) FROM seen WHERE channel_id = channel_format.id) AS seen,
       (SELECT count(*) FROM said WHERE channel_id = channel_format.id) AS said
     FROM channel_format WHERE point = ? AND channel = ?`,
  );
  const insert = db.prepare("INSERT INTO channel_format (point, channel) VALUES (?, ?)");
  const setClock = db.prepare("UPDATE channel_format SET clock = ? WHERE id = ?");
  const setRate = db.prepare("UPDATE channel_format SET sample_rate = ? WHERE id = ?");
  const remember = db.prepare(
    "INSERT OR IGNORE INTO seen (channel_id, time, digest) VALUES (?, ?, ?)",
  );
  const seenRow = db.prepare("SELECT digest FROM seen WHERE channel_id = ? AND time = ?");
  const trim = db.prepare(
    `DELETE FROM seen WHERE channel_id = ?1 AND time <=
     (SELECT time FROM seen WHERE channel_id = ?1 ORDER BY time DESC LIMIT 1 OFFSET ?2)`,
  );
  const say = db.prepare("INSERT INTO said (channel_id, source, digest) VALUES (?, ?, ?)");
  const saidRow = db.prepare(
    "SELECT 1 FROM said WHERE channel_id = ? AND source = ? AND digest = ?",
  );
  const trimSaid = db.prepare(
    `DELETE FROM said WHERE channel_id = ?1 AND id <=
     (SELECT id FROM said WHERE channel_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)`,
  );
  const formats = db.prepare(
    "SELECT point, channel, sample_rate FROM channel_format WHERE sample_rate IS NOT NULL ORDER BY point, channel",
  );
  const known = new Map<string, KnownChannel>();
  const tolerance = nanosOfSeconds(limits.clockToleranceSeconds);

  function lookUp(point: PointPath, channel: string): KnownChannel {
    const key = `${point}/${channel}`;
    const cached = known.get(key);
    if (cached !== undefined) return cached;
    const row = select.get(point, channel);
    const rate = row?.["sample_rate"];
    const found: KnownChannel =
      row === undefined
        ? {
            id: Number(insert.run(point, channel).lastInsertRowid),
            sampleRate: undefined,
            seen: 0,
            said: 0,
            clock: {},
          }
        : {
            id: integerOf(row, "id"),
            sampleRate: typeof rate === "number" ? rate : undefined,
            seen: integerOf(row, "seen"),
            said: integerOf(row, "said"),
            clock: row["clock"] === null ? {} : (JSON.parse(textOf(row, "clock")) as ChannelClock),
          };
    known.set(key, found);
    return found;
  }

  function formatObjection(record: ChannelRecord, learnt: number): ChannelObjection | undefined {
    const { point, channel, sampleRate } = record;
    if (sampleRate === undefined) return undefined;
    if (Math.abs(sampleRate - learnt) <= limits.sampleRateTolerance * learnt) return undefined;
    return {
      reasonCode: "sample-rate-changed",
      reason: `${point}/${channel} sends ${sampleRate} Hz, its first waveform had ${learnt} Hz: set the sensor back; or declare sampleRate ${sampleRate} in the plant file, or report sensor-replaced at the point: it then learns anew`,
    };
  }

  function storedOf({ id, said }: KnownChannel): StoredRecords {
    return {
      isSeen: (time) => seenRow.get(id, time) !== undefined,
      isSame: (source, digest) =>
        seenRow.get(id, source)?.["digest"] === digest ||
        (said > 0 && saidRow.get(id, source, digest) !== undefined),
    };
  }

  /** By which time a record is judged; notes what that says of its channel's clock, and the record as stored. */
  function date(entry: KnownChannel, record: ChannelRecord): Dating {
    const { dating, clock } = dateRecord(entry.clock, record, storedOf(entry), tolerance);
    entry.clock = clock;
    setClock.run(JSON.stringify(clock), entry.id);
    if (dating.taken) note(entry, record, dating.clock ?? record.clock);
    return dating;
  }

  function note(entry: KnownChannel, record: ChannelRecord, disbelieved?: ClockNote): void {
    if (disbelieved !== undefined) noteSaid(entry, disbelieved.says, record.digest);
    else if (record.dated !== "arrival") noteSeen(entry, record);
  }

  function noteSeen(entry: KnownChannel, { time, digest }: ChannelRecord): void {
    const fresh = Number(remember.run(entry.id, time, digest).changes);
    // Another record of the same tick.
    if (fresh === 0) noteSaid(entry, time, digest);
    entry.seen += fresh;
    if (entry.seen > limits.seenPerChannel * (1 + TRIM_SLACK))
      entry.seen -= Number(trim.run(entry.id, limits.seenPerChannel).changes);
  }

  function noteSaid(entry: KnownChannel, source: Nanos, digest: number): void {
    say.run(entry.id, source, digest);
    entry.said += 1;
    if (entry.said > SAID_PER_CHANNEL * (1 + TRIM_SLACK))
      entry.said -= Number(trimSaid.run(entry.id, SAID_PER_CHANNEL).changes);
  }

  return {
    /** Takes note of a record and says by which time it is judged; or why it may not be taken. Call inside a transaction. */
    examine(record: ChannelRecord): Extract<Dating, { taken: true }> | ChannelObjection {
      const { point, channel, time, sampleRate } = record;
      const entry = lookUp(point, channel);
      if (entry.sampleRate !== undefined) {
        const objection = formatObjection(record, entry.sampleRate);
        if (objection !== undefined) return objection;
      }
      const dating = date(entry, record);
      if (!dating.taken)
        return {
          reasonCode: "duplicate",
          reason: `${point}/${channel} has already delivered a record of source time ${time} ns`,
        };
      if (entry.sampleRate === undefined && sampleRate !== undefined) {
        setRate.run(sampleRate, entry.id);
        entry.sampleRate = sampleRate;
      }
      return dating;
    },

    /** Lets a channel's next waveform set its sample rate anew. */
    forgetFormat(point: PointPath, channel: string): void {
      const entry = lookUp(point, channel);
      setRate.run(null, entry.id);
      entry.sampleRate = undefined;
    },

    /** Sample rates learnt so far, Hz. */
    formats(): readonly { point: PointPath; channel: string; sampleRate: number }[] {
      return formats.all().map((row) => ({
        point: textOf(row, "point"),
        channel: textOf(row, "channel"),
        sampleRate: integerOf(row, "sample_rate"),
      }));
    },

    /** After what is stored of channels was changed beside this. */
    readAnew: () => known.clear(),

    mark() {
      // What was looked up may have been rolled back: it is read again when it is needed.
      return () => known.clear();
    },
  };
}
