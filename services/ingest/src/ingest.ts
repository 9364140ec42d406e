import { createPlantAnalysis } from "@raceway/condition/plant-analysis";
import type { Durability } from "@raceway/journal/database";
import { type Journal, type JournalLimits, openJournal } from "@raceway/journal/journal";
import type { Plant } from "@raceway/model/plant";
import { isoOf, secondsOf } from "@raceway/model/time";
import { type Clock, systemClock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import type { Message, Source } from "@raceway/ports/source";
import type { TelemetryStore } from "@raceway/ports/telemetry-store";
import { jsonBytes } from "@raceway/wire/codec";
import { formatTopic } from "@raceway/wire/topic";
import { createAdmission } from "./admission.ts";
import { createDrain } from "./drain.ts";
import { createLiveView } from "./live-view.ts";
import { createManipulationPool, defaultThreads } from "./manipulation-pool.ts";
import { decodeRows, encodeRows, type Publication } from "./results.ts";
import { createRunner } from "./runner.ts";

export interface IngestOptions {
  readonly plant: Plant;
  readonly source: Source;
  readonly store: TelemetryStore;
  /** The journal's file, or `:memory:`. */
  readonly journalPath: string;
  readonly durability?: Durability;
  readonly limits?: Partial<JournalLimits>;
  /** Source times further ahead of arrival are refused, seconds. Default 300. */
  readonly maxAheadSeconds?: number;
  /** Worker threads for manipulation. Default: cores − 1. */
  readonly threads?: number;
  readonly clock?: Clock;
  readonly log: Log;
}

/** Outbox rows (each the results of one batch) that go to the store in one write, and messages that go out in one turn. */
const STORE_ROWS_AT_ONCE = 32;
const PUBLICATIONS_AT_ONCE = 128;
const STATUS_MS = 10_000;

export type Ingest = Awaited<ReturnType<typeof startIngest>>;

/**
 * Door → inbox → condition → store and events. Resolves when the door is open.
 *
 * @throws Error when the journal or the door can never work as configured.
 */
export async function startIngest(options: IngestOptions) {
  const { plant, source, store, log, clock = systemClock } = options;
  const journal = openJournal({
    path: options.journalPath,
    durability: options.durability ?? "process",
    drains: { store: { kinds: ["telemetry"] }, publish: { kinds: ["publish"] } },
    clock,
    ...(options.limits && { limits: options.limits }),
  });
  if (journal.corrupt) log.error(journal.corrupt, "the journal was corrupt: set aside, begun anew");
  const analysis = createPlantAnalysis(plant);
  const pool = createManipulationPool(plant, options.threads ?? defaultThreads());
  const live = createLiveView(source, () => Date.now());
  const runner = createRunner({ journal, analysis, pool, live, clock, log });
  const deadLetterTopic = formatTopic({ class: "dead-letter", site: plant.site });
  const admit = createAdmit({
    journal,
    plant,
    analysis,
    source,
    deadLetterTopic,
    maxAheadSeconds: options.maxAheadSeconds ?? 300,
  });
  const storeDrain = createDrain({
    journal,
    name: "store",
    rowsAtOnce: STORE_ROWS_AT_ONCE,
    clock,
    log,
    async take(rows) {
      const points = rows.flatMap((row) => decodeRows(String(row.body)));
      const refused = await store.write(points);
      if (refused.length > 0) setAside(refused);
    },
  });
  const publishDrain = createDrain({
    journal,
    name: "publish",
    rowsAtOnce: PUBLICATIONS_AT_ONCE,
    clock,
    log,
    async take(rows) {
      for (const row of rows) {
        const { topic, payload, retain } = JSON.parse(String(row.body)) as Publication;
        await source.publish(topic, Buffer.from(payload), { retain });
      }
    },
  });

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
    const lag =
      inbox.oldestReceivedAt === undefined
        ? 0
        : Math.max(0, secondsOf(clock.now() - inbox.oldestReceivedAt));
    return {
      accepted: inbox.accepted,
      rejected: admit.rejected(),
      analysed: runner.counters.analysed,
      late: runner.counters.late,
      inbox_rows: inbox.rows,
      inbox_bytes: inbox.bytes,
      outbox_rows: outbox.rows,
      lag,
      deadLetters: deadLetters.byReason,
      waitingFor: {
        store: storeDrain.waitingFor() ?? null,
        publish: publishDrain.waitingFor() ?? null,
      },
      door: source.status(),
    };
  }

  const serviceTopic = formatTopic({ class: "service", site: plant.site, service: "ingest" });
  let cancelStatus = () => {};
  function reportStatus(): void {
    cancelStatus = clock.after(STATUS_MS, reportStatus);
    const { deadLetters: _, waitingFor: __, door: ___, late: ____, ...fields } = status();
    const row = {
      measurement: "service",
      tags: { site: plant.site, service: "ingest" },
      fields,
      time: clock.now(),
    };
    journal.commitResults({ outbox: [{ kind: "telemetry", body: encodeRows([row]) }] });
    const payload = jsonBytes({ status: "online", time: isoOf(clock.now()), ...status() });
    source.publish(serviceTopic, payload, { retain: true }).catch(() => {});
  }

  runner.start();
  try {
    await source.open(admit.admit);
  } catch (error) {
    await runner.stop();
    journal.close();
    await pool.close();
    throw error;
  }
  // An embedded broker forgets what was retained; the journal does not. A foreign one that is away keeps its own.
  for (const { topic, payload } of journal.retained.list())
    source.publish(topic, payload, { retain: true }).catch(() => {});
  storeDrain.start();
  publishDrain.start();
  reportStatus();

  return {
    status,
    deadLetters: journal.deadLetters.list,
    /** Stops the door, finishes what is in hand, leaves the rest in the journal. */
    async close(): Promise<void> {
      cancelStatus();
      await source.close();
      await runner.stop();
      await Promise.all([storeDrain.stop(), publishDrain.stop()]);
      journal.close();
      await pool.close();
    },
  };
}

