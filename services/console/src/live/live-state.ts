import { advise } from "@raceway/condition/advisory/advisory";
import { createLimitsInForce, type LimitsInForce } from "@raceway/condition/limits-in-force";
import { ALARM_PRIORITIES, type Alarm, isCovered } from "@raceway/model/alarm";
import { type AlarmSubject, alarmSubjects } from "@raceway/model/alarm-subject";
import { type PointId, pointPath } from "@raceway/model/identity";
import { keepEvidence } from "@raceway/model/kept-evidence";
import type { EditedLimit } from "@raceway/model/limit-edit";
import { channelOf, type Plant, type PointContext, pointsOf } from "@raceway/model/plant";
import { nanosOfIso } from "@raceway/model/time";
import { unitFacts } from "@raceway/model/unit";
import type { Verdict } from "@raceway/model/verdict";
import { decodeAlarm } from "@raceway/wire/alarm-message";
import { type AlarmReport, decodeAlarmReport } from "@raceway/wire/alarm-report";
import type { Decoded } from "@raceway/wire/codec";
import { decodeEditedLimits } from "@raceway/wire/limit-message";
import { decodeStatus } from "@raceway/wire/status-message";
import { parseTopic, type Topic } from "@raceway/wire/topic";
import { decodeVerdict } from "@raceway/wire/verdict-codec";
import { createStrangers } from "../adopt/strangers.ts";
import type {
  AdviceView,
  CoveredAlarmView,
  DeadLetterView,
  IndicatorsView,
  PlantView,
  PointSummary,
  PointView,
  SensorStatusView,
  ServerEvent,
  ServerEvents,
  StateView,
  VerdictsView,
} from "../http/api-types.ts";
import { createWaterfall, type Waterfall } from "../trends/waterfall.ts";
import {
  type DeadLetter,
  decodeDeadLetter,
  decodeIndicators,
  decodeServiceStatus,
  decodeSpectrum,
  decodeState,
  decodeWaveformView,
  type LiveSpectrum,
  type LiveWaveform,
} from "./live-messages.ts";
import { summarise } from "./summary.ts";

/** What a service says of the plant file that counts there. */
export interface ServicePlantFile {
  readonly revision: string;
  /** ISO 8601, by its clock. */
  readonly tried: string;
  readonly refused?: string | undefined;
}

/** Told what changed, as the pages are. */
export type Emit = <E extends ServerEvent>(event: E, data: ServerEvents[E]) => void;

export type LiveState = ReturnType<typeof createLiveState>;

interface LivePoint {
  /** With the limits that count: the plant file's, or those that people set in their place. */
  readonly context: PointContext;
  readonly limits: LimitsInForce;
  state?: StateView;
  readonly verdicts: { -readonly [K in keyof VerdictsView]: VerdictsView[K] };
  readonly indicators: Map<string, IndicatorsView>;
  /** Arrival of the newest record by channel, milliseconds. */
  readonly heard: Map<string, number>;
  /** By `channel/name`. */
  readonly spectra: Map<string, LiveSpectrum>;
  readonly waterfalls: Map<string, Waterfall>;
  readonly waveforms: Map<string, LiveWaveform>;
  status?: SensorStatusView;
  /** What pages were told last. */
  told: string;
  /** Level and fault. */
  standing: string;
  /** When the level changed while this console listened, source time. */
  changed?: string;
  revision: number;
}

/** What is known of a point now, to read. */
export interface PointNow {
  readonly context: PointContext;
  readonly state?: StateView;
  readonly verdicts: VerdictsView;
  readonly indicators: ReadonlyMap<string, IndicatorsView>;
  readonly heard: ReadonlyMap<string, number>;
  readonly status?: SensorStatusView;
  /** When the level changed while this console listened, source time. */
  readonly changed?: string;
}

type PointTopic = Extract<Topic, PointId>;

const DEAD_LETTERS_KEPT = 200;
/** Of one topic and reason. */
const DEAD_LETTERS_ALIKE = 10;
/** Spectra of a channel: as many as analysis has names for, with room. */
const SPECTRA_PER_CHANNEL = 8;

/**
 * The present of a plant as heard on MQTT. Bounded by the plant file: messages about points and channels that it lacks are passed over.
 *
 * @param now wall clock, milliseconds, for the arrival of dead letters.
 */
