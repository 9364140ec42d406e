import { findBearing, nearestDesignations } from "@raceway/bearings/catalogue";
import { defectOrders } from "@raceway/bearings/kinematics";
import type { Bearing } from "@raceway/model/plant";
import type { BearingEntry } from "./schema.ts";

/** Half width of the search when the plant file states none: slip is typically 1–2 % (Randall & Antoni 2011). */
const DEFAULT_TOLERANCE = 0.02;

/** What is wrong with a bearing entry, for the list of faults. */
export interface BearingFault {
  readonly found: string;
  readonly allowed: string;
}

/**
 * Turns a plant file's bearing into orders: the maker's own when given, else from the geometry, else from the catalogue.
 *
 * @returns the bearing, or what is wrong with the entry.
 */
export function resolveBearing(entry: BearingEntry): Bearing | BearingFault {
  const e = typeof entry === "string" ? { designation: entry, rotating: "inner" as const } : entry;
  const designation = e.designation ?? "unnamed bearing";
  const stated = "tolerance" in e ? e.tolerance : undefined;
  const maker = "maker" in e && e.maker !== undefined ? { maker: e.maker } : {};
  const common = { designation, ...maker, rotating: e.rotating };
  if ("orders" in e && e.orders !== undefined) {
    return {
      ...common,
      orders: e.orders,
      tolerance: stated ?? DEFAULT_TOLERANCE,
      source: "orders in the plant file",
    };
  }
  if ("geometry" in e && e.geometry !== undefined) {
    const { balls, ballDiameter, pitchDiameter, contactAngle } = e.geometry;
    if (ballDiameter >= pitchDiameter) {
      return {
        found: `ballDiameter ${ballDiameter} mm, pitchDiameter ${pitchDiameter} mm`,
        allowed: "a pitch diameter larger than the ball diameter",
      };
    }
    const orders = defectOrders({
      balls,
      ballDiameter,
      pitchDiameter,
      contactAngleDeg: contactAngle,
      rotating: e.rotating,
    });
    return {
      ...common,
      orders,
      tolerance: stated ?? DEFAULT_TOLERANCE,
      source: "geometry in the plant file",
    };
  }
  return fromCatalogue(designation, e.rotating, stated);
}

function fromCatalogue(
  designation: string,
  rotating: "inner" | "outer",
  stated: number | undefined,
): Bearing | BearingFault {
  const row = findBearing(designation);
  if (row === undefined) {
    const near = nearestDesignations(designation);
    const hint = near.length > 0 ? `a catalogue name such as ${near.join(", ")}; or ` : "";
    return {
      found: `"${designation}"`,
      allowed: `${hint}\`geometry\` or \`orders\` beside the designation`,
    };
  }
  return {
    designation: row.designation,
    maker: row.maker,
    rotating,
    orders: defectOrders({ ...row.geometry, rotating }),
    tolerance: stated ?? row.tolerance,
    source: row.source,
  };
}