interface AdmitParts {
  readonly journal: Journal;
  readonly plant: Plant;
  readonly analysis: { readonly points: Parameters<typeof createAdmission>[0]["points"] };
  readonly source: Source;
  readonly deadLetterTopic: string;
  readonly maxAheadSeconds: number;
}

/** What the door calls: decides, stores, and shows what was refused. */
function createAdmit({ journal, analysis, source, deadLetterTopic, maxAheadSeconds }: AdmitParts) {
  const decide = createAdmission({ points: analysis.points, maxAheadSeconds });
  let rejected = 0;

  function show(message: Message, code: string, reason: string): void {
    rejected += 1;
    const size = message.oversize ?? message.payload.length;
    const payload = jsonBytes({
      topic: message.topic,
      time: isoOf(message.receivedAt),
      code,
      reason,
      size,
    });
    source.publish(deadLetterTopic, payload, { retain: false }).catch(() => {});
  }

  return {
    rejected: () => rejected,
    async admit(message: Message): Promise<void> {
      const { topic, payload, receivedAt } = message;
      const decision = decide(message);
      if (!decision.ok) {
        const { code, reason } = decision.rejection;
        const size = message.oversize ?? payload.length;
        await journal.inbox.admit({
          kind: "dead-letter",
          topic,
          head: payload,
          size,
          receivedAt,
          reasonCode: code,
          reason,
        });
        show(message, code, reason);
        return;
      }
      const { record } = decision;
      const { point, channel, time } = record;
      const stored = await journal.inbox.admit({
        kind: "accepted",
        topic,
        payload,
        receivedAt,
        point,
        channel,
        time,
        ...(record.type === "waveform" && { sampleRate: record.sampleRate }),
      });
      if (stored.stored === "dead-letter") show(message, stored.reasonCode, stored.reason);
    },
  };
}