export function createLiveState(first: Plant, emit: Emit, now: () => number) {
  let plant = first;
  let points = livePoints(plant, new Map());
  let subjects = alarmSubjects(plant);
  const alarms = new Map<string, Alarm>();
  let alarmReport: AlarmReport | undefined;
  const deadLetters: DeadLetterView[] = [];
  const strangers = createStrangers();
  const plantFiles = new Map<string, ServicePlantFile>();
  const online: Record<string, boolean> = {};
  let broker = false;

  const services = () => ({ broker, online: { ...online } });

  return {
    /** Takes a message of the broker. @returns why it was passed over, for the log. */
    receive(text: string, payload: Uint8Array): string | undefined {
      const topic = parseTopic(text);
      if (topic === undefined) return undefined;
      switch (topic.class) {
        case "dead-letter":
          return take(decodeDeadLetter(payload), addDeadLetter);
        case "service":
          // Its own word, and that of others like it, is for the alarm service.
          if (topic.service === "console") return undefined;
          return take(decodeServiceStatus(payload), ({ status, plantFile }) => {
            online[topic.service] = status === "online";
            if (plantFile) plantFiles.set(topic.service, plantFile);
            emit("services", services());
          });
        case "alarm":
          return onAlarm(topic, payload);
        case "alarm-report":
          return take(decodeAlarmReport(payload), (report) => {
            alarmReport = report;
            emit("report", { time: report.time });
          });
        default:
          return "point" in topic ? onPoint(topic, payload) : undefined;
      }
    },
    /** The connection to the broker was made or lost. What is retained comes again, so alarms that are gone stay away. */
    setBroker(connected: boolean): void {
      broker = connected;
      if (connected) alarms.clear();
      emit("services", services());
    },
    services,
    /** Another plant file counts from now on: what is known of points and channels that it has too stays known. */
    know(changed: Plant): void {
      plant = changed;
      points = livePoints(plant, points);
      subjects = alarmSubjects(plant);
      emit("plant", {});
    },
    plant(): PlantView {
      const lines = plant.lines.map((line) => ({
        id: line.id,
        name: line.name,
        machines: line.machines.map((machine) => ({
          id: machine.id,
          name: machine.name,
          criticality: machine.criticality ?? 1,
          points: machine.points.flatMap(({ path }) => summaryOf(path) ?? []),
        })),
      }));
      const timeZone = plant.lines[0]?.timeZone;
      return {
        ...{ site: plant.site, name: plant.name },
        ...(timeZone !== undefined && { timeZone }),
        ...{ lines, services: services() },
      };
    },
    point(path: string): PointView | undefined {
      const point = points.get(path);
      return point && viewOf(point);
    },
    /** Grows when a limit, the level or the fault of a point changes. */
    revision(path: string): number | undefined {
      return points.get(path)?.revision;
    },
    context(path: string): PointContext | undefined {
      return points.get(path)?.context;
    },
    /** What people set in place of the plant file's limits. */
    editedLimits(path: string): readonly EditedLimit[] {
      return points.get(path)?.limits.edited() ?? [];
    },
    spectrum(path: string, channel: string, name: string): LiveSpectrum | undefined {
      return points.get(path)?.spectra.get(`${channel}/${name}`);
    },
    waterfall(path: string, channel: string, name: string): Waterfall | undefined {
      return points.get(path)?.waterfalls.get(`${channel}/${name}`);
    },
    waveform(path: string, channel: string): LiveWaveform | undefined {
      return points.get(path)?.waveforms.get(channel);
    },
    /** Every point with what is known of it, in the plant file's order. */
    all(): readonly PointNow[] {
      return [...points.values()];
    },
    /** What waits for somebody first, then by priority, then the worse, then the older; what is covered last. */
    alarms(): readonly Alarm[] {
      return [...alarms.values()].sort(byUrgency);
    },
    alarm(id: string): Alarm | undefined {
      return alarms.get(id);
    },
    /** Which alarm an id names, open or not. */
    subject(id: string): AlarmSubject | undefined {
      return subjects.get(id);
    },
    /** How the alarms fare; undefined until the alarm service has told. */
    alarmReport(): AlarmReport | undefined {
      return alarmReport;
    },
    /** What is shelved or out of service now, open or not. */
    coveredAlarms(): readonly CoveredAlarmView[] {
      const isOver = (until: string | undefined) =>
        until !== undefined && Date.parse(until) <= now();
      const closed = (alarmReport?.covered ?? []).filter(
        ({ id, shelved, outOfService }) =>
          !alarms.has(id) && (outOfService !== undefined || !isOver(shelved?.until)),
      );
      const open = [...alarms.values()].filter((alarm) => alarm.shelved ?? alarm.outOfService);
      const view = (alarm: (typeof closed)[number], isOpen: boolean): CoveredAlarmView => {
        const { id, point, condition, where, shelved, outOfService } = alarm;
        return {
          id,
          point,
          condition,
          where,
          open: isOpen,
          ...(shelved !== undefined && { shelved }),
          ...(outOfService !== undefined && { outOfService }),
        };
      };
      return [...open.map((one) => view(one, true)), ...closed.map((one) => view(one, false))];
    },
    /** What arrives and fits nothing that the plant file names. */
    strangers,
    /** Which plant file counts in a service, as it says itself. */
    plantFileOf: (service: string): ServicePlantFile | undefined => plantFiles.get(service),
    /** Newest first. */
    deadLetters(): readonly DeadLetterView[] {
      return deadLetters.toReversed();
    },
  };

  function onPoint(topic: PointTopic, payload: Uint8Array): string | undefined {
    const path = pointPath(topic);
    const point = points.get(path);
    if (point === undefined) return `the plant file has no point ${path}`;
    // What was retained of a channel or a name that is no more is taken away.
    if (payload.length === 0 && topic.class !== "status") return undefined;
    switch (topic.class) {
      case "state":
        return take(decodeState(payload), (state) => {
          point.state = state;
          changed(path, point);
        });
      case "verdict":
        return take(decodeVerdict(payload), (verdict) => {
          setVerdict(point, verdict);
          changed(path, point);
        });
      case "indicators":
        if (channelOf(point.context.point, topic.channel) === undefined)
          return `the plant file has no channel ${path}/${topic.channel}`;
        return take(decodeIndicators(payload), (indicators) => {
          point.indicators.set(topic.channel, indicators);
          point.heard.set(topic.channel, now());
          emit("fresh", { path });
        });
      case "spectrum":
        return take(decodeSpectrum(payload), (spectrum) => {
          const { channel, name } = topic;
          const limit = point.context.point.channels.length * SPECTRA_PER_CHANNEL;
          const key = `${channel}/${name}`;
          if (point.spectra.size >= limit && !point.spectra.has(key)) return;
          point.spectra.set(key, spectrum);
          const waterfall = point.waterfalls.get(key) ?? createWaterfall();
          point.waterfalls.set(key, waterfall);
          waterfall.add(spectrum);
          emit("spectrum", { path, channel, name, time: spectrum.time });
        });
      case "latest-waveform":
        if (channelOf(point.context.point, topic.channel) === undefined)
          return `the plant file has no channel ${path}/${topic.channel}`;
        return take(decodeWaveformView(payload), (waveform) => {
          point.waveforms.set(topic.channel, waveform);
        });
      case "limits":
        return take(decodeEditedLimits(payload), ({ edited }) => {
          point.limits.restore(edited);
          point.revision++;
          emit("limits", { path });
        });
      case "status":
        if (payload.length === 0) {
          delete point.status;
          return undefined;
        }
        return take(decodeStatus(payload), ({ status, battery, text }) => {
          point.status = {
            online: status === "online",
            ...(battery !== undefined && { battery }),
            ...(text !== undefined && { text }),
          };
        });
      default:
        return undefined;
    }
  }

  /** Pages hear of a point in lists only when its line would read differently, or health moved by a whole step. */
  function changed(path: string, point: LivePoint): void {
    emit("fresh", { path });
    const summary = summaryOfPoint(point);
    const { level, headline, state } = summary;
    const standing = `${level} ${point.verdicts.diagnosis?.fault}`;
    if (standing !== point.standing) point.revision++;
    const before = point.standing.split(" ", 1)[0];
    // What is first heard of a point is no change, and neither is what comes after nothing.
    if (before && before !== "unknown" && before !== level && state) point.changed = state.time;
    point.standing = standing;
    const health = Math.round(state?.health ?? -1);
    const told = JSON.stringify([level, headline, health, state?.learned, state?.stopped]);
    if (told === point.told) return;
    point.told = told;
    emit("point", summary);
  }

  function onAlarm(topic: Extract<Topic, { readonly condition: string }>, payload: Uint8Array) {
    const { line, machine, point, condition } = topic;
    if (payload.length > 0)
      return take(decodeAlarm(payload), (alarm) => {
        alarms.set(alarm.id, alarm);
        emit("alarm", { id: alarm.id, alarm });
      });
    const id = `${line}.${machine}.${point}.${condition}`;
    alarms.delete(id);
    emit("alarm", { id, alarm: null });
    return undefined;
  }

  function addDeadLetter(heard: DeadLetter): void {
    const { topic, code, reason } = heard;
    const letter = { topic, code, reason };
    strangers.note(heard, now());
    const isAlike = ({ topic, code }: DeadLetterView) =>
      topic === letter.topic && code === letter.code;
    // One sensor that repeats itself must not push out what is wrong with the others.
    if (deadLetters.filter(isAlike).length >= DEAD_LETTERS_ALIKE)
      deadLetters.splice(deadLetters.findIndex(isAlike), 1);
    deadLetters.push({ heard: new Date(now()).toISOString(), ...letter });
    if (deadLetters.length > DEAD_LETTERS_KEPT) deadLetters.shift();
  }

  function summaryOf(path: string): PointSummary | undefined {
    const point = points.get(path);
    return point && summaryOfPoint(point);
  }
}

