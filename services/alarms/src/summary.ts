import { advise } from "@raceway/condition/advisory/advisory";
import type { Alarm } from "@raceway/model/alarm";
import type { SensorVerdict, Verdict, VerdictKind } from "@raceway/model/verdict";
import type { Causes } from "./causes.ts";
import { machineTitle, sensorWords } from "./words.ts";

/** The part of an alarm that its causes say. */
export type Summary = Pick<Alarm, "title" | "fault" | "evidence" | "advice">;

const MOST_SENTENCES = 6;

/** What the causes say, for a person: the diagnosis gives the name, the anomaly the numbers, the prognosis the time left. */
export function summarise(causes: Causes): Summary {
  const sensors = Object.values(causes.active).filter((cause) => cause.kind === "sensor");
  return sensors.length > 0 ? summariseSensors(sensors) : summariseMachine(causes);
}

function summariseMachine(causes: Causes): Summary {
  const anomaly = causeOf(causes, "anomaly");
  const diagnosis = causeOf(causes, "diagnosis");
  const prognosis = causeOf(causes, "prognosis");
  const fault = diagnosis?.fault ?? "unnamed";
  const evidence = [
    ...(diagnosis === undefined ? [] : [diagnosis.text]),
    ...(prognosis === undefined ? [] : [prognosis.text]),
    ...(anomaly?.evidence ?? []).map((piece) => piece.text),
  ].slice(0, MOST_SENTENCES);
  return {
    title: machineTitle(fault),
    ...(diagnosis !== undefined && { fault }),
    evidence,
    advice: advise({
      ...(anomaly !== undefined && { anomaly }),
      ...(diagnosis !== undefined && { diagnosis }),
      ...(prognosis !== undefined && { prognosis }),
    }),
  };
}

function causeOf<K extends VerdictKind>(
  causes: Causes,
  kind: K,
): Extract<Verdict, { kind: K }> | undefined {
  const isKind = (cause: Verdict): cause is Extract<Verdict, { kind: K }> => cause.kind === kind;
  return Object.values(causes.active).find(isKind);
}

function summariseSensors(causes: readonly SensorVerdict[]): Summary {
  const [first] = causes;
  const fault = first === undefined || first.fault === "none" ? "silence" : first.fault;
  const { title, advice } = sensorWords(fault);
  const channels = causes.flatMap((cause) => cause.channel ?? []);
  return {
    title: channels.length > 0 ? `${title}: ${channels.join(", ")}` : title,
    fault,
    evidence: causes.map((cause) => cause.text).slice(0, MOST_SENTENCES),
    advice,
  };
}
