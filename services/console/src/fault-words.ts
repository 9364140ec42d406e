import type { Fault } from "@raceway/model/verdict";

const WORDS: Readonly<Record<Fault, string>> = {
  "outer-race": "Outer race damage",
  "inner-race": "Inner race damage",
  "rolling-element": "Rolling element damage",
  cage: "Cage damage",
  imbalance: "Imbalance",
  misalignment: "Misalignment",
  looseness: "Looseness",
  lubrication: "Poor lubrication",
  electrical: "Electrical fault",
  unnamed: "Unusual behaviour, no name yet",
};

/** A machine fault for people. */
export function faultWords(fault: Fault): string {
  return WORDS[fault];
}
