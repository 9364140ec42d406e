import type { DefectOrders } from "@raceway/model/plant";

/** What a bearing's defect frequencies depend on. Both diameters in the same unit, whichever. */
export interface BearingGeometry {
  /** Rolling elements in one row. */
  readonly balls: number;
  /** Diameter of a ball, or mean diameter of a roller. */
  readonly ballDiameter: number;
  /** Diameter of the circle through the centres of the rolling elements. */
  readonly pitchDiameter: number;
  /** 0 for deep groove and cylindrical roller bearings. */
  readonly contactAngleDeg: number;
}

/** Which ring turns with the shaft speed; the other stands still. */
export type RotatingRing = "inner" | "outer";

/**
 * Frequencies at which defects strike, as multiples (orders) of the speed of the turning ring, for rolling without slip.
 *
 * With r = (d/D)·cos α: BPFO = n/2·(1−r), BPFI = n/2·(1+r), BSF = D/(2d)·(1−r²), and the cage turns at FTF = ½(1−r) when the inner ring
 * turns, ½(1+r) when the outer ring does (the other three depend on the speed difference of the rings only).
 * BPFO + BPFI = n always. A ball defect strikes both races in a turn: look at 2 × BSF.
 *
 * @returns orders, dimensionless; multiply by shaft Hz.
 * @throws RangeError when the geometry is impossible, naming the value.
 *
 * Source: R.B. Randall, J. Antoni, "Rolling element bearing diagnostics: a tutorial", MSSP 25 (2011) 485–520, eq. (1)–(4).
 *
 * @example defectOrders({ balls: 9, ballDiameter: 7.94, pitchDiameter: 39.04, contactAngleDeg: 0 }).bpfo // 3.5848
 */
export function defectOrders(
  geometry: BearingGeometry & { readonly rotating?: RotatingRing },
): DefectOrders {
  const complaint = geometryComplaint(geometry);
  if (complaint !== undefined) throw new RangeError(complaint);
  const { balls, ballDiameter, pitchDiameter, contactAngleDeg, rotating = "inner" } = geometry;
  const ratio = (ballDiameter / pitchDiameter) * Math.cos((contactAngleDeg * Math.PI) / 180);
  return {
    bpfo: (balls / 2) * (1 - ratio),
    bpfi: (balls / 2) * (1 + ratio),
    bsf: (pitchDiameter / (2 * ballDiameter)) * (1 - ratio * ratio),
    ftf: rotating === "inner" ? (1 - ratio) / 2 : (1 + ratio) / 2,
  };
}

/** What is impossible about a geometry and what would be right; undefined when nothing is. */
export function geometryComplaint(geometry: BearingGeometry): string | undefined {
  const { balls, ballDiameter, pitchDiameter, contactAngleDeg } = geometry;
  if (!Number.isInteger(balls) || balls < 3)
    return `${balls} rolling elements: a whole number of at least 3 is needed`;
  if (!(ballDiameter > 0)) return `ball diameter ${ballDiameter}: must be above 0`;
  if (!(pitchDiameter > ballDiameter) || !Number.isFinite(pitchDiameter))
    return `pitch diameter ${pitchDiameter}: must be larger than the ball diameter ${ballDiameter}`;
  if (!(contactAngleDeg >= 0 && contactAngleDeg < 90))
    return `contact angle ${contactAngleDeg}°: must be from 0 to below 90`;
  // Neighbours' centres are pitch·sin(π/n) apart; a cone's slant lets rollers stand a little closer at the mean circle.
  if (pitchDiameter * Math.sin(Math.PI / balls) < 0.97 * ballDiameter)
    return `${balls} elements of diameter ${ballDiameter} do not fit on a pitch circle of ${pitchDiameter}`;
  return undefined;
}

/**
 * Orders when the cage lags behind pure rolling by a relative slip, with the rolling elements still rolling on the standing ring.
 *
 * The cage and the pass frequency of the standing ring fall by the factor 1 − s; the turning ring's pass frequency n − n·FTF(1 − s) rises.
 *
 * @param slip relative, e.g. 0.015; 1–2 % is usual (Randall & Antoni 2011), negative for a cage that runs ahead.
 * @throws RangeError when |slip| ≥ 0.5: that is no rolling bearing any more.
 */
export function slippedOrders(
  orders: DefectOrders,
  slip: number,
  rotating: RotatingRing = "inner",
): DefectOrders {
  if (!(Math.abs(slip) < 0.5)) throw new RangeError(`slip ${slip}: must lie within ±0.5`);
  const balls = orders.bpfo + orders.bpfi;
  const ftf = orders.ftf * (1 - slip);
  const standing = balls * ftf;
  const turning = balls - standing;
  return {
    bpfo: rotating === "inner" ? standing : turning,
    bpfi: rotating === "inner" ? turning : standing,
    bsf: orders.bsf * (1 - slip),
    ftf,
  };
}

/**
 * Cross-check of orders that somebody typed in (a maker's own table): BPFO + BPFI is the number of rolling elements, the cage's order times that
 * number is the pass order of the standing ring, BPFI exceeds BPFO, and BSF belongs to the ratio that the pass orders imply.
 *
 * Given orders are usually rounded to two or three decimals, so 1 % is allowed before a contradiction is reported.
 *
 * @returns what contradicts what, with the value that would fit; undefined when all agree.
 */
export function ordersComplaint(
  orders: DefectOrders,
  rotating: RotatingRing = "inner",
): string | undefined {
  for (const [name, value] of Object.entries(orders))
    if (!(value > 0) || !Number.isFinite(value)) return `${name} ${value}: must be above 0`;
  const sum = orders.bpfo + orders.bpfi;
  const balls = Math.round(sum);
  if (balls < 3 || Math.abs(sum - balls) > 0.01 * balls)
    return `bpfo + bpfi = ${sum.toFixed(3)}: must be the (whole) number of rolling elements`;
  if (orders.bpfi <= orders.bpfo)
    return `bpfi ${orders.bpfi} is not above bpfo ${orders.bpfo}: are they swapped?`;
  const cage = (rotating === "inner" ? orders.bpfo : orders.bpfi) / balls;
  if (Math.abs(orders.ftf - cage) > 0.01 * cage)
    return `ftf ${orders.ftf}: bpfo, bpfi and the ${rotating} ring turning make it ${cage.toFixed(4)}`;
  const ratio = (orders.bpfi - orders.bpfo) / balls;
  // BSF = (1−r²)·cos α/(2r): at most the value for α = 0, and a little above 0.64 of it at 50°, the steepest radial bearing.
  const steepest = 0.64;
  const flat = (1 - ratio * ratio) / (2 * ratio);
  if (orders.bsf > 1.1 * flat)
    return `bsf ${orders.bsf}: at most ${flat.toFixed(3)} fits bpfo and bpfi (is it the ball's defect frequency 2 × bsf?)`;
  if (orders.bsf < steepest * 0.9 * flat)
    return `bsf ${orders.bsf}: at least ${(steepest * flat).toFixed(3)} fits bpfo and bpfi`;
  return undefined;
}
