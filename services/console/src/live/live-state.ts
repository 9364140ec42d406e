import { type AlarmSubject, alarmSubjects } from "@raceway/model/alarm-subject";
import type { EditedLimit } from "@raceway/model/limit-edit";
import { type Plant, type PointContext, producingMachines } from "@raceway/model/plant";
import { decodeLives, type LivesMessage } from "@raceway/wire/lives-message";
import { parseTopic } from "@raceway/wire/topic";
import { createStrangers } from "../adopt/strangers.ts";
import type { PlantView, PointView } from "../http/api-types.ts";
import { createLiveStands } from "../stands/live-stands.ts";
import type { Waterfall } from "../trends/waterfall.ts";
import { createDeadLetterList } from "./dead-letter-list.ts";
import type { Emit } from "./emit.ts";
import { createLiveAlarms } from "./live-alarms.ts";
import {
  decodeDeadLetter,
  decodeServiceStatus,
  type LiveSpectrum,
  type LiveWaveform,
  take,
} from "./live-messages.ts";
import { livePoints, type PointNow } from "./live-point.ts";
import { createPointMessages } from "./point-messages.ts";
import { summaryOf, viewOf } from "./point-view.ts";

/** What a service says of the plant file that counts there. */
export interface ServicePlantFile {
  readonly revision: string;
  /** ISO 8601, by its clock. */
  readonly tried: string;
  readonly refused?: string | undefined;
}

export type LiveState = ReturnType<typeof createLiveState>;

/** After these, what was read of the plant and its alarms before is no longer all there is. */
const CHANGES: ReadonlySet<string> = new Set(["point", "alarm", "plant"]);

/**
 * The present of a plant as heard on MQTT. Bounded by the plant file: messages about points and channels that it lacks are passed over.
 *
 * @param now wall clock, milliseconds, for the arrival of dead letters.
 */
export function createLiveState(first: Plant, tell: Emit, now: () => number) {
  let plant = first;
  let points = livePoints(plant, new Map());
  let subjects = alarmSubjects(plant);
  const alarms = createLiveAlarms(emit, now);
  const onPoint = createPointMessages((path) => points.get(path), emit, now);
  const stands = createLiveStands(plant, emit);
  const deadLetters = createDeadLetterList();
  const strangers = createStrangers();
  const plantFiles = new Map<string, ServicePlantFile>();
  const online: Record<string, boolean> = {};
  let lives: LivesMessage["kinds"] = [];
  let broker = false;
  // A console that was started anew begins to count anew.
  const began = crypto.randomUUID();
  let changes = 0;

  const services = () => ({ broker, online: { ...online } });
  const version = () => `${began}.${changes}`;

  function emit(...[event, data]: Parameters<Emit>): void {
    if (CHANGES.has(event)) changes += 1;
    tell(event, data);
  }

  return {
    /** Takes a message of the broker. @returns why it was passed over, for the log. */
    receive(text: string, payload: Uint8Array): string | undefined {
      const topic = parseTopic(text);
      if (topic === undefined) return undefined;
      switch (topic.class) {
        case "dead-letter":
          return take(decodeDeadLetter(payload), (letter) => {
            strangers.note(letter, now());
            deadLetters.add(letter, now());
          });
        case "service":
          // Its own word, and that of others like it, is for the alarm service.
          if (topic.service === "console") return undefined;
          return take(decodeServiceStatus(payload), ({ status, plantFile }) => {
            online[topic.service] = status === "online";
            if (plantFile) plantFiles.set(topic.service, plantFile);
            emit("services", services());
          });
        case "lives":
          return take(decodeLives(payload), ({ kinds }) => {
            lives = kinds;
          });
        case "alarm":
          return alarms.take(topic, payload);
        case "alarm-report":
          return alarms.takeReport(payload);
        case "part-result":
        case "stand":
          return stands.take(topic, payload);
        default:
          return "point" in topic ? onPoint(topic, payload) : undefined;
      }
    },
    /** The connection to the broker was made or lost. What is retained comes again, so alarms that are gone stay away. */
    setBroker(connected: boolean): void {
      broker = connected;
      if (connected) {
        alarms.forget();
        changes += 1;
      }
      emit("services", services());
    },
    services,
    /** Another text after any event that changes what {@link plant} or {@link alarms} give. */
    version,
    /** Another plant file counts from now on: what is known of points and channels that it has too stays known. */
    know(changed: Plant): void {
      plant = changed;
      points = livePoints(plant, points);
      subjects = alarmSubjects(plant);
      stands.know(plant);
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
          points: machine.points.flatMap(({ path }) => {
            const point = points.get(path);
            return point === undefined ? [] : summaryOf(point);
          }),
        })),
      }));
      const timeZone = plant.lines[0]?.timeZone;
      return {
        ...{ site: plant.site, name: plant.name },
        ...(timeZone !== undefined && { timeZone }),
        ...(stands.all().length > 0 && { stands: true as const }),
        ...(producingMachines(plant).size > 0 && { production: true as const }),
        ...{ lines, services: services(), version: version() },
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
    /** The test stands, and the parts on them. */
    stands,
    alarms: alarms.all,
    alarm: alarms.alarm,
    /** Which alarm an id names, open or not. */
    subject(id: string): AlarmSubject | undefined {
      return subjects.get(id);
    },
    alarmReport: alarms.report,
    coveredAlarms: alarms.covered,
    /** What arrives and fits nothing that the plant file names. */
    strangers,
    /** Which plant file counts in a service, as it says itself. */
    plantFileOf: (service: string): ServicePlantFile | undefined => plantFiles.get(service),
    deadLetters: deadLetters.newestFirst,
    /** How long bearings of each kind have lasted so far, as ingest tells. */
    lives: () => lives,
  };
}
