import type { Alarm } from "@raceway/model/alarm";
import type {
  AnomalyVerdict,
  DiagnosisVerdict,
  PrognosisVerdict,
  SensorVerdict,
  Verdict,
} from "@raceway/model/verdict";
import { machineWords, sensorWords } from "./advice.ts";
import type { Causes } from "./causes.ts";

/** The part of an alarm that its causes say. */
export type Summary = Pick<Alarm, "title" | "fault" | "evidence" | "advice">;

const MOST_SENTENCES = 6;

/** What the causes say, for a person: the surest diagnosis gives the name, the anomaly the numbers, the prognosis the time left. */
export function summarise(causes: Causes): Summary {
  const all = Object.values(causes.active);
  const sensor = all.filter((cause): cause is SensorVerdict => cause.kind === "sensor");
  return sensor.length > 0 ? summariseSensors(sensor) : summariseMachine(all);
}

function summariseMachine(causes: readonly Verdict[]): Summary {
  const anomalies = causes
    .filter((cause): cause is AnomalyVerdict => cause.kind === "anomaly")
    .sort((a, b) => b.score - a.score);
  const diagnoses = causes
    .filter((cause): cause is DiagnosisVerdict => cause.kind === "diagnosis")
    .sort((a, b) => b.confidence - a.confidence);
  const prognoses = causes.filter((cause): cause is PrognosisVerdict => cause.kind === "prognosis");
  const fault = diagnoses[0]?.fault ?? "unnamed";
  const { title, advice } = machineWords(fault);
  const evidence = [
    ...diagnoses.map((cause) => cause.text),
    ...prognoses.map((cause) => cause.text),
    ...anomalies.flatMap((cause) => cause.evidence.map((piece) => piece.text)),
  ].slice(0, MOST_SENTENCES);
  return { title, ...(fault !== "unnamed" && { fault }), evidence, advice };
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
