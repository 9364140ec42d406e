import type { IndicatorLimit } from "@raceway/model/plant";
import {
  type ChannelKind,
  isUnit,
  toCanonical,
  UNITS,
  type Unit,
  unitFacts,
} from "@raceway/model/unit";
import { unitNamed } from "@raceway/model/unit-name";
import type { Fault } from "./fault.ts";
import type { ChannelEntry } from "./schema.ts";

type Path = readonly (string | number)[];

/** An indicator that limits may name, with its unit; `signal`: the channel's own. */
export interface NamedIndicator {
  readonly name: string;
  readonly unit: string;
}

/** The indicators that channels of a kind yield. */
export type IndicatorsOf = (kind: ChannelKind) => readonly NamedIndicator[];

/** A channel's limits in the units of their indicators; what names none, or another quantity, is a fault. */
export function resolveLimits(
  entry: ChannelEntry,
  path: Path,
  known: readonly NamedIndicator[],
  faults: Fault[],
): readonly IndicatorLimit[] {
  return Object.entries(entry.limits).flatMap(([indicator, given]) => {
    const facts = known.find(({ name }) => name === indicator);
    const place = [...path, "limits", indicator];
    if (facts === undefined) {
      const allowed = known.map(({ name }) => name).join(", ") || "no limits on this kind";
      faults.push({ path: place, found: `"${indicator}" on a ${entry.kind} channel`, allowed });
      return [];
    }
    const unit = facts.unit === "signal" ? canonicalOf(entry) : facts.unit;
    const value = (name: "warning" | "alarm") => {
      const found = given[name];
      if (found === undefined || typeof found === "number") return found;
      const number = valueIn(found, unit);
      if (typeof number === "number") return number;
      faults.push({ path: [...place, name], found: `"${found}"`, allowed: number.allowed });
      return undefined;
    };
    const [warning, alarm] = [value("warning"), value("alarm")];
    const plain = typeof given.warning === "number" && typeof given.alarm === "number";
    if (!plain && warning !== undefined && alarm !== undefined && warning > alarm) {
      const allowed = "a `warning` that does not lie above `alarm`";
      faults.push({
        path: place,
        found: `warning ${given.warning}, alarm ${given.alarm}`,
        allowed,
      });
    }
    return [
      {
        indicator,
        ...(warning !== undefined && { warning }),
        ...(alarm !== undefined && { alarm }),
      },
    ];
  });
}

/** The unit in which a channel's own indicators count; undefined when it declares none. */
function canonicalOf({ unit }: ChannelEntry): string | undefined {
  return unit === undefined ? undefined : unitFacts(unit).canonical;
}

/** `0.18 in/s` in an indicator's unit, or what would be right. */
function valueIn(text: string, unit: string | undefined): number | { readonly allowed: string } {
  const [, digits = "", rest = ""] =
    /^\s*([-+]?[\d.]+(?:e[-+]?\d+)?)\s*(.*?)\s*$/i.exec(text) ?? [];
  const given = rest === "1" ? undefined : unitNamed(rest);
  if (unit === undefined) return { allowed: "a number, or the channel's `unit` beside it" };
  if (unit === "1" || given === undefined)
    return {
      allowed: unit === "1" ? "a number without a unit" : `a number in ${unitsLike(unit)}`,
    };
  if (unitFacts(given).canonical !== unit) return { allowed: `a number in ${unitsLike(unit)}` };
  return toCanonical(Number(digits), given);
}

function unitsLike(canonical: string): string {
  if (!isUnit(canonical)) return canonical;
  return (Object.keys(UNITS) as Unit[])
    .filter((unit) => unitFacts(unit).canonical === canonical)
    .join(", ");
}
