import type { Fault } from "@raceway/model/verdict";
import type { Case } from "./recordings.ts";

/** What came of one judged case. */
export type Outcome = "right" | "wrong" | "unnamed";

export function outcomeOf(one: Case, fault: Fault): Outcome {
  if (fault === "unnamed") return "unnamed";
  return fault === one.truth ? "right" : "wrong";
}

export type Tally = Readonly<Record<Outcome, number>>;

export function tallyOf(outcomes: readonly Outcome[]): Tally {
  const tally = { right: 0, wrong: 0, unnamed: 0 };
  for (const outcome of outcomes) tally[outcome]++;
  return tally;
}
