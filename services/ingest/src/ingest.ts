import { dirname, join } from "node:path";
import { createPlantAnalysis, type PlantAnalysis } from "@raceway/condition/plant-analysis";
import { createPlantInspection } from "@raceway/inspection/plant-inspection";
import { damageOnce } from "@raceway/journal/damage";
import { type Durability, isCorruption } from "@raceway/journal/database";
import { diskSpace } from "@raceway/journal/disk-space";
import { DEFAULT_LIMITS, type JournalLimits, openJournal } from "@raceway/journal/journal";
import type { OutboxStats } from "@raceway/journal/outbox";
import { createMappings } from "@raceway/mapping/mappings";
import { type Plant, pointsOf } from "@raceway/model/plant";
import { isoOf } from "@raceway/model/time";
import type { PointChange } from "@raceway/plant/changes/plant-changes";
import { type Clock, systemClock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import type { Source } from "@raceway/ports/source";
import type { TelemetryStore } from "@raceway/ports/telemetry-store";
import { jsonBytes } from "@raceway/wire/codec";
import { formatTopic } from "@raceway/wire/topic";
import { createManipulationPool, defaultThreads } from "./analysis/manipulation-pool.ts";
import { BATCH_MESSAGES, createRunner } from "./analysis/runner.ts";
import { createHostClock, type HostClockFault } from "./clocks/host-clock.ts";
import { createSteadyTime } from "./clocks/steady-time.ts";
import { createAdmit } from "./door/admit.ts";
import { createMappedDoor } from "./door/mapped-door.ts";
import { createThinning } from "./door/thinning.ts";
import { createDrain } from "./out/drain.ts";
import { DRAINS } from "./out/drains.ts";
import { createLiveView } from "./out/live-view.ts";
import { createLivesReport } from "./out/lives-report.ts";
import { openPlantRecord } from "./out/plant-record.ts";
import { decodeRows, encodeRows, type Publication } from "./out/results.ts";
import { retainedAgain } from "./out/retained-again.ts";
import { applyPlantChange } from "./plant-change.ts";
import { writePlantInForce } from "./plant-in-force.ts";
import { recordPlant } from "./plant-recorded.ts";
import { createPointCounts, type OnStage, timed } from "./stage-watch.ts";

export interface IngestOptions {
  readonly plant: Plant;
  readonly source: Source;
  readonly store: TelemetryStore;
  /** The journal's file, or `:memory:`. */
  readonly journalPath: string;
  readonly durability?: Durability;
  /** Folder of the record that nobody can quietly change (docs/record.md). Absent: none is kept. */
  readonly recordFolder?: string;
  readonly limits?: Partial<JournalLimits>;
  /** How far a sensor's clock may be ahead of ours to be believed, seconds. Default 300. */
  readonly clockToleranceSeconds?: number;
  /** Worker threads for manipulation. Default: cores − 1. */
  readonly threads?: number;
  /** How long a backlog may last without getting shorter before waveforms are thinned out, seconds. Default 60; Infinity: never. */
  readonly thinAfterSeconds?: number;
  /**
   * Is told, once, that the journal is damaged and nothing more can be stored: end the process and start it again, which sets the file aside. Default: throws,
   * which ends the process.
   */
  readonly onBroken?: (error: Error) => void;
  /** Which plant file counts, for the service's own topic. */
  readonly plantFile?: () => object;
  /** Is told how long each step took, for metrics. */
  readonly onStage?: OnStage;
  readonly clock?: Clock;
  readonly log: Log;
}

/** Longest pause before the store is tried again, milliseconds: one that is back should have its results within seconds. */
const STORE_RETRY_CAP_MS = 5000;

/** Outbox rows (each the results of one batch) that go to the store in one write, and messages that go out in one turn. */
const STORE_ROWS_AT_ONCE = 32;
/** Shortest and longest that a result waits for others before it is written. */
const STORE_GATHER_MS = [50, 1000] as const;
const PUBLICATIONS_AT_ONCE = 128;
const RECORDED_AT_ONCE = 256;
const STATUS_MS = 10_000;
/** Note of by how much the host's clock was behind when that was last known, seconds. */
const HOST_BEHIND = "host-behind";

export type Ingest = Awaited<ReturnType<typeof startIngest>>;

/**
 * Door → inbox → condition → store and events. Resolves when the door is open.
 *
 * @throws Error when the journal or the door can never work as configured.
 */
export async function startIngest(options: IngestOptions) {
  const { source, store, log, onStage, clock = systemClock } = options;
  let plant = options.plant;
  const time = createSteadyTime();
  // The time of sensors passes as the clock's does, be that the clock of a simulated plant.
  const sourceSeconds = () => clock.seconds?.() ?? time.seconds();
  const toleranceSeconds = options.clockToleranceSeconds ?? DEFAULT_LIMITS.clockToleranceSeconds;
  const journal = openJournal({
    path: options.journalPath,
    durability: options.durability ?? "process",
    drains: {
      ...DRAINS,
      ...(options.recordFolder !== undefined && { record: { kinds: ["record"] } }),
    },
    clock,
    seconds: time.seconds,
    limits: { ...options.limits, clockToleranceSeconds: toleranceSeconds },
  });
  if (journal.corrupt) log.error(journal.corrupt, "the journal was corrupt: set aside, begun anew");
  const damage = store.damage?.();
  if (damage) log.error(damage, "the store's file was damaged: set aside, begun anew");
  const onBroken = damageOnce({
    path: options.journalPath,
    says: { name: "journal", stopped: "nothing is acknowledged" },
    log,
    onBroken: options.onBroken,
  });
  const hostClock = createHostClock({
    seconds: sourceSeconds,
    toleranceSeconds,
    remembered: Number(journal.notes.get(HOST_BEHIND) ?? 0),
    remember: (behind) => {
      try {
        journal.notes.set(HOST_BEHIND, behind);
      } catch (error) {
        log.warn({ err: error }, "by how much the host's clock is behind is not stored");
      }
    },
  });
  const thinning = createThinning({
    afterSeconds: options.thinAfterSeconds ?? 60,
    backlog: BATCH_MESSAGES,
    seconds: time.seconds,
  });
  const watched = (analysis: PlantAnalysis): PlantAnalysis => ({
    ...analysis,
    judge: timed("judgement", onStage, analysis.judge),
  });
  const threads = options.threads ?? defaultThreads();
  const pool = createManipulationPool(plant, threads);
  const live = createLiveView(source, () => Date.now());
  const parts = { journal, clock, seconds: time.seconds, log, onBroken };
  const pointCounts = createPointCounts(pointsOf(plant).keys());
  const runner = createRunner({
    ...parts,
    journal: { ...journal, commitResults: timed("commit", onStage, journal.commitResults) },
    createAnalysis: () => watched(createPlantAnalysis(plant)),
    watched,
    createInspection: () => createPlantInspection(plant),
    observe: timed("manipulation", onStage, (job) => pool.observe(job)),
    observeNow: (job) => pool.observeNow(job),
    measure: timed("manipulation", onStage, (job) => pool.measure(job)),
    live: {
      ...live,
      state(state) {
        pointCounts.note(state);
        live.state(state);
      },
    },
    thinning,
    time,
    sourceSeconds,
  });
  const deadLetterTopic = formatTopic({ class: "dead-letter", site: plant.site });
  const admit = createAdmit({
    journal,
    plant,
    source,
    time,
    onBroken,
    deadLetterTopic,
    hostClock,
    toleranceSeconds,
  });
  const storeDrain = createDrain({
    ...parts,
    capMs: STORE_RETRY_CAP_MS,
    name: "store",
    rowsAtOnce: STORE_ROWS_AT_ONCE,
    gatherMs: STORE_GATHER_MS,
    take: timed("store", onStage, async (rows) => {
      const points = rows.flatMap((row) => decodeRows(String(row.body)));
      const refused = await store.write(points);
      if (refused.length > 0) setAside(refused);
    }),
  });
  const publishDrain = createDrain({
    ...parts,
    name: "publish",
    rowsAtOnce: PUBLICATIONS_AT_ONCE,
    take: timed("publish", onStage, async (rows) => {
      for (const row of rows) {
        const { topic, payload, retain } = JSON.parse(String(row.body)) as Publication;
        await source.publish(topic, Buffer.from(payload), { retain });
      }
    }),
  });

  const record =
    options.recordFolder === undefined
      ? undefined
      : openPlantRecord({ folder: options.recordFolder, site: plant.site, journal, clock, log });
  const recordDrain =
    record &&
    createDrain({ ...parts, name: "record", rowsAtOnce: RECORDED_AT_ONCE, take: record.take });

  /** Points that the store will never take are kept where a person finds them. */
  function setAside(refused: Awaited<ReturnType<TelemetryStore["write"]>>): void {
    log.warn({ points: refused.length, reason: refused[0]?.reason }, "the store refused points");
    journal.commitResults({
      deadLetters: refused.map(({ point, reason }) => {
        const head = Buffer.from(encodeRows([point]));
        return {
          topic: `store/${point.measurement}`,
          head,
          size: head.length,
          receivedAt: clock.now(),
          reasonCode: "store-refused",
          reason,
        };
      }),
    });
  }

  /** How the service fares, into the outbox (and so into the store) and onto its own topic. */
  function status() {
    const { inbox, outbox, deadLetters } = journal.stats();
    return {
      accepted: inbox.accepted,
      rejected: admit.rejected(),
      analysed: runner.counters.analysed,
      thinned: runner.counters.thinned,
      analysing_every: thinning.every,
      dropped: inbox.droppedWaveforms + outboxDropped(outbox),
      journal_set_aside: journal.corrupt === undefined ? 0 : 1,
      late: runner.counters.late,
      inbox_rows: inbox.rows,
      inbox_bytes: inbox.bytes,
      outbox_rows: outbox.rows,
      lag: inbox.oldestAge ?? 0,
      outboxBytes: outbox.bytes,
      drains: drainsOf(outbox),
      points: pointCounts.read(),
      deadLetters: deadLetters.byReason,
      waitingFor: {
        store: storeDrain.waitingFor() ?? null,
        publish: publishDrain.waitingFor() ?? null,
        ...(recordDrain && { record: recordDrain.waitingFor() ?? null }),
      },
      standsStill: runner.standsStill() ?? null,
      clock: hostClock.fault() ?? null,
      plantFile: options.plantFile?.() ?? null,
      journalSetAside: journal.corrupt ?? null,
      storeSetAside: store.damage?.() ?? null,
      room: { refused: inbox.refused, ...roomOf(options.journalPath) },
      door: source.status(),
    };
  }

  let saidOfClock: HostClockFault | null = null;
  /** Says once that the host's clock is wrong, and once that it is right again. */
  function noteHostFault(fault: HostClockFault | null): void {
    if (fault !== null && saidOfClock === null)
      log.error(
        fault,
        "this machine's clock disagrees with most sensors' clocks, which agree: set it",
      );
    else if (fault === null && saidOfClock !== null)
      log.info({}, "this machine's clock agrees with the sensors' again");
    saidOfClock = fault;
  }

  const serviceTopic = formatTopic({ class: "service", site: plant.site, service: "ingest" });
  const tellLives = createLivesReport(plant.site, source);
  let cancelStatus = () => {};
  function reportStatus(): void {
    cancelStatus = clock.after(STATUS_MS, reportStatus);
    const { deadLetters, waitingFor, door, late, journalSetAside, storeSetAside, room, ...rest } =
      status();
    const { outboxBytes: _, drains, points, standsStill, clock: hostFault, ...some } = rest;
    const { plantFile, ...fields } = some;
    noteHostFault(hostFault);
    const row = {
      measurement: "service",
      tags: { site: plant.site, service: "ingest" },
      fields,
      time: clock.now(),
    };
    try {
      journal.commitResults({ outbox: [{ kind: "telemetry", body: encodeRows([row]) }] });
    } catch (error) {
      if (isCorruption(error)) onBroken(error);
      else log.error({ err: error }, "the service's own row is not stored");
    }
    const payload = jsonBytes({
      status: "online",
      time: isoOf(clock.now()),
      ...fields,
      late,
      deadLetters,
      waitingFor,
      standsStill,
      clock: hostFault,
      plantFile,
      journalSetAside,
      storeSetAside,
      room,
      drains,
      points,
      door,
    });
    source.publish(serviceTopic, payload, { retain: true }).catch(() => {});
    tellLives(runner.lifeDurations());
  }

  /** Remembers the plant file, and carries out what is different in it. */
  function apply(wanted: Plant): readonly PointChange[] {
    const changes = applyPlantChange(journal, wanted, clock.now());
    for (const { point, from, kind, said } of changes)
      log.warn({ point, kind, ...(from !== undefined && { from }) }, said.join(" "));
    if (options.recordFolder !== undefined) recordPlant(journal, wanted, clock.now());
    tellPlant();
    return changes;
  }

  /** At the start; where the journal's disk is full, between two batches as soon as there is room. */
  function applyFirst(): void {
    try {
      apply(plant);
    } catch (error) {
      if (isCorruption(error)) onBroken(error);
      log.error({ err: error }, "what is different in the plant file cannot be stored yet");
      cancelApply = clock.after(STATUS_MS, () => void runner.between(applyFirst));
    }
  }

  /** For `raceway check --against`; nothing depends on it. */
  function tellPlant(): void {
    if (options.journalPath === ":memory:") return;
    try {
      writePlantInForce(dirname(options.journalPath), journal);
    } catch (error) {
      log.warn({ err: error }, "the plant file in force cannot be told beside the journal");
    }
  }

  let cancelApply = () => {};
  applyFirst();
  runner.start();
  const door = createMappedDoor(createMappings(plant), admit.admit);
  try {
    await source.open(timed("admit", onStage, door.take));
  } catch (error) {
    await runner.stop();
    journal.close();
    await pool.close();
    throw error;
  }
  // An embedded broker forgets what was retained; the journal does not. A foreign one that is away keeps its own.
  for (const { topic, payload } of retainedAgain(journal))
    source.publish(topic, payload, { retain: true }).catch(() => {});
  storeDrain.start();
  publishDrain.start();
  recordDrain?.start();
  reportStatus();

  return {
    status,
    /** Age of the oldest message that is not yet analysed, seconds as they pass on the wall. */
    lag: () => journal.stats().inbox.oldestAge ?? 0,
    /** Whether messages are taken, and something comes of them. */
    ready: () => source.status().state === "open" && runner.standsStill() === undefined,
    deadLetters: journal.deadLetters.list,
    /**
     * Copies what must not be lost to `ingest.sqlite` in a folder, then the embedded store to `telemetry.duckdb`: so the store holds whatever the journal has
     * already handed on.
     */
    async saveTo(folder: string): Promise<void> {
      await journal.copyTo(join(folder, "ingest.sqlite"));
      await store.copyTo?.(join(folder, "telemetry.duckdb"));
      record?.saveTo(folder);
    },
    /**
     * Takes another plant file while running, between two batches: what differs is carried out as at a start. Messages wait in the inbox meanwhile.
     *
     * @returns what was different, by point.
     * @throws RangeError when it is of another site.
     */
    async changePlant(changed: Plant): Promise<readonly PointChange[]> {
      if (changed.site !== plant.site)
        throw new RangeError(
          `the plant file is of site ${changed.site}, not ${plant.site}: start anew`,
        );
      const mappings = createMappings(changed);
      let changes: readonly PointChange[] = [];
      await runner.succeed(changed, () => {
        changes = apply(changed);
        plant = changed;
        pool.know(plant);
        admit.know(plant);
        door.know(mappings);
        pointCounts.know(pointsOf(plant).keys());
        return changes.map(({ point }) => point);
      });
      return changes;
    },
    /** Says how the service fares now, and not only with the next turn. */
    tell(): void {
      cancelStatus();
      reportStatus();
    },
    /** Stops the door, finishes what is in hand, leaves the rest in the journal. */
    async close(): Promise<void> {
      cancelStatus();
      cancelApply();
      await source.close();
      await runner.stop();
      await Promise.all([storeDrain.stop(), publishDrain.stop(), recordDrain?.stop()]);
      record?.close();
      journal.close();
      await pool.close();
    },
  };
}

/** The disk that holds a file, and the free share of it; null where there is none. */
function roomOf(path: string) {
  if (path === ":memory:") return { diskFree: null, disk: null };
  const disk = diskSpace(dirname(path));
  return { diskFree: disk.free / disk.total, disk };
}

function outboxDropped({ drains }: OutboxStats): number {
  return Object.values(drains).reduce((sum, { dropped }) => sum + dropped, 0);
}

/** What waits for each drain, and for how many seconds the oldest of it. */
function drainsOf({ drains }: OutboxStats) {
  return Object.fromEntries(
    Object.entries(drains).map(([name, { rows, oldestAge = 0, dropped }]) => [
      name,
      { rows, age: oldestAge, dropped },
    ]),
  );
}
