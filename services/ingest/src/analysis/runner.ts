import type { Observation } from "@raceway/condition/observation";
import type { PartEvent } from "@raceway/inspection/part-event";
import { isCorruption, isRefusal } from "@raceway/journal/database";
import type { DeadLetter } from "@raceway/journal/dead-letters";
import { JournalFull } from "@raceway/journal/inbox";
import type { InboxRow } from "@raceway/journal/inbox-table";
import { relearns } from "@raceway/model/maintenance";
import type { PartResult } from "@raceway/model/part";
import type { Plant } from "@raceway/model/plant";
import type { StandPath } from "@raceway/model/test-stand";
import { createThinnedRows } from "@raceway/telemetry/thinned-rows";
import { decodeMaintenance } from "@raceway/wire/maintenance-message";
import { parseTopic } from "@raceway/wire/topic";
import { clockFinding } from "../clocks/clock-finding.ts";
import { createSourceNow } from "../clocks/source-now.ts";
import type { SteadyTime } from "../clocks/steady-time.ts";
import { ALARM_ENTRY_CHANNEL, recordAlarmEntry } from "../door/alarm-entry.ts";
import { isByPerson } from "../door/by-person.ts";
import { editLimit } from "../door/limit-edit.ts";
import { isMachineState } from "../door/machine-state.ts";
import { addMaintenance, addTakenBack, MAINTENANCE_CHANNEL } from "../door/maintenance.ts";
import { isPart } from "../door/part.ts";
import { letterOf, letterOfError, letterOfStranger } from "../door/set-aside.ts";
import type { Thinning } from "../door/thinning.ts";
import type { LiveView } from "../out/live-view.ts";
import { addToldState } from "../out/machine-states.ts";
import { addPartResult, addRelearn, addStandSummary } from "../out/part-results.ts";
import { addResults, addState, addVerdict } from "../out/results.ts";
import { createStopSignal } from "../stop-signal.ts";
import { type Batch, emptyBatch, resultsOf } from "./batch.ts";
import type { ManipulationJob } from "./manipulation-job.ts";
import type { ManipulationPool } from "./manipulation-pool.ts";
import { createMemories, type MemoryParts } from "./memories.ts";
import { jobOf, partJobOf } from "./message-job.ts";
import { createStandstill } from "./standstill.ts";

