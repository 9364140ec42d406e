import type { Observation } from "@raceway/condition/observation";
import type { PlantAnalysis } from "@raceway/condition/plant-analysis";
import type { DeadLetter } from "@raceway/journal/dead-letters";
import type { InboxRow } from "@raceway/journal/inbox-table";
import type { Journal } from "@raceway/journal/journal";
import type { Json } from "@raceway/model/json";
import { channelOf } from "@raceway/model/plant";
import type { Nanos } from "@raceway/model/time";
import type { Clock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import { decodeReading } from "@raceway/wire/codec";
import { parseTopic } from "@raceway/wire/topic";
import type { LiveView } from "./live-view.ts";
import type { ManipulationJob } from "./manipulation-job.ts";
import type { ManipulationPool } from "./manipulation-pool.ts";
import { addResults, addVerdict, encodeRows, type Outgoing } from "./results.ts";
import { createStopSignal } from "./stop-signal.ts";

export interface RunnerParts {
  readonly journal: Journal;
  readonly analysis: PlantAnalysis;
  readonly pool: ManipulationPool;
  readonly live: LiveView;
  readonly clock: Clock;
  readonly log: Log;
}

/** Largest batch: bounds the memory of analysis and the work repeated after a crash. */
const BATCH_MESSAGES = 64;
const BATCH_BYTES = 8 * 1024 * 1024;
/** Pause after a commit that failed (a full disk), before the same entries are tried again, milliseconds. */
const RETRY_MS = 1000;
/** How often silence is looked for, milliseconds. */
const ELAPSE_MS = 5000;

/** Takes messages from the inbox through analysis to the outbox, a batch at a time, each batch in one transaction. */
export function createRunner(parts: RunnerParts) {
  const { journal, analysis, clock, log } = parts;
  const counters = { analysed: 0, late: 0, failed: 0 };
  /** When the newest record of a point arrived: silence is measured from there, in the source's own time. */
  const arrivals = new Map<string, Nanos>();
  let startedAt = clock.now();
  const signal = createStopSignal();
  let committing = false;
  let running: Promise<void> | undefined;
  let cancelElapse = () => {};

  async function run(): Promise<void> {
    while (!signal.stopped) {
      await signal.orStopped(journal.inbox.arrived());
      if (signal.stopped) return;
      const rows = journal.inbox.read(BATCH_MESSAGES, BATCH_BYTES);
      if (rows.length > 0) await analyse(rows);
    }
  }

  async function analyse(rows: readonly InboxRow[]): Promise<void> {
    const observed = await Promise.allSettled(
      rows.map((row) => parts.pool.observe(jobOf(row, analysis))),
    );
    const out: Outgoing = { rows: [], publications: [] };
    const touched = new Set<string>();
    const deadLetters: DeadLetter[] = [];
    observed.forEach((result, i) => {
      const row = rows[i];
      if (row === undefined) return;
      if (result.status === "rejected") deadLetters.push(letterOf(row, result.reason));
      else judge(result.value, row, { out, touched, deadLetters });
    });
    await commit({ out, touched, deadLetters, upTo: rows.at(-1)?.id });
  }

  interface Batch {
    readonly out: Outgoing;
    readonly touched: Set<string>;
    readonly deadLetters: DeadLetter[];
  }

  function judge(
    observation: Observation,
    row: InboxRow,
    { out, touched, deadLetters }: Batch,
  ): void {
    try {
      const judgement = analysis.judge(observation);
      addResults(out, observation, judgement);
      touched.add(observation.point);
      counters.analysed += 1;
      if (judgement === undefined) {
        counters.late += 1;
        return;
      }
      arrivals.set(observation.point, row.receivedAt);
      parts.live.observation(observation);
      parts.live.state(judgement.state);
    } catch (error) {
      // One record that analysis chokes on must not hold up the others.
      deadLetters.push(letterOf(row, error));
    }
  }

  async function commit({
    out,
    touched,
    deadLetters,
    upTo,
  }: Batch & { upTo: number | undefined }): Promise<void> {
    counters.failed += deadLetters.length;
    for (const { topic, reason } of deadLetters)
      log.error({ topic, reason }, "analysis failed on a record");
    const results = {
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
    };
    for (let failed = false; ; failed = true) {
      try {
        journal.commitResults(results);
        committing = false;
        if (failed) log.info({}, "results are stored again");
        return;
      } catch (error) {
        if (!failed) log.error({ err: error }, "results cannot be stored: analysis waits");
        if (signal.stopped) throw error;
        committing = true;
        await signal.orStopped(new Promise<void>((resolve) => clock.after(RETRY_MS, resolve)));
      }
    }
  }

  /** Verdicts on silence, for points that have delivered since the start or before it. */
  function elapse(): void {
    cancelElapse = clock.after(ELAPSE_MS, elapse);
    // While a batch waits for its commit, the models are ahead of the journal: nothing of them may be stored.
    if (committing) return;
    const out: Outgoing = { rows: [], publications: [] };
    const touched = new Set<string>();
    for (const [point] of analysis.points) {
      const verdicts = analysis.chain(point).elapse(sourceNow(point));
      if (verdicts.length > 0) touched.add(point);
      for (const verdict of verdicts) addVerdict(out, verdict);
    }
    if (touched.size > 0) {
      commit({ out, touched, deadLetters: [], upTo: undefined }).catch((error) =>
        log.error({ err: error }, "verdicts on silence are not stored"),
      );
    }
  }

  /** Now by the clock of a point's source: its newest source time and what has passed since that arrived. */
  function sourceNow(point: string): Nanos {
    const newest = analysis.latestTime(point);
    if (newest === undefined) return clock.now();
    return newest + clock.now() - (arrivals.get(point) ?? startedAt);
  }

  return {
    counters,
    /** Restores what the models remember, then begins with the oldest entry whose results are not stored. */
    start(): void {
      startedAt = clock.now();
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
      log.error({ point, err: error }, "the point's model state cannot be read: it learns anew");
    }
  }
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
