import { findBearing, nearestDesignations } from "@raceway/bearings/catalogue";
import { kindOfUnknown } from "@raceway/bearings/designation";
import { estimatedInside } from "@raceway/bearings/estimate";
import { defectOrders, geometryComplaint, ordersComplaint } from "@raceway/bearings/kinematics";
import { basicRatingHours } from "@raceway/bearings/life";
import type { Bearing, DefectOrders } from "@raceway/model/plant";
import type { BearingEntry } from "./schema.ts";

/** Half width of the search when the plant file states none: slip is typically 1–2 % (Randall & Antoni 2011). */
const DEFAULT_TOLERANCE = 0.02;

/** What is wrong with a bearing entry, for the list of faults. */
export interface BearingFault {
  readonly found: string;
  readonly allowed: string;
}

/**
 * Turns a plant file's bearing into orders: the maker's own when given, else from the geometry, else estimated from the outside, else from the catalogue.
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
    return fromOrders(e.orders, { ...common, tolerance: stated ?? DEFAULT_TOLERANCE });
  }
  if ("geometry" in e && e.geometry !== undefined) {
    const { contactAngle, ...rest } = e.geometry;
    const geometry = { ...rest, contactAngleDeg: contactAngle, rotating: e.rotating };
    const complaint = geometryComplaint(geometry);
    if (complaint !== undefined) return { found: JSON.stringify(e.geometry), allowed: complaint };
    const tolerance = stated ?? DEFAULT_TOLERANCE;
    return {
      ...common,
      orders: defectOrders(geometry),
      tolerance,
      source: "geometry in the plant file",
    };
  }
  if ("dimensions" in e && e.dimensions !== undefined) {
    const { contactAngle, ...rest } = e.dimensions;
    const inside = estimatedInside({ ...rest, contactAngleDeg: contactAngle });
    if (typeof inside === "string") return { found: JSON.stringify(e.dimensions), allowed: inside };
    const orders = defectOrders({ ...inside.geometry, rotating: e.rotating });
    return { ...common, orders, tolerance: stated ?? inside.tolerance, source: inside.source };
  }
  return fromCatalogue(designation, e.rotating, stated);
}

/**
 * Makers' tables differ in whether they print the ball's spin frequency or the frequency at which its defect strikes, twice that. Which one it is follows
 * from the other orders: r = (bpfi − bpfo) / balls, and bsf = (1 − r²) / 2r at most.
 */
function fromOrders(
  orders: DefectOrders,
  rest: Omit<Bearing, "orders" | "source">,
): Bearing | BearingFault {
  const halved = { ...orders, bsf: orders.bsf / 2 };
  const complaint = ordersComplaint(orders, rest.rotating);
  if (complaint === undefined) return { ...rest, orders, source: "orders in the plant file" };
  if (ordersComplaint(halved, rest.rotating) === undefined) {
    const source = `orders in the plant file, where bsf ${orders.bsf} can only be the ball's defect order: read as 2 × ${halved.bsf}`;
    return { ...rest, orders: halved, source };
  }
  return { found: JSON.stringify(orders), allowed: complaint };
}

function fromCatalogue(
  designation: string,
  rotating: "inner" | "outer",
  stated: number | undefined,
): Bearing | BearingFault {
  const row = findBearing(designation);
  if (row === undefined) {
    const kind = kindOfUnknown(designation);
    const near = nearestDesignations(designation);
    return {
      found: `"${designation}"${kind === undefined ? "" : ` (${kind})`}`,
      allowed: `a catalogue name such as ${near.join(", ")}; or \`orders\`, \`geometry\` or \`dimensions\` beside the designation`,
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

/** Basic rating life L10h, hours, as declared or by ISO 281; undefined where that needs a speed that nobody says. */
export function ratingHoursOf(
  rating: NonNullable<Exclude<BearingEntry, string>["rating"]>,
  rpm: number | undefined,
): number | undefined {
  if ("hours" in rating) return rating.hours;
  const { dynamicKn, loadKn, element } = rating;
  if (rpm === undefined) return undefined;
  return basicRatingHours({ dynamicRating: dynamicKn, equivalentLoad: loadKn, element }, rpm);
}