export interface RunnerParts extends MemoryParts {
  readonly observe: ManipulationPool["observe"];
  readonly measure: ManipulationPool["measure"];
  readonly live: LiveView;
  readonly thinning: Thinning;
  readonly time: SteadyTime;
  /** An even count of seconds, as the clocks of sensors pass. */
  readonly sourceSeconds: () => number;
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
const NOTHING_TO_TAKE_BACK =
  "there is no work to take back: none that a point learns anew after was told here within a day";
/** Messages set aside one after another, with none that went through, from which on the fault is rather ours: then each waits. */
const POISON_IN_A_ROW = 8;

/** What is made of a message in the worker threads. */
type Made = Observed | PartEvent;

interface Observed {
  readonly observation: Observation;
  readonly job: ManipulationJob;
}

/** A batch on its way through the worker threads. */
interface InHand {
  /** As read from the inbox. */
  readonly rows: readonly InboxRow[];
  /** Those that are analysed: all, unless load has lasted. */
  readonly taken: readonly InboxRow[];
  readonly observed: Promise<readonly PromiseSettledResult<Looked>[]>;
}

/** What a message is on a first look: one whose point is no more, what a person tells, what is told of a machine, or what was made of it in the worker threads. */
type Looked =
  | { readonly letter: DeadLetter }
  | { readonly byPerson: true }
  | { readonly told: true }
  | Made;

/**
 * Takes messages from the inbox through analysis to the outbox, a batch at a time, each batch in one transaction. While one batch is judged and stored, the next is in
 * the worker threads already: nothing that remembers is touched there, and what fails lets go of both, to be read again.
 */
export function createRunner(parts: RunnerParts) {
  const { journal, thinning, time, clock, log } = parts;
  const memories = createMemories(parts);
  const counters = { analysed: 0, late: 0, failed: 0, thinned: 0 };
  const standstill = createStandstill(time.seconds);
  const sourceNow = createSourceNow(parts.sourceSeconds, () => clock.now());
  const due = createThinnedRows();
  const signal = createStopSignal();
  let batch = emptyBatch();
  let ahead: InHand | undefined;
  let batchMessages = BATCH_MESSAGES;
  /** What is to be done between two batches, and how the loop is woken for it. */
  const tasks: (() => Promise<void>)[] = [];
  let wake = () => {};
  let poisoned = 0;
  let waiting = false;
  let running: Promise<void> | undefined;
  let cancelElapse = () => {};

  async function run(): Promise<void> {
    while (!signal.stopped) {
      for (const task of tasks.splice(0)) await task();
      const asked = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (ahead === undefined)
        await signal.orStopped(Promise.race([journal.inbox.arrived(), asked]));
      if (signal.stopped) return;
      standstill.begun();
      try {
        const inHand = ahead ?? handOut();
        ahead = undefined;
        if (inHand !== undefined) await analyse(inHand);
      } catch (error) {
        if (isCorruption(error)) {
          parts.onBroken(error);
          return;
        }
        standstill.failed(`the inbox cannot be read: ${wordsOf(error)}`);
        log.error({ err: error }, "the inbox cannot be read: analysis waits");
        ahead = undefined;
        journal.inbox.rewind();
        await pause();
      }
    }
  }

  function pause(): Promise<void> {
    return signal.orStopped(new Promise<void>((resolve) => clock.after(RETRY_MS, resolve)));
  }

  /** Reads the next batch and hands it to the worker threads. @param before messages that are in hand already. */
  function handOut(before = 0): InHand | undefined {
    const rows = journal.inbox.read(batchMessages, BATCH_BYTES);
    if (rows.length === 0) return undefined;
    const taken = thinned(rows, journal.inbox.stats().rows - rows.length - before);
    return { rows, taken, observed: Promise.allSettled(taken.map(look)) };
  }

  /** Keeps the worker threads busy. A fault shows when the batch is read that is to be judged next. */
  function handOutAhead({ rows }: InHand): void {
    if (ahead !== undefined || signal.stopped) return;
    try {
      ahead = handOut(rows.length);
    } catch (error) {
      log.warn({ err: error }, "the inbox cannot be read ahead");
    }
  }

  /**
   * Analyses rows and stores what comes of it. Where something in them cannot be stored, everything is set back to before them and half as many are tried, until
   * the one is found that is to blame; it is set aside.
   */
  async function analyse(inHand: InHand): Promise<void> {
    const { rows } = inHand;
    const before = { ...counters };
    try {
      await judgeAll(inHand);
      if (!(await storeBatch())) return;
      poisoned = 0;
      batchMessages = Math.min(BATCH_MESSAGES, 2 * batchMessages);
    } catch (error) {
      if (!isPoison(error)) throw error;
      setBack();
      Object.assign(counters, before);
      batchMessages = Math.max(1, rows.length >> 1);
      const [row] = rows;
      if (rows.length === 1 && row !== undefined) await bury(row, error);
    }
  }

  async function judgeAll(inHand: InHand): Promise<void> {
    const { rows, taken } = inHand;
    handOutAhead(inHand);
    const observed = await inHand.observed;
    handOutAhead(inHand);
    counters.thinned += rows.length - taken.length;
    observed.forEach((result, i) => {
      const row = taken[i];
      if (row === undefined) return;
      if (result.status === "fulfilled") take(row, result.value);
      else {
        setAside(row, result.reason);
        // Its sorter waits for an answer all the same.
        const reason = `measuring it failed: ${wordsOf(result.reason)}`;
        if (isPart(row)) inspect(row, { event: "unreadable", reason });
      }
    });
    counters.failed += batch.deadLetters.length;
    for (const { topic, reason } of batch.deadLetters)
      log.error({ topic, reason }, "a message is set aside");
    batch.upTo = rows.at(-1)?.id;
  }

  async function look(row: InboxRow): Promise<Looked> {
    const letter = letterOfStranger(row, memories.places());
    if (letter !== undefined) return { letter };
    if (isByPerson(row)) return { byPerson: true };
    if (isMachineState(row)) return { told: true };
    if (isPart(row)) return parts.measure(partJobOf(row, memories.inspection));
    const job = memories.linesAhead.asked(jobOf(row, memories.analysis));
    return { observation: await parts.observe(job), job };
  }

  /** One message that analysis chokes on must not hold up the others. */
  function take(row: InboxRow, looked: Looked): void {
    try {
      if ("letter" in looked) batch.deadLetters.push(looked.letter);
      else if ("byPerson" in looked) takeFromPerson(row);
      else if ("told" in looked) addToldState(batch.out, row);
      else if ("event" in looked) inspect(row, looked);
      else judge(memories.linesAhead.complete(looked.observation, looked.job), row);
    } catch (error) {
      setAside(row, error);
    }
  }

  /** A message of a test stand. What cannot be read is answered, and kept where a person finds it. */
  function inspect(row: InboxRow, event: PartEvent): void {
    const { point, time: now } = row;
    if (event.event === "unreadable") batch.deadLetters.push(letterOf(row, "schema", event.reason));
    if (event.event === "relearn") addRelearn(batch.out, point, event, now);
    addParts(batch, point, memories.inspection.take(point, event, now));
    counters.analysed += 1;
  }

  function addParts(to: Batch, stand: StandPath, results: readonly PartResult[]): void {
    for (const result of results) addPartResult(to.out, result);
    to.stands.set(stand, results.at(-1) ?? to.stands.get(stand));
  }

  /** Adds what is stored of stands once for a batch; when its commit fails it is all in the batch already. */
  function closeStands(stored: Batch): void {
    for (const [stand, latest] of stored.stands) {
      stored.standStates.push(...memories.inspection.changedStates(stand));
      addStandSummary(stored.out, stand, memories.inspection.summary(stand), latest);
    }
    stored.stands.clear();
  }

  function setAside(row: InboxRow, error: unknown): void {
    batch.deadLetters.push(letterOfError(row, error));
  }

  /** Takes everything back that is not stored: the same entries are read again. */
  function setBack(): void {
    letGo();
    memories.restoreAll();
    journal.inbox.rewind();
  }

  /** The same where nothing is wrong, only another plant: sensors are acknowledged meanwhile. */
  async function setBackInTurns(): Promise<void> {
    letGo();
    await memories.restoreInTurns();
    journal.inbox.rewind();
  }

  function letGo(): void {
    memories.forgetAll();
    dropBatches();
  }

  function dropBatches(): void {
    batch = emptyBatch();
    ahead = undefined;
  }

  /** Stores a message that cannot be stored with its results without them. */
  async function bury(row: InboxRow, error: unknown): Promise<void> {
    log.error({ topic: row.topic, err: error }, "the results of a message cannot be stored");
    poisoned += 1;
    if (poisoned > POISON_IN_A_ROW) {
      standstill.failed(`results cannot be stored: ${wordsOf(error)}`);
      await pause();
    }
    batch.deadLetters.push(letterOfError(row, error));
    batch.upTo = row.id;
    counters.failed += 1;
    await storeBatch();
  }

  /** The rows of a batch that are to be analysed: all, unless load has lasted. @param backlog messages behind them. */
  function thinned(rows: readonly InboxRow[], backlog: number): readonly InboxRow[] {
    if (thinning.waiting(backlog)) announceThinning(backlog);
    return rows.filter(
      ({ topic, point, channel }) =>
        parseTopic(topic)?.class !== "waveform" || thinning.takes(`${point}/${channel}`),
    );
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

  function judge(observed: Observation, row: InboxRow): void {
    const clock = clockFinding(row);
    const { anew } = row;
    const observation = { ...observed, ...(clock && { clock }), ...(anew && { anew }) };
    const judgement = memories.analysis.judge(observation);
    addResults(batch.out, observation, judgement, due);
    memories.machineStates.addMeasured(batch.out, observation);
    batch.touched.add(observation.point);
    counters.analysed += 1;
    if (judgement === undefined) {
      counters.late += 1;
      return;
    }
    sourceNow.judged(observation);
    parts.live.observation(observation);
    // Decoding once more costs time that analysis needs while it is behind.
    if (!thinning.behind && parseTopic(row.topic)?.class === "waveform")
      parts.live.waveform(row.point, row.channel, row.time, row.payload);
    parts.live.state(judgement.state);
  }

  function takeFromPerson(row: InboxRow): void {
    if (row.channel === ALARM_ENTRY_CHANNEL) {
      recordAlarmEntry(batch.out, row);
      return;
    }
    if (row.channel === MAINTENANCE_CHANNEL) maintain(row);
    else editLimit(batch.out, memories.analysis.chain(row.point), row);
    batch.touched.add(row.point);
  }

  /** Work done takes effect between the records that came before it and those after. */
  function maintain(row: InboxRow): void {
    const { point, payload, receivedAt } = row;
    const event = decodeMaintenance(payload);
    if (!event.ok) return;
    const latestTime = memories.analysis.latestTime(point);
    const chain = memories.analysis.chain(point);
    if (event.body.work === "taken-back") {
      const again = chain.takeBack(receivedAt);
      if (again === undefined)
        batch.deadLetters.push(letterOf(row, "analysis", NOTHING_TO_TAKE_BACK));
      else addTakenBack(batch.out, point, event.body, { latestTime, receivedAt }, again);
      return;
    }
    addMaintenance(batch.out, point, event.body, { latestTime, receivedAt });
    if (relearns(event.body.work)) chain.relearn(event.body.work, receivedAt);
    if (event.body.work !== "sensor-replaced") return;
    const channels = memories.analysis.points.get(point)?.point.channels ?? [];
    for (const { id } of channels) journal.inbox.forgetFormat(point, id);
  }

  /**
   * Stores what the batch has come to, as often as it takes. When it is stopped before, the models' state in the journal leads to the same again.
   *
   * @returns whether it is stored: false when it was stopped before.
   */
  async function storeBatch(): Promise<boolean> {
    for (let failed = false; ; failed = true) {
      try {
        commit(batch);
        batch = emptyBatch();
        waiting = false;
        standstill.done();
        if (failed) log.info({}, "results are stored again");
        return true;
      } catch (error) {
        if (isCorruption(error) || isPoison(error)) {
          waiting = false;
          throw error;
        }
        standstill.failed(`results cannot be stored: ${wordsOf(error)}`);
        if (!failed) log.error({ err: error }, "results cannot be stored: analysis waits");
        if (signal.stopped) return false;
        waiting = true;
        await pause();
      }
    }
  }

  function commit(stored: Batch): void {
    closeStands(stored);
    journal.commitResults(resultsOf(stored, (point) => memories.analysis.snapshot(point)));
  }

  /** Verdicts on silence, for points that have delivered since the start or before it. */
  function elapse(): void {
    cancelElapse = clock.after(ELAPSE_MS, elapse);
    // While a batch waits for its commit, nothing of the models may be stored. While analysis is behind, it cannot tell a silent sensor from one that waits.
    if (waiting || thinning.behind) return;
    const silent = emptyBatch();
    for (const [point] of memories.analysis.points) {
      const chain = memories.analysis.chain(point);
      const verdicts = chain.elapse(sourceNow.of(point, memories.analysis));
      if (verdicts.length === 0) continue;
      silent.touched.add(point);
      for (const verdict of verdicts) addVerdict(silent.out, verdict);
      const state = addState(silent.out, chain.state(), verdicts);
      if (state !== undefined) parts.live.state(state);
    }
    for (const [stand] of memories.inspection.stands) {
      const results = memories.inspection.elapse(stand, clock.now());
      if (results.length > 0) addParts(silent, stand, results);
    }
    const standsMoved = silent.stands.size > 0;
    if (silent.touched.size === 0 && !standsMoved) return;
    try {
      commit(silent);
    } catch (error) {
      // As if it had not been noticed: the next look says it again.
      for (const point of silent.touched) memories.restore(point);
      if (standsMoved) memories.restoreStands();
      log.error({ err: error }, "verdicts on silence are not stored yet");
    }
  }

  /** Does something between two batches. */
  function standing<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      tasks.push(async () => {
        waiting = true;
        try {
          resolve(await work());
        } catch (error) {
          reject(error);
        }
        waiting = false;
      });
      wake();
    });
  }

  return {
    counters,
    /**
     * Does something while analysis stands between two batches, then begins anew from what is stored. Rejects with what it throws; then analysis goes on as before.
     */
    between<T>(work: () => T): Promise<T> {
      return standing(async () => {
        const result = work();
        await setBackInTurns();
        return result;
      });
    },
    /**
     * Goes on with the analysis of another plant. What is remembered of points that are as before stays where it is, so that messages wait for little.
     *
     * @param work is done while analysis stands, and gives the points whose memory it changed. Rejects with what it throws; then analysis goes on as before.
     */
    succeed(plant: Plant, work: () => readonly string[]): Promise<void> {
      return standing(async () => {
        const changed = new Set(work());
        dropBatches();
        await memories.succeed(plant, changed);
        journal.inbox.rewind();
      });
    },
    /** How long bearings have lasted so far, by kind. */
    lifeDurations: () => memories.analysis.lifeDurations(),
    /** Why analysis stands still; undefined while it does not. */
    standsStill: () => standstill.reason(journal.inbox.stats().rows),
    /** Restores what the models remember, then begins with the oldest entry whose results are not stored. */
    start(): void {
      memories.restoreAll();
      memories.tellAnew();
      sourceNow.start(memories.analysis);
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
}

export type Runner = ReturnType<typeof createRunner>;

/** Whether an error comes of what was to be stored, so that waiting does not help. */
function isPoison(error: unknown): boolean {
  return !(error instanceof JournalFull) && !isCorruption(error) && isRefusal(error);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
