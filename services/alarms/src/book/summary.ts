import { advise } from "@raceway/condition/advisory/advisory";
import type { Alarm, AlarmWords } from "@raceway/model/alarm";
import { faultWords } from "@raceway/model/fault-words";
import type { Language } from "@raceway/model/language";
import type { SensorVerdict, Verdict, VerdictKind } from "@raceway/model/verdict";
import { inWords } from "@raceway/model/verdict-words";
import type { Cause, Causes } from "./causes.ts";
import type { SystemFinding } from "./system-watch.ts";

/** The part of an alarm that its causes say. */
export type Summary = AlarmWords & Pick<Alarm, "translations" | "fault">;

const MOST_SENTENCES = 6;

/** Names of channels for people, by id. */
type Names = Readonly<Record<string, string>>;

/** What the causes say, for a person: the diagnosis gives the name, the anomaly the numbers, the prognosis the time left. */
export function summarise(causes: Causes, names: Names = {}): Summary {
  const system = Object.values(causes.active).find((cause) => cause.kind === "system");
  if (system !== undefined) return summariseSystem(system);
  const sensors = Object.values(causes.active).filter((cause) => cause.kind === "sensor");
  return sensors.length > 0 ? summariseSensors(sensors, names) : summariseMachine(causes, names);
}

function summariseMachine(causes: Causes, names: Names): Summary {
  const anomaly = causeOf(causes, "anomaly");
  const diagnosis = causeOf(causes, "diagnosis");
  const prognosis = causeOf(causes, "prognosis");
  const findings = {
    ...(anomaly !== undefined && { anomaly }),
    ...(diagnosis !== undefined && { diagnosis }),
    ...(prognosis !== undefined && { prognosis }),
  };
  const verdicts = [diagnosis, prognosis, anomaly].filter((verdict) => verdict !== undefined);
  return {
    ...inEveryLanguage((language) => ({
      title: faultWords(diagnosis?.fault ?? "unnamed", language).title,
      evidence: sentences(verdicts, language, names),
      advice: advise(findings, language),
    })),
    ...(diagnosis !== undefined && { fault: diagnosis.fault }),
  };
}

function causeOf<K extends VerdictKind>(
  causes: Causes,
  kind: K,
): Extract<Verdict, { kind: K }> | undefined {
  const isKind = (cause: Cause): cause is Extract<Verdict, { kind: K }> => cause.kind === kind;
  return Object.values(causes.active).find(isKind);
}

function summariseSensors(causes: readonly SensorVerdict[], names: Names): Summary {
  const [first] = causes;
  const fault = first === undefined || first.fault === "none" ? "silence" : first.fault;
  const channels = causes.flatMap(({ channel }) =>
    channel === undefined ? [] : nameOf(channel, names),
  );
  const where = channels.length > 0 ? `: ${channels.join(", ")}` : "";
  return {
    ...inEveryLanguage((language) => {
      const { title, action } = faultWords(fault, language);
      return {
        title: `${title}${where}`,
        evidence: sentences(causes, language, names),
        advice: fullStop(action, language),
      };
    }),
    fault,
  };
}

function summariseSystem({ about, text }: SystemFinding): Summary {
  return {
    ...inEveryLanguage((language) => {
      const { title, action } = faultWords(about, language);
      return { title, evidence: [text[language]], advice: fullStop(action, language) };
    }),
    fault: about,
  };
}

function fullStop(sentence: string, language: Language): string {
  return `${sentence}${language === "zh" ? "。" : "."}`;
}

function inEveryLanguage(say: (language: Language) => AlarmWords) {
  return { ...say("en"), translations: { zh: say("zh") } };
}

function sentences(
  verdicts: readonly Verdict[],
  language: Language,
  names: Names,
): readonly string[] {
  return verdicts
    .flatMap((verdict) => inWords(verdict, language, (channel) => nameOf(channel, names)))
    .slice(0, MOST_SENTENCES);
}

function nameOf(channel: string, names: Names): string {
  return names[channel] ?? channel;
}
