import type { Ingest } from "@raceway/ingest/ingest";
import { type OnStage, WATCHED_STAGES } from "@raceway/ingest/stage-watch";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** From half a millisecond (a judgement) to half a minute (a store that hangs), seconds. */
const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30];

type Status = ReturnType<Ingest["status"]>;

export interface Metrics {
  /** To be handed to ingest as `onStage`. */
  readonly onStage: OnStage;
  /** Reads ingest's own numbers at each scrape from here on. */
  watch(status: () => Status): void;
  /** Text in the Prometheus exposition format, with its content type. */
  page(): Promise<{ readonly type: string; readonly text: string }>;
}

/**
 * Metrics of one ingest and its process. Names and meanings: docs/operations.md. Labels are few and bounded: no point, topic or client is one. Counters start
 * at zero with the process, except dead letters, which the journal keeps.
 */
export function createMetrics(version: string): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  new Gauge({ name: "raceway_info", help: "1, by version", labelNames: ["version"], registers })
    .labels(version)
    .set(1);
  const stages = new Histogram({
    name: "raceway_stage_seconds",
    help: "Duration of a step of a message's way",
    labelNames: ["stage"],
    buckets: BUCKETS,
    registers,
  });
  for (const stage of WATCHED_STAGES) stages.zero({ stage });
  let latest: (() => Status) | undefined;

  const read = (from: (status: Status) => number | undefined) =>
    function (this: Gauge | Counter) {
      const value = latest && from(latest());
      if (value === undefined) return;
      this.reset();
      this.inc(value);
    };
  const gauge = (name: string, help: string, from: (status: Status) => number | undefined) =>
    new Gauge({ name, help, registers, collect: read(from) });
  const counter = (name: string, help: string, from: (status: Status) => number) =>
    new Counter({ name, help, registers, collect: read(from) });
  const labelled = (
    name: string,
    help: string,
    label: string,
    from: (status: Status) => Readonly<Record<string, number>>,
  ) =>
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers,
      collect() {
        this.reset();
        if (latest === undefined) return;
        for (const [value, number] of Object.entries(from(latest())))
          this.labels(value).set(number);
      },
    });

  counter("raceway_messages_accepted_total", "Messages stored for analysis", (s) => s.accepted);
  counter("raceway_messages_rejected_total", "Messages set aside at the door", (s) => s.rejected);
  counter("raceway_messages_analysed_total", "Messages judged", (s) => s.analysed);
  counter(
    "raceway_messages_late_total",
    "Messages older than what their channel was judged by",
    (s) => s.late,
  );
  counter(
    "raceway_messages_thinned_total",
    "Waveforms let go without analysis because load lasted",
    (s) => s.thinned,
  );
  counter("raceway_dropped_total", "Messages and results dropped to make room", (s) => s.dropped);
  gauge("raceway_lag_seconds", "Age of the oldest message that waits for analysis", (s) => s.lag);
  gauge("raceway_inbox_messages", "Messages that wait for analysis", (s) => s.inbox_rows);
  gauge("raceway_inbox_bytes", "Bytes that wait for analysis", (s) => s.inbox_bytes);
  gauge("raceway_outbox_rows", "Results that wait for a drain", (s) => s.outbox_rows);
  gauge("raceway_outbox_bytes", "Bytes that wait for a drain", (s) => s.outboxBytes);
  const drains = (field: "rows" | "age" | "dropped") => (status: Status) =>
    Object.fromEntries(Object.entries(status.drains).map(([name, of]) => [name, of[field]]));
  labelled("raceway_drain_rows", "Results that wait for a drain", "drain", drains("rows"));
  labelled("raceway_drain_age_seconds", "Age of the oldest of them", "drain", drains("age"));
  labelled("raceway_drain_dropped", "Results dropped before the drain", "drain", drains("dropped"));
  labelled(
    "raceway_dead_letters",
    "Messages set aside and kept, by reason",
    "reason",
    (s) => s.deadLetters,
  );
  labelled("raceway_points", "Measurement points by where they stand", "state", (s) => s.points);
  gauge(
    "raceway_disk_free_bytes",
    "Free on the disk of the data directory",
    (s) => s.room.disk?.free,
  );
  gauge("raceway_disk_bytes", "Size of that disk", (s) => s.room.disk?.total);
  gauge("raceway_door_open", "1 while messages are taken", (s) => Number(s.door.state === "open"));
  gauge("raceway_door_connections", "Clients connected", (s) => s.door.connections);
  gauge(
    "raceway_journal_set_aside",
    "1 when the journal was found corrupt at the start",
    (s) => s.journal_set_aside,
  );

  return {
    onStage: (stage, seconds) => stages.observe({ stage }, seconds),
    watch(status) {
      latest = status;
    },
    page: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  };
}
