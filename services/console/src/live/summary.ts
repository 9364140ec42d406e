import { faultWords } from "@raceway/model/fault-words";
import { nanosOfIso } from "@raceway/model/time";
import type { AnomalyVerdict, DiagnosisVerdict } from "@raceway/model/verdict";
import { certainty } from "@raceway/model/verdict-words";
import type { CauseView, Level, LifeView, StateView, VerdictsView } from "../http/api-types.ts";

/** Chance below which the name of a fault alone is nothing to act on, as for advisory and alarms. */
const SURE = 0.5;

/** Where a point stands, in one word and one line for a list: persistent verdicts count, as they do for alarms. */
export function summarise(state: StateView | undefined, verdicts: VerdictsView): Standing {
  const { sensor } = verdicts;
  const severity = severityOf(verdicts);
  if (severity !== "normal")
    return {
      level: severity,
      headline: troubleOf(verdicts),
      cause: causeOf(verdicts),
      ...lifeOf(verdicts),
    };
  if (sensor?.persistent && sensor.fault !== "none")
    return {
      level: "sensor",
      headline: `Sensor: ${sensor.text}`,
      cause: { fault: sensor.fault },
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

function causeOf({ diagnosis }: VerdictsView): CauseView {
  if (!isNamed(diagnosis)) return { fault: "unnamed" };
  return { fault: diagnosis.fault, confidence: diagnosis.confidence };
}

function lifeOf({ prognosis }: VerdictsView): { readonly life?: LifeView } {
  if (prognosis?.trend !== "rising") return {};
  const { rulSeconds: seconds, lowSeconds: low, highSeconds: high, interval } = prognosis;
  return { life: { seconds, low, high, interval } };
}

/** The state's own severity is not asked: it also speaks of single records. */
function severityOf({ anomaly, diagnosis }: VerdictsView): "normal" | "warning" | "alarm" {
  if (anomaly?.persistent && anomaly.severity !== "normal") return anomaly.severity;
  return isNamed(diagnosis) && !isOver(diagnosis, anomaly) ? "warning" : "normal";
}

/** Whether a diagnosis is sure enough to act on. */
function isNamed(diagnosis: DiagnosisVerdict | undefined): diagnosis is DiagnosisVerdict {
  return (
    diagnosis?.persistent === true && diagnosis.fault !== "unnamed" && diagnosis.confidence >= SURE
  );
}

/** No diagnosis says "healthy": a return to normal that is newer ends it. */
function isOver(diagnosis: DiagnosisVerdict, anomaly: AnomalyVerdict | undefined): boolean {
  if (!anomaly?.persistent || anomaly.severity !== "normal") return false;
  return (nanosOfIso(diagnosis.time) ?? 0n) < (nanosOfIso(anomaly.time) ?? 0n);
}

function troubleOf({ anomaly, diagnosis }: VerdictsView): string {
  if (isNamed(diagnosis))
    return `${faultWords(diagnosis.fault).title}, ${certainty(diagnosis.confidence)} % sure`;
  return anomaly?.evidence[0]?.text ?? faultWords("unnamed").title;
}
