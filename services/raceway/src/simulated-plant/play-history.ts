import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { createAlarmBook } from "@raceway/alarms/book/alarm-book";
import { createStops } from "@raceway/alarms/book/stops";
import { openAlarmJournal } from "@raceway/alarms/journal/alarm-journal";
import { createAlarmRows } from "@raceway/alarms/journal/alarm-rows";
import type { Observation } from "@raceway/condition/observation";
import { createPlantAnalysis } from "@raceway/condition/plant-analysis";
import { addMaintenance } from "@raceway/ingest/door/maintenance";
import { createMachineStates } from "@raceway/ingest/out/machine-states";
import { addResults, type Outgoing } from "@raceway/ingest/out/results";
import { rememberPast } from "@raceway/ingest/past";
import type { ModelState } from "@raceway/journal/model-state";
import type { Alarm } from "@raceway/model/alarm";
import { relearns } from "@raceway/model/maintenance";
import { type Plant, producingMachines } from "@raceway/model/plant";
import { type Nanos, nanosOfSeconds, secondsOf } from "@raceway/model/time";
import type { Clock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import type { TelemetryStore } from "@raceway/ports/telemetry-store";
import { machineReports, type ToldReport } from "@raceway/simulator/controllers/machine-reports";
import { type Damage, mended } from "@raceway/simulator/mending";
import type { Scenario } from "@raceway/simulator/scenario";
import { machineStatePoint } from "@raceway/telemetry/machine-state-points";
import { createThinnedRows } from "@raceway/telemetry/thinned-rows";
import { type Deed, deedsAbout } from "./crew.ts";
import type { HistoryOrder, HistoryPart, HistoryWork } from "./history-messages.ts";
import { judgePastParts, makePastParts } from "./past-parts.ts";

export interface HistoryOptions {
  readonly plant: Plant;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly start: Nanos;
  /** The moment at which the past ends and somebody begins to look. */
  readonly end: Nanos;
  readonly store: Pick<TelemetryStore, "write">;
  /** Of ingest; must be new. */
  readonly journalPath: string;
  /** Of the alarms; must be new. */
  readonly alarmsPath: string;
  /** Is told what share of the past has been played. */
  readonly onProgress: (share: number) => void;
  readonly log: Log;
}

/** What the threads hand each other at a time, s of the plant's time. */
const PART_SECONDS = 6 * 3600;
/** The embedded store takes few large batches much faster than many small ones. */
const ROWS_AT_ONCE = 8000;
/** Spectra of a month: one a quarter of a day of each channel. */
const SPECTRUM_SECONDS = 6 * 3600;
/** How often alarms are looked after, s of the plant's time: they escalate after half an hour. */
const TICK = nanosOfSeconds(600);

/**
 * Plays what happened on a simulated plant before somebody looks at it: the same sensors, judged by the same analysis, in the same stores, with the alarms that came
 * of it and what people did about them. Ingest and the alarm service, started afterwards on the same files, go on from there.
 *
 * @returns what is damaged at the end.
 * @throws Error when a thread or a store fails.
 */
export async function playHistory(options: HistoryOptions): Promise<Damage> {
  const { plant, scenario, seed, start, end } = options;
  const past = createPast(options);
  const thread = openThread({ plant, scenario, seed, start, end }, past.onMended);
  const parts = makePastParts({ plant, stands: scenario.stands ?? [], start, end });
  try {
    let coming = thread.part(partEnd(start, end));
    for (let time = start; time < end; ) {
      const until = partEnd(time, end);
      const { observations } = await coming;
      if (until < end) coming = thread.part(partEnd(until, end));
      for (const observation of observations) past.take(observation);
      await past.write();
      time = until;
      options.onProgress(secondsOf(time - start) / secondsOf(end - start));
    }
    past.tell(machineReports(plant, scenario, { seed, start, end }));
    await past.keep(judgePastParts(plant, await parts.made(), past.out));
    return past.damage();
  } finally {
    await Promise.all([thread.close(), parts.close()]);
    past.close();
  }
}

function partEnd(time: Nanos, end: Nanos): Nanos {
  const next = time + nanosOfSeconds(PART_SECONDS);
  return next < end ? next : end;
}

/** The thread that makes and measures what sensors deliver. */
function openThread(work: HistoryWork, onMended: (tell: (damage: Damage) => void) => void) {
  const worker = new Worker(new URL("./history-worker.ts", import.meta.url), { workerData: work });
  const order = (message: HistoryOrder) => worker.postMessage(message);
  onMended(({ faults }) => order({ type: "faults", faults }));
  return {
    async part(time: Nanos): Promise<HistoryPart> {
      order({ type: "until", time });
      const [part] = (await once(worker, "message")) as [HistoryPart];
      return part;
    },
    close: () => worker.terminate(),
  };
}

/** Everything that the past leaves behind. */
function createPast(options: HistoryOptions) {
  const { plant, scenario, start, end, store, log } = options;
  const { faults = [], sensorFaults = [] } = scenario;
  let damage: Damage = { faults, sensorFaults };
  let tellMended: (damage: Damage) => void = () => {};
  let now = start;
  let ticked = start;
  const clock: Clock = { now: () => now, after: () => () => {} };
  const analysis = createPlantAnalysis(plant);
  const due = createThinnedRows(SPECTRUM_SECONDS);
  const out: Outgoing = { rows: [], publications: [], happenings: [] };
  const retained = new Map<string, string>();
  const touched = new Set<string>();
  const deeds: Deed[] = [];
  const journal = openAlarmJournal(options.alarmsPath, log);
  const rows = createAlarmRows({
    store: {
      async write(points) {
        out.rows.push(...points);
        return [];
      },
    },
    clock,
    log,
  });
  const attended = new Set<string>();
  const machineStates = createMachineStates(producingMachines(plant));
  const book = createAlarmBook({
    plant,
    journal,
    clock,
    stops: createStops(),
    onAlarm({ id }, alarm) {
      rows.tell(id, alarm);
      if (alarm !== undefined) attend(alarm);
    },
  });

  /** Once for each occurrence of an alarm, as soon as it has a name. */
  function attend(alarm: Alarm): void {
    const key = `${alarm.id} ${alarm.occurrence}`;
    const place = analysis.points.get(alarm.point);
    if (place === undefined || attended.has(key)) return;
    // What would be done later is for whoever looks at the plant.
    const planned = deedsAbout(alarm, place, now).filter(({ at }) => at < end);
    if (planned.length === 0) return;
    attended.add(key);
    deeds.push(...planned);
    deeds.sort((a, b) => (a.at < b.at ? -1 : 1));
    for (const deed of planned) if (deed.type === "work") mend(deed);
  }

  /** As soon as it is planned: the sensors of the next hours are being made already. */
  function mend({ at, point, event }: Extract<Deed, { type: "work" }>): void {
    damage = mended(damage, point, event.work, secondsOf(at - start));
    tellMended(damage);
  }

  function doDue(): void {
    for (let deed = deeds[0]; deed !== undefined && deed.at <= now; deed = deeds[0]) {
      deeds.shift();
      if (deed.type === "act") book.act(deed.alarm.point, deed.alarm.condition, deed.act);
      else work(deed);
    }
  }

  function work({ at, point, event }: Extract<Deed, { type: "work" }>): void {
    addMaintenance(out, point, event, { latestTime: analysis.latestTime(point), receivedAt: at });
    if (relearns(event.work)) analysis.chain(point).relearn(event.work, at);
    publish();
  }

  /** What would be published is what the alarms hear. */
  function publish(): void {
    for (const { topic, payload, retain } of out.publications.splice(0)) {
      if (retain) retained.set(topic, payload);
      book.verdict(JSON.parse(payload));
    }
  }

  async function write(least = ROWS_AT_ONCE): Promise<void> {
    while (out.rows.length >= least) await store.write(out.rows.splice(0, ROWS_AT_ONCE));
  }

  function tick(): void {
    for (; ticked + TICK <= now; ticked += TICK) book.tick();
  }

  return {
    damage: () => damage,
    out,
    /** Adds what controllers told. */
    tell(reports: Iterable<ToldReport>): void {
      for (const { machine, time, body } of reports)
        out.rows.push(machineStatePoint(machine, time, body));
    },
    onMended(tell: (damage: Damage) => void): void {
      tellMended = tell;
    },
    take(observation: Observation): void {
      now = observation.time;
      doDue();
      tick();
      const judgement = analysis.judge(observation);
      addResults(out, observation, judgement, due);
      machineStates.addMeasured(out, observation);
      touched.add(observation.point);
      publish();
    },
    /** Writes what has come together; at the end, all of it. */
    write,
    /** Leaves to ingest what it must remember. @param standStates of the test stands. */
    async keep(standStates: readonly ModelState[]): Promise<void> {
      now = end;
      for (const { topic, payload, retain } of out.publications.splice(0))
        if (retain) retained.set(topic, payload);
      await write(1);
      rememberPast(options.journalPath, clock, {
        modelState: [
          ...[...touched].map((point) => ({ key: point, state: analysis.snapshot(point) })),
          ...standStates,
        ],
        retained: [...retained].map(([topic, payload]) => ({
          topic,
          payload: Buffer.from(payload),
        })),
      });
    },
    close(): void {
      journal.close();
    },
  };
}