function livePoints(plant: Plant, before: ReadonlyMap<string, LivePoint>): Map<string, LivePoint> {
  return new Map(
    [...pointsOf(plant)].map(([path, plantFile]) => {
      const limits = createLimitsInForce(plantFile);
      const known = before.get(path);
      if (known === undefined) return [path, emptyPoint(limits)] as const;
      limits.restore(known.limits.edited());
      const revision = known.revision + 1;
      const changed = { ...known, limits, context: limits.context, told: "", revision };
      forgetChannels(changed);
      return [path, changed] as const;
    }),
  );
}

function emptyPoint(limits: LimitsInForce): LivePoint {
  return {
    context: limits.context,
    limits,
    verdicts: {},
    indicators: new Map(),
    heard: new Map(),
    spectra: new Map(),
    waterfalls: new Map(),
    waveforms: new Map(),
    told: "",
    standing: "",
    revision: 0,
  };
}

/** What is known of channels that the point has no more. */
function forgetChannels({ context, indicators, heard, waveforms, spectra, waterfalls }: LivePoint) {
  for (const known of [indicators, heard, waveforms, spectra, waterfalls])
    for (const key of known.keys())
      if (channelOf(context.point, key.split("/")[0] ?? "") === undefined) known.delete(key);
}

function take<T>(decoded: Decoded<T>, use: (body: T) => void): string | undefined {
  if (!decoded.ok) return decoded.rejection.reason;
  use(decoded.body);
  return undefined;
}

