import type { Observation } from "@raceway/condition/observation";
import type { PlantAnalysis } from "@raceway/condition/plant-analysis";
import { isCorruption } from "@raceway/journal/database";
import type { DeadLetter } from "@raceway/journal/dead-letters";
import type { InboxRow } from "@raceway/journal/inbox-table";
import type { Journal } from "@raceway/journal/journal";
import type { Json } from "@raceway/model/json";
import { relearns } from "@raceway/model/maintenance";
import { channelOf } from "@raceway/model/plant";
import { type Nanos, nanosOfSeconds } from "@raceway/model/time";
import type { Clock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import { createThinnedRows } from "@raceway/telemetry/thinned-rows";
import { decodeReading } from "@raceway/wire/codec";
import { decodeMaintenance } from "@raceway/wire/maintenance-message";
import { parseTopic } from "@raceway/wire/topic";
import { editLimit, LIMIT_EDIT_CHANNEL } from "./limit-edit.ts";
import type { LiveView } from "./live-view.ts";
import { addMaintenance, MAINTENANCE_CHANNEL } from "./maintenance.ts";
import type { ManipulationJob } from "./manipulation-job.ts";
import type { ManipulationPool } from "./manipulation-pool.ts";
import { addResults, addVerdict, encodeRows, type Outgoing } from "./results.ts";
import type { SteadyTime } from "./steady-time.ts";
import { createStopSignal } from "./stop-signal.ts";
import type { Thinning } from "./thinning.ts";

export interface RunnerParts {
  readonly journal: Journal;
  readonly analysis: PlantAnalysis;
  readonly pool: ManipulationPool;
  readonly live: LiveView;
  readonly thinning: Thinning;
  readonly time: SteadyTime;
  readonly clock: Clock;
  readonly log: Log;
  /** Is told of a journal that can no longer be read: then analysis has ended. */
  readonly onBroken: (error: unknown) => void;
}

/** Largest batch: bounds the memory of analysis and the work repeated after a crash. */
export const BATCH_MESSAGES = 64;
const BATCH_BYTES = 8 * 1024 * 1024;
/** Pause after a commit that failed (a full disk), before the same entries are tried again, milliseconds. */
const RETRY_MS = 1000;
/** How often silence is looked for, milliseconds. */
const ELAPSE_MS = 5000;

/** What waits for one transaction. */
interface Batch {
  readonly out: Outgoing;
  readonly touched: Set<string>;
  readonly deadLetters: DeadLetter[];
  upTo: number | undefined;
}

function emptyBatch(): Batch {
  return {
    out: { rows: [], publications: [] },
    touched: new Set(),
    deadLetters: [],
    upTo: undefined,
  };
}

/** Takes messages from the inbox through analysis to the outbox, a batch at a time, each batch in one transaction. */
export function createRunner(parts: RunnerParts) {
  const { journal, analysis, thinning, time, clock, log } = parts;
  const counters = { analysed: 0, late: 0, failed: 0, thinned: 0 };
  /** When the newest record of a point was judged, in steady seconds: silence is measured from there, in the source's own time. */
  const judgedAt = new Map<string, number>();
  let startedAt = time.seconds();
  const due = createThinnedRows();
  const signal = createStopSignal();
  let batch = emptyBatch();
  let waiting = false;
  let running: Promise<void> | undefined;
  let cancelElapse = () => {};

  async function run(): Promise<void> {
    while (!signal.stopped) {
      await signal.orStopped(journal.inbox.arrived());
      if (signal.stopped) return;
      try {
        const rows = journal.inbox.read(BATCH_MESSAGES, BATCH_BYTES);
        if (rows.length > 0) await analyse(rows);
      } catch (error) {
        if (isCorruption(error)) {
          parts.onBroken(error);
          return;
        }
        log.error({ err: error }, "the inbox cannot be read: analysis waits");
        await pause();
      }
    }
  }

  function pause(): Promise<void> {
    return signal.orStopped(new Promise<void>((resolve) => clock.after(RETRY_MS, resolve)));
  }

  async function analyse(all: readonly InboxRow[]): Promise<void> {
    const rows = thinned(all);
    const observed = await Promise.allSettled(
      rows.map((row) => (isByPerson(row) ? undefined : parts.pool.observe(jobOf(row, analysis)))),
    );
    observed.forEach((result, i) => {
      const row = rows[i];
      if (row === undefined) return;
      if (result.status === "fulfilled" && result.value === undefined) takeFromPerson(row);
      else if (result.status === "rejected") batch.deadLetters.push(letterOf(row, result.reason));
      else if (result.value !== undefined) judge(result.value, row);
    });
    counters.failed += batch.deadLetters.length;
    for (const { topic, reason } of batch.deadLetters)
      log.error({ topic, reason }, "analysis failed on a record");
    batch.upTo = all.at(-1)?.id;
    await storeBatch();
  }

  /** The rows of a batch that are to be analysed: all, unless load has lasted. */
  function thinned(rows: readonly InboxRow[]): readonly InboxRow[] {
    const backlog = journal.inbox.stats().rows - rows.length;
    if (thinning.waiting(backlog)) announceThinning(backlog);
    const taken = rows.filter(
      ({ topic, point, channel }) =>
        parseTopic(topic)?.class !== "waveform" || thinning.takes(`${point}/${channel}`),
    );
    counters.thinned += rows.length - taken.length;
    return taken;
  }

  function announceThinning(backlog: number): void {
    const { every } = thinning;
    if (every === 1)
      log.info({ thinned: counters.thinned }, "caught up: every waveform is analysed again");
    else
      log.warn(
        { every, backlog },
        `load lasts: analysing one waveform in ${every} of each channel, the others are let go; give ingest more cores, or let sensors send less often`,
      );
  }

  function judge(observation: Observation, row: InboxRow): void {
    try {
      const judgement = analysis.judge(observation);
      addResults(batch.out, observation, judgement, due);
      batch.touched.add(observation.point);
      counters.analysed += 1;
      if (judgement === undefined) {
        counters.late += 1;
        return;
      }
      judgedAt.set(observation.point, time.seconds());
      parts.live.observation(observation);
      // Decoding once more costs time that analysis needs while it is behind.
      if (!thinning.behind && parseTopic(row.topic)?.class === "waveform")
        parts.live.waveform(row.point, row.channel, row.time, row.payload);
      parts.live.state(judgement.state);
    } catch (error) {
      // One record that analysis chokes on must not hold up the others.
      batch.deadLetters.push(letterOf(row, error));
    }
  }

  function takeFromPerson(row: InboxRow): void {
    if (row.channel === MAINTENANCE_CHANNEL) maintain(row);
    else editLimit(batch.out, analysis.chain(row.point), row);
    batch.touched.add(row.point);
  }

  /** Work done takes effect between the records that came before it and those after. */
  function maintain({ point, payload, receivedAt }: InboxRow): void {
    const event = decodeMaintenance(payload);
    if (!event.ok) return;
    const latestTime = analysis.latestTime(point);
    addMaintenance(batch.out, point, event.body, { latestTime, receivedAt });
    if (relearns(event.body.work)) analysis.chain(point).relearn(event.body.work);
    if (event.body.work !== "sensor-replaced") return;
    const channels = analysis.points.get(point)?.point.channels ?? [];
    for (const { id } of channels) journal.inbox.forgetFormat(point, id);
  }

  /** Stores what the batch has come to, as often as it takes. When it is stopped before, the models' state in the journal leads to the same again. */
  async function storeBatch(): Promise<void> {
    for (let failed = false; ; failed = true) {
      try {
        commit();
        waiting = false;
        if (failed) log.info({}, "results are stored again");
        return;
      } catch (error) {
        if (isCorruption(error)) throw error;
        if (!failed) log.error({ err: error }, "results cannot be stored: analysis waits");
        if (signal.stopped) return;
        waiting = true;
        await pause();
      }
    }
  }

  function commit(): void {
    const { out, touched, deadLetters, upTo } = batch;
    journal.commitResults({
      outbox: [
        ...(out.rows.length > 0 ? [{ kind: "telemetry", body: encodeRows(out.rows) }] : []),
        ...out.publications.map((publication) => ({
          kind: "publish",
          body: JSON.stringify(publication),
        })),
      ],
      retained: out.publications
        .filter(({ retain }) => retain)
        .map(({ topic, payload }) => ({ topic, payload: Buffer.from(payload) })),
      modelState: [...touched].map((point) => ({ key: point, state: analysis.snapshot(point) })),
      deadLetters,
      ...(upTo !== undefined && { upTo }),
    });
    batch = emptyBatch();
  }

  /** Verdicts on silence, for points that have delivered since the start or before it. */
  function elapse(): void {
    cancelElapse = clock.after(ELAPSE_MS, elapse);
    // While a batch waits for its commit, nothing of the models may be stored. While analysis is behind, it cannot tell a silent sensor from one that waits.
    if (waiting || thinning.behind) return;
    for (const [point] of analysis.points) {
      const verdicts = analysis.chain(point).elapse(sourceNow(point));
      if (verdicts.length > 0) batch.touched.add(point);
      for (const verdict of verdicts) addVerdict(batch.out, verdict);
    }
    if (batch.touched.size === 0) return;
    try {
      commit();
    } catch (error) {
      // They go with the next batch, or the next look at silence.
      log.error({ err: error }, "verdicts on silence are not stored yet");
    }
  }

  /** Now by the clock of a point's source: its newest source time and what has passed since that was judged. */
  function sourceNow(point: string): Nanos {
    const newest = analysis.latestTime(point);
    if (newest === undefined) return clock.now();
    return newest + nanosOfSeconds(time.seconds() - (judgedAt.get(point) ?? startedAt));
  }

  return {
    counters,
    /** Restores what the models remember, then begins with the oldest entry whose results are not stored. */
    start(): void {
      startedAt = time.seconds();
      for (const [point] of analysis.points) {
        const state = journal.modelState.get(point);
        if (state !== undefined) restore(point, state);
      }
      journal.inbox.rewind();
      cancelElapse = clock.after(ELAPSE_MS, elapse);
      running = run();
    },
    /** Finishes the batch in hand; the rest waits in the inbox. */
    async stop(): Promise<void> {
      signal.stop();
      cancelElapse();
      await running;
    },
  };

  function restore(point: string, state: Json): void {
    try {
      analysis.restore(point, state);
    } catch (error) {
      // Parts of it may have been restored.
      analysis.chain(point).relearn();
      log.error({ point, err: error }, "the point's model state cannot be read: it learns anew");
    }
  }
}

/** Whether a row is no record of a sensor, but what a person tells or changes. */
function isByPerson({ channel }: InboxRow): boolean {
  return channel === MAINTENANCE_CHANNEL || channel === LIMIT_EDIT_CHANNEL;
}

export type Runner = ReturnType<typeof createRunner>;

/** Reads the speed of a message that needs it; readings of speed channels are taken note of on the way. */
function jobOf(row: InboxRow, analysis: PlantAnalysis): ManipulationJob {
  const { point, channel, time, payload } = row;
  const topic = parseTopic(row.topic);
  const address = { kind: "message", point, channel, time, payload } as const;
  const context = analysis.points.get(point);
  if (topic?.class === "reading") {
    const body =
      context && channelOf(context.point, channel)?.kind === "speed"
        ? decodeReading(payload)
        : undefined;
    if (body?.ok) analysis.prepare({ type: "reading", point, channel, ...body.body, time });
    return { ...address, class: "reading" };
  }
  const speedRpm = analysis.speedOf(point);
  return { ...address, class: "waveform", ...(speedRpm !== undefined && { speedRpm }) };
}

function letterOf(row: InboxRow, error: unknown): DeadLetter {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    topic: row.topic,
    head: row.payload,
    size: row.payload.length,
    receivedAt: row.receivedAt,
    reasonCode: "analysis",
    reason: `analysis failed: ${reason}`,
  };
}
