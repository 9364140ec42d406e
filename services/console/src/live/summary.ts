import { lifeOf as lifeOfForecast } from "@raceway/condition/advisory/advisory";
import { isNamed, levelOf } from "@raceway/condition/advisory/level";
import { faultWords } from "@raceway/model/fault-words";
import type { DiagnosisVerdict } from "@raceway/model/verdict";
import { certainty } from "@raceway/model/verdict-words";
import type { CauseView, Level, LifeView, StateView, VerdictsView } from "../http/api-types.ts";

/** Where a point stands, in one word and one line for a list: persistent verdicts count, as they do for alarms. */
export function summarise(state: StateView | undefined, verdicts: VerdictsView): Standing {
  const { level } = levelOf(verdicts);
  if (level === "sensor") return sensorStanding(verdicts);
  if (level !== "normal")
    return {
      level,
      headline: troubleOf(verdicts),
      cause: causeOf(verdicts),
      ...lifeOf(verdicts),
    };
  if (state === undefined) return { level: "unknown", headline: "No data yet" };
  if (state.learning) return { level: "learning", headline: "Learning what is normal here" };
  return { level: "normal", headline: "As expected" };
}

interface Standing {
  readonly level: Level;
  readonly headline: string;
  readonly cause?: CauseView;
  readonly life?: LifeView;
}

/** The first of the sensors at fault speaks for all. */
function sensorStanding({ sensors = {} }: VerdictsView): Standing {
  for (const { persistent, fault, text } of Object.values(sensors))
    if (persistent && fault !== "none")
      return { level: "sensor", headline: `Sensor: ${text}`, cause: { fault } };
  throw new RangeError("the level is sensor, and no sensor is at fault");
}

function causeOf({ diagnosis }: VerdictsView): CauseView {
  return named(diagnosis) ? { fault: diagnosis.fault, confidence: diagnosis.confidence } : UNNAMED;
}

const UNNAMED: CauseView = { fault: "unnamed" };

function lifeOf({ prognosis }: VerdictsView): { readonly life?: LifeView } {
  // What other bearings' lives say is for whoever orders spares: it is no state of this one.
  if (prognosis?.trend !== "rising") return {};
  return { life: { ...lifeOfForecast(prognosis), interval: prognosis.interval } };
}

function troubleOf({ anomaly, diagnosis }: VerdictsView): string {
  if (named(diagnosis))
    return `${faultWords(diagnosis.fault).title}, ${certainty(diagnosis.confidence)} % sure`;
  return anomaly?.evidence[0]?.text ?? faultWords("unnamed").title;
}

function named(diagnosis: DiagnosisVerdict | undefined): diagnosis is DiagnosisVerdict {
  return isNamed(diagnosis);
}