function setVerdict({ verdicts }: LivePoint, verdict: Verdict): void {
  switch (verdict.kind) {
    case "anomaly":
      verdicts.anomaly = keepEvidence(verdicts.anomaly, verdict);
      break;
    case "diagnosis":
      verdicts.diagnosis = verdict;
      break;
    case "prognosis":
      verdicts.prognosis = verdict;
      break;
    case "sensor":
      verdicts.sensors = { ...verdicts.sensors, [verdict.channel ?? ""]: verdict };
      break;
  }
}

function summaryOfPoint({ context, state, verdicts }: LivePoint): PointSummary {
  const { path, name } = context.point;
  return { path, name, ...summarise(state, verdicts), ...(state !== undefined && { state }) };
}

/** What to do about a point by when, in every language. */
export function adviceOn(verdicts: VerdictsView): AdviceView {
  return {
    advice: advise(verdicts),
    translations: { zh: { advice: advise(verdicts, "zh") } },
  };
}

function viewOf(live: LivePoint): PointView {
  const { line, machine, point } = live.context;
  const { bearing } = point;
  return {
    ...summaryOfPoint(live),
    line: line.name,
    machine: machine.name,
    ...(bearing !== undefined && {
      bearing: {
        designation: bearing.designation,
        ...(bearing.maker !== undefined && { maker: bearing.maker }),
      },
    }),
    channels: point.channels.map(({ id, name, kind, unit }) => ({
      id,
      name,
      kind,
      ...(unit !== undefined && { unit: unitFacts(unit).canonical }),
    })),
    verdicts: { ...live.verdicts },
    ...adviceOn(live.verdicts),
    indicators: Object.fromEntries(live.indicators),
    spectra: [...live.spectra].map(([key, { time }]) => {
      const [channel = "", name = ""] = key.split("/");
      return { channel, name, time };
    }),
    revision: live.revision,
    waveforms: [...live.waveforms].map(([channel, { time }]) => ({ channel, time })),
  };
}

function byUrgency(a: Alarm, b: Alarm): number {
  const waits = { unacknowledged: 0, "returned-unacknowledged": 1, acknowledged: 2 };
  const rank = (alarm: Alarm) =>
    (isCovered(alarm) ? 30 : 10 * waits[alarm.state]) +
    2 * (ALARM_PRIORITIES.length - 1 - ALARM_PRIORITIES.indexOf(alarm.priority ?? "low")) +
    (alarm.severity === "alarm" ? 0 : 1);
  const older = (nanosOfIso(a.since) ?? 0n) < (nanosOfIso(b.since) ?? 0n) ? -1 : 1;
  return rank(a) - rank(b) || older;
}
