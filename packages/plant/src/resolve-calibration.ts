import type { Calibration } from "@raceway/model/plant";
import { inUnit, unitFacts } from "@raceway/model/unit";
import { unitNamed } from "@raceway/model/unit-name";
import type { Fault } from "./fault.ts";
import type { ChannelEntry } from "./schema.ts";

type Path = readonly (string | number)[];

const SENSITIVITY = /^\s*([\d.]+(?:e[-+]?\d+)?)\s*(m?)V\s*\/\s*(.+?)\s*$/i;

/** How a channel's numbers become its unit, from `scale`, `offset` and `sensitivity`; undefined: they are in it. */
export function resolveCalibration(
  entry: ChannelEntry,
  path: Path,
  faults: Fault[],
): Calibration | undefined {
  const { unit, scale, offset = 0, sensitivity } = entry;
  const given = (["scale", "offset", "sensitivity"] as const).filter(
    (name) => entry[name] !== undefined,
  );
  const [first] = given;
  if (first === undefined) return undefined;
  const fault = (name: string, found: string, allowed: string) => {
    faults.push({ path: [...path, name], found, allowed });
    return undefined;
  };
  if (unit === undefined)
    return fault(first, `${first} without \`unit\``, "the `unit` that it leads to");
  if (sensitivity === undefined) return { factor: scale ?? 1, offset };
  if (scale !== undefined) return fault("scale", "`scale` beside `sensitivity`", "one of the two");
  const [, volts = "", milli = "", per = ""] = SENSITIVITY.exec(sensitivity) ?? [];
  const unitPer = unitNamed(per.replace(/^\((.*)\)$/, "$1"));
  const facts = unitPer && unitFacts(unitPer);
  const known = unitFacts(unit);
  const voltsPer = Number(volts) * (milli.toLowerCase() === "m" ? 1e-3 : 1);
  if (unitPer === undefined || facts?.quantity !== known.quantity || !(voltsPer > 0))
    return fault(
      "sensitivity",
      `"${sensitivity}"`,
      `volts or millivolts per ${known.quantity}, such as \`100 mV/${unit}\``,
    );
  const zero = inUnit(0, unitPer, unit);
  return {
    factor: (inUnit(1, unitPer, unit) - zero) / voltsPer,
    offset: zero + offset,
    volts: true,
  };
}
