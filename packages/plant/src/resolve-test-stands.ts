import type { Bearing } from "@raceway/model/plant";
import {
  type BearingType,
  GRADED,
  type Grade,
  type Graded,
  type GradeLimit,
  type GradeRule,
  type GradeTable,
  type TestStand,
} from "@raceway/model/test-stand";
import type { Fault } from "./fault.ts";
import type { PlantFile } from "./schema.ts";
import { type GradeTableEntry, levelReference, type TestStandEntry } from "./test-stand-schema.ts";

type Path = readonly (string | number)[];
type BearingTypeEntry = PlantFile["bearingTypes"][number];

/** Bearing types with their grade tables in them; every fault of either is reported. */
export function resolveBearingTypes(
  file: PlantFile,
  bearingOf: (entry: NonNullable<BearingTypeEntry["bearing"]>, path: Path) => Bearing | undefined,
  faults: Fault[],
): readonly BearingType[] {
  const tables = file.gradeTables.map((entry, t) => tableOf(entry, ["gradeTables", t], faults));
  return file.bearingTypes.map((entry, t) => {
    const path: Path = ["bearingTypes", t];
    const bearing =
      entry.bearing === undefined ? undefined : bearingOf(entry.bearing, [...path, "bearing"]);
    checkTests(entry, path, faults);
    const { id, sides, sampling, gates, falseRejectsPpm } = entry;
    return {
      id,
      name: entry.name ?? id,
      ...(bearing !== undefined && { bearing }),
      sides,
      tests: entry.tests.map(({ loadN, ...test }) => ({
        ...test,
        ...(loadN !== undefined && { load: loadN }),
      })),
      grading: entry.grading.flatMap((rule, r) =>
        ruleOf(rule, tables, [...path, "grading", r], faults),
      ),
      ...(sampling !== undefined && { sampling }),
      gates,
      falseRejectsPpm,
    };
  });
}

/** Two speeds whose tolerances touch cannot be told apart. */
function checkTests({ tests, sides }: BearingTypeEntry, path: Path, faults: Fault[]): void {
  const sorted = tests.toSorted((a, b) => a.rpm - b.rpm);
  sorted.forEach((test, k) => {
    const next = sorted[k + 1];
    if (next === undefined || test.rpm * (1 + test.above) < next.rpm * (1 - next.below)) return;
    faults.push({
      path: [...path, "tests"],
      found: `${test.rpm} and ${next.rpm} r/min, whose tolerances meet`,
      allowed: "speeds that can be told apart",
    });
  });
  if (new Set(sides).size < sides.length)
    faults.push({
      path: [...path, "sides"],
      found: sides.join(", "),
      allowed: "each side once",
    });
}

function ruleOf(
  { table: wanted, atLeast }: BearingTypeEntry["grading"][number],
  tables: readonly GradeTable[],
  path: Path,
  faults: Fault[],
): readonly GradeRule[] {
  const table = tables.find(({ id }) => id === wanted);
  if (table === undefined) {
    const known = tables.map(({ id }) => id).join(", ") || "a table of gradeTables (it has none)";
    faults.push({ path: [...path, "table"], found: `"${wanted}"`, allowed: known });
    return [];
  }
  if (table.grades.some(({ id }) => id === atLeast)) return [{ table, atLeast }];
  faults.push({
    path: [...path, "atLeast"],
    found: `"${atLeast}"`,
    allowed: table.grades.map(({ id }) => id).join(", "),
  });
  return [];
}

function tableOf(entry: GradeTableEntry, path: Path, faults: Fault[]): GradeTable {
  const grades = entry.grades.map((grade, g): Grade => {
    const limits = GRADED.flatMap((quantity) => {
      const most = grade[quantity];
      if (most === undefined) return [];
      return limitOf(quantity, most, entry.unit, [...path, "grades", g, quantity], faults);
    });
    if (limits.length === 0)
      faults.push({
        path: [...path, "grades", g],
        found: "no limit",
        allowed: `one of ${GRADED.join(", ")} at least`,
      });
    return { id: grade.id, name: grade.name ?? grade.id, limits };
  });
  checkOrder(entry, path, faults);
  return { id: entry.id, name: entry.name ?? entry.id, grades };
}

/** A grade that asks more than the one before it could never be reached after it. */
function checkOrder({ grades }: GradeTableEntry, path: Path, faults: Fault[]): void {
  grades.forEach((grade, g) => {
    const better = grades[g - 1];
    if (better === undefined) return;
    for (const quantity of GRADED) {
      const [before, own] = [better[quantity], grade[quantity]];
      if (own === undefined || before === undefined || own >= before) continue;
      faults.push({
        path: [...path, "grades", g, quantity],
        found: `${own}, below the ${before} of the better grade ${better.id}`,
        allowed: "grades from the best to the worst: limits only rise",
      });
    }
  });
}

function limitOf(
  quantity: Graded,
  value: number,
  unit: string,
  path: Path,
  faults: Fault[],
): readonly GradeLimit[] {
  const refuse = (allowed: string) => {
    faults.push({ path, found: `${value} with the unit ${unit}`, allowed });
    return [];
  };
  const isRatio = quantity.endsWith("_crest");
  const isAcceleration = quantity === "acceleration";
  const level = isRatio ? undefined : levelReference(unit);
  if (level !== undefined) {
    if ((level.unit === "m/s2") !== isAcceleration)
      return refuse(
        level.unit === "m/s2"
          ? "`acceleration` in a table of acceleration levels"
          : "velocities in a table of velocity levels",
      );
    const most = level.reference * 10 ** (value / 20);
    return [{ quantity, most, unit: level.unit, said: `${value} ${unit}` }];
  }
  if (!(value > 0)) return refuse("a number over 0");
  if (isRatio) return [{ quantity, most: value, unit: "1", said: `${value}` }];
  if (isAcceleration) return [{ quantity, most: value, unit: "m/s2", said: `${value} m/s2` }];
  const own = unit === "anderon" ? "anderon" : "um/s";
  return [{ quantity, most: value, unit: own, said: `${value} ${own}` }];
}

/** A line's stands. */
export function resolveTestStands(
  entries: readonly TestStandEntry[],
  parent: string,
): readonly TestStand[] {
  return entries.map(({ id, name, anderon, fullScale, partSeconds }) => ({
    path: `${parent}/${id}`,
    id,
    name: name ?? id,
    anderon,
    ...(fullScale !== undefined && { fullScale }),
    partSeconds,
  }));
}
