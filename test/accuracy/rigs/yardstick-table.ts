import { pointsOf } from "@raceway/model/plant";
import { parsePlant } from "@raceway/plant/plant-file";
import { fixed, table } from "../markdown.ts";
import { plantFileOf } from "./plant-file-of.ts";
import { type Yardstick, yardstickOn } from "./reference-method.ts";
import { type Outcome, outcomeOf, type RigRecord } from "./rig-record.ts";
import { writtenSignals } from "./written-records.ts";

/** A wrong name costs as much as so many right ones bring. */
const PRICE_OF_WRONG = 3;

interface Judged {
  readonly record: RigRecord;
  readonly found: Yardstick;
}

const outcomeAt = ({ record, found }: Judged, threshold: number): Outcome =>
  outcomeOf(record.truth, found.score >= threshold ? found.fault : "unnamed");

function worthOf(judged: readonly Judged[], threshold: number): number {
  let worth = 0;
  for (const each of judged) {
    const outcome = outcomeAt(each, threshold);
    if (outcome === "right") worth += 1;
    if (outcome === "wrong") worth -= PRICE_OF_WRONG;
  }
  return worth;
}

/** The threshold, of all that make a difference, worth most on the given records; the lowest of equals. */
function bestThreshold(judged: readonly Judged[]): number {
  const tried = [...new Set(judged.map(({ found }) => found.score))].sort((a, b) => a - b);
  let best = { threshold: Number.POSITIVE_INFINITY, worth: 0 };
  for (const threshold of tried) {
    const worth = worthOf(judged, threshold);
    if (worth > best.worth) best = { threshold, worth };
  }
  return best.threshold;
}

function yardstickOf(record: RigRecord): Judged[] {
  const signals = writtenSignals(record);
  const plant = parsePlant(plantFileOf(record.plate, signals.axes.length), "plant.yaml", () => []);
  const [context] = pointsOf(plant).values();
  const orders = context?.point.bearing?.orders;
  const { rpm } = record.plate;
  if (orders === undefined || rpm === undefined) return [];
  return [{ record, found: yardstickOn(signals, orders, rpm / 60) }];
}

/** The reference method on the same records, each rig with the threshold that the other rigs choose. */
export function yardstickTable(records: readonly RigRecord[]): string {
  const distinct = new Map(records.map((record) => [`${record.rig}/${record.name}`, record]));
  const judged = [...distinct.values()].flatMap(yardstickOf);
  const rigs = [...new Set(judged.map(({ record }) => record.rig))];
  const rows = rigs.map((rig) => {
    const threshold = bestThreshold(judged.filter(({ record }) => record.rig !== rig));
    const outcomes = judged
      .filter(({ record }) => record.rig === rig)
      .map((each) => outcomeAt(each, threshold));
    const counts = (["right", "wrong", "unnamed"] as const).map(
      (what) => `${outcomes.filter((outcome) => outcome === what).length}`,
    );
    return [rig, `${outcomes.length}`, ...counts, `${fixed(threshold, 1)} dB`];
  });
  return `${table(["rig", "records", "right", "wrong", "unnamed", "threshold"], rows)}

With all rigs the threshold would be ${fixed(bestThreshold(judged), 1)} dB.`;
}
