import { fixed, percent, table } from "../markdown.ts";
import type { Outcome } from "./rig-record.ts";

/** Edges of confidence. */
const BINS = [0, 0.5, 0.7, 0.85, 0.95, 1.0001] as const;
const BINS_BY_COUNT = 5;

interface StatedName {
  readonly said: { readonly confidence: number };
  readonly outcome: Outcome;
}

/** Share of right ones that so many names leave possible, 95 %. Source: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209–212. */
function possibleShare(right: number, names: number): string {
  const z = 1.96;
  const share = right / names;
  const middle = (share + z ** 2 / (2 * names)) / (1 + z ** 2 / names);
  const half =
    (z * Math.sqrt((share * (1 - share)) / names + z ** 2 / (4 * names ** 2))) /
    (1 + z ** 2 / names);
  const bounds = [Math.max(0, middle - half), Math.min(1, middle + half)];
  return `${bounds.map((bound) => (100 * bound).toFixed(0)).join("–")} %`;
}

function reliabilityRow(range: string, bin: readonly StatedName[]): string[] {
  if (bin.length === 0) return [range, "0", "–", "–", "–", "–"];
  const stated = bin.reduce((sum, { said }) => sum + said.confidence, 0) / bin.length;
  const right = bin.filter(({ outcome }) => outcome === "right").length;
  const share = right / bin.length;
  const off = fixed(Math.abs(stated - share));
  const possible = possibleShare(right, bin.length);
  return [range, `${bin.length}`, fixed(stated), percent(share), possible, off];
}

const RELIABILITY = ["stated confidence", "names", "mean stated", "right", "possible", "off by"];

/** Stated confidence of names against how many of them were right: in five bins of confidence, and in five with as many names in each. */
export function reliabilityTable(judgements: readonly StatedName[]): string {
  const named = judgements
    .filter(({ outcome }) => outcome !== "unnamed")
    .toSorted((a, b) => a.said.confidence - b.said.confidence);
  const byConfidence = BINS.slice(0, -1).map((low, i) => {
    const high = BINS[i + 1] ?? 1;
    const bin = named.filter(({ said }) => said.confidence >= low && said.confidence < high);
    return reliabilityRow(`${low}–${Math.min(1, high)}`, bin);
  });
  const byCount = Array.from({ length: BINS_BY_COUNT }, (_, i) => {
    const edge = (k: number) => Math.round((k * named.length) / BINS_BY_COUNT);
    const bin = named.slice(edge(i), edge(i + 1));
    const range = [bin[0], bin.at(-1)].map((one) => fixed(one?.said.confidence ?? 0, 3)).join("–");
    return reliabilityRow(range, bin);
  });
  return `${table(RELIABILITY, byConfidence)}\n\nThe same names in five bins of as many each:\n\n${table(RELIABILITY, byCount)}`;
}
