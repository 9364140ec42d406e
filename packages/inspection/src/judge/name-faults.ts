import type { PartFinding } from "@raceway/model/part";
import type { PartFault } from "@raceway/model/test-stand";
import { logarithmOf } from "../learn/population.ts";
import type { JudgedColumn, TypeModel } from "../learn/type-model.ts";
import type { Repeats } from "../measure/impacts.ts";

/** A feature beyond its limit, and how far: 1 at the limit, 2 twice as far from what is usual. */
interface Beyond {
  readonly column: JudgedColumn;
  readonly value: number;
  readonly excess: number;
}

/** Below this share of the first repeat's modulation the third says that something is rolled along, not struck. */
const SCRATCH_SHARPNESS = 0.5;
/** Another name beside the strongest of its group needs so much of its excess: lines of one fault lie near those of another. */
const BESIDE = 0.8;

/**
 * A repeated impact stands so far above its surroundings, geometric mean of three lines over their medians. By chance alone the tallest of some ten Rayleigh-distributed
 * lines is three times the median once in fifty, and three of them together once in 100,000.
 */
const LEAST_REGULARITY = 3;

/** What repeated impacts are like at a speed from a side. */
export type RepeatsAt = (rpm: number, side: string) => Repeats | undefined;

/**
 * Names what is wrong with a part that differs from its type, by the features that are beyond their limits, at each speed from each side.
 *
 * Impacts at a rate of the bearing come first: they raise bands, peaks and irregular impacts with them. Lines of form, noise of the cage and irregular impacts
 * compete by how far they are beyond. What is beyond and none of these is unnamed.
 *
 * @returns the strongest finding of each fault, strongest first; empty for a part like the others.
 */
export function nameFaults(
  model: TypeModel,
  row: readonly number[],
  repeatsAt: RepeatsAt,
): readonly PartFinding[] {
  const beyond = model.columns.flatMap((column, k): Beyond[] => {
    const value = logarithmOf(row[k] ?? 0);
    if (value <= column.limit) return [];
    const excess = (value - column.usual.median) / (column.limit - column.usual.median);
    return [{ column, value, excess }];
  });
  const places = Map.groupBy(beyond, ({ column: { rpm, side } }) => `${rpm}/${side}`);
  const named = [...places.values()].flatMap((own) => nameAt(own, repeatsAt));
  const strongest = new Map<PartFault, Named>();
  for (const each of named)
    if (each.excess > (strongest.get(each.fault)?.excess ?? 0)) strongest.set(each.fault, each);
  const sorted = [...strongest.values()].sort((a, b) => b.excess - a.excess);
  const hasName = sorted.some(({ fault }) => fault !== "unnamed");
  return sorted
    .filter(({ fault }) => !hasName || fault !== "unnamed")
    .map((each) => findingOf(each));
}

interface Named extends Beyond {
  readonly fault: PartFault;
}

function nameAt(beyond: readonly Beyond[], repeatsAt: RepeatsAt): readonly Named[] {
  const of = (matches: RegExp) =>
    beyond
      .filter(({ column }) => matches.test(column.feature.name))
      .toSorted((a, b) => b.excess - a.excess);
  const repeated = of(/^(outer|inner|ball)_impacts$/).filter(
    (each) => (repeatOf(each, repeatsAt)?.regularity ?? 0) >= LEAST_REGULARITY,
  );
  const form = of(/_wave_|^lobes_/);
  const cage = of(/^cage_rattle$/);
  const many = of(/^many_impacts$/);
  const [single] = of(/^largest_impact$/);
  const [top] = repeated;
  if (top !== undefined)
    return [
      ...beside(repeated).map((each) => ({ ...each, fault: repeatedFault(each, repeatsAt) })),
      // A tone far taller than the blows make is a fault of its own.
      ...named(beside(form.filter(({ excess }) => excess > top.excess))),
    ];
  const rest = beside([...form, ...cage, ...many].toSorted((a, b) => b.excess - a.excess));
  if (rest.length > 0) return named(rest);
  if (single !== undefined) return named([single]);
  return beyond.map((each) => ({ ...each, fault: "unnamed" as const }));
}

/** The strongest, and those nearly as strong. */
function beside(sorted: readonly Beyond[]): readonly Beyond[] {
  const [top] = sorted;
  return top === undefined ? [] : sorted.filter(({ excess }) => excess >= BESIDE * top.excess);
}

function named(all: readonly Beyond[]): readonly Named[] {
  return all.map((each) => ({ ...each, fault: each.column.feature.fault ?? "unnamed" }));
}

function repeatOf({ column: { feature, rpm, side } }: Beyond, repeatsAt: RepeatsAt) {
  const [place] = feature.name.split("_");
  return repeatsAt(rpm, side)?.[place as keyof Repeats];
}

function repeatedFault(beyond: Beyond, repeatsAt: RepeatsAt): PartFault {
  const { feature } = beyond.column;
  const isRolledAlong = (repeatOf(beyond, repeatsAt)?.sharpness ?? 1) < SCRATCH_SHARPNESS;
  if (isRolledAlong && feature.name === "outer_impacts") return "scratch-outer";
  if (isRolledAlong && feature.name === "inner_impacts") return "scratch-inner";
  return feature.fault ?? "unnamed";
}

function findingOf({ fault, column, value }: Named): PartFinding {
  const { feature, rpm, side, usual, limit } = column;
  const [found, most, normal] = [value, limit, usual.median].map(Math.exp) as [
    number,
    number,
    number,
  ];
  const unit = feature.unit === "1" ? "" : ` ${feature.unit}`;
  return {
    fault,
    side,
    rpm,
    feature: feature.name,
    value: found,
    limit: most,
    usual: normal,
    unit: feature.unit,
    text: `Side ${side} at ${rpm} r/min: ${feature.name} ${found.toPrecision(3)}${unit}, ${(found / normal).toPrecision(2)} times what is usual (${normal.toPrecision(3)}${unit}); up to ${most.toPrecision(3)}${unit} parts of this type differ by chance.`,
  };
}
