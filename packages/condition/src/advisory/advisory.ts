import type {
  AnomalyVerdict,
  DiagnosisVerdict,
  Fault,
  PrognosisVerdict,
} from "@raceway/model/verdict";
import { spanInWords } from "../prognosis/span-in-words.ts";

/** What is known of a point when somebody asks what to do. */
export interface Findings {
  readonly anomaly?: AnomalyVerdict;
  readonly diagnosis?: DiagnosisVerdict;
  readonly prognosis?: PrognosisVerdict;
}

/** Below this chance the name of a fault is not acted on. */
const SURE = 0.5;

/** What a person does about a fault, and what they look for first. */
const ACTIONS: Readonly<Record<Fault, string>> = {
  "outer-race": "replace the bearing (outer race damaged); look at fit and housing seat",
  "inner-race": "replace the bearing (inner race damaged); look at shaft fit and preload",
  "rolling-element":
    "replace the bearing (rolling element damaged); look at the lubricant for chips",
  cage: "replace the bearing soon (cage damaged: it may fail without further warning)",
  imbalance: "balance the rotor; look for deposits or a lost weight first",
  misalignment: "check alignment and coupling",
  looseness: "check foundation bolts, bearing caps and fits",
  lubrication: "check lubricant level and condition; regrease with the prescribed amount",
  electrical: "check motor currents, air gap and supply",
  unnamed: "inspect the point (listen, thermography, lubricant); the evidence carries no name yet",
};

/**
 * Advisory (ISO 13374 AG): what to do by when, in one or two sentences, from what was found.
 *
 * @returns "No action needed." while nothing persistent is wrong
 */
export function advise({ anomaly, diagnosis, prognosis }: Findings): string {
  const abnormal = anomaly?.persistent === true && anomaly.severity !== "normal";
  const named =
    diagnosis?.persistent === true && diagnosis.fault !== "unnamed" && diagnosis.confidence >= SURE;
  if (!abnormal && !named) return "No action needed.";
  const fault = named && diagnosis !== undefined ? diagnosis.fault : "unnamed";
  const action = ACTIONS[fault];
  const sentence = `${action.charAt(0).toUpperCase()}${action.slice(1)}${deadline(anomaly, prognosis)}.`;
  return `${sentence}${outlook(prognosis)}`;
}

function deadline(anomaly?: AnomalyVerdict, prognosis?: PrognosisVerdict): string {
  if (prognosis?.trend === "rising")
    return `, within ${spanInWords(prognosis.lowSeconds)} of running`;
  if (anomaly?.severity === "alarm") return ", at the next possible stop";
  return ", at the next planned stop";
}

function outlook(prognosis?: PrognosisVerdict): string {
  if (prognosis?.trend !== "rising") return "";
  const { rulSeconds, lowSeconds, highSeconds } = prognosis;
  return ` Expected remaining life ${spanInWords(rulSeconds)} (80 %: ${spanInWords(lowSeconds)} to ${spanInWords(highSeconds)}).`;
}
