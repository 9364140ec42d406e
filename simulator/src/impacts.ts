import { type RotatingRing, slippedOrders } from "@raceway/bearings/kinematics";
import type { DefectOrders } from "@raceway/model/plant";
import type { Random } from "./random.ts";
import { type ShaftRun, timeOfTurns, turnsAt } from "./shaft.ts";

/** Where in a bearing something is broken. */
export type DefectPlace = "outer-race" | "inner-race" | "rolling-element" | "cage";

export interface Defect {
  readonly place: DefectPlace;
  readonly orders: DefectOrders;
  readonly rotating: RotatingRing;
  /** Mean slip of the cage, e.g. 0.01. */
  readonly slip: number;
  /** Standard deviation of the angle between impacts, relative, e.g. 0.01. */
  readonly jitter: number;
}

/** One blow: when, and how hard relative to a blow in the middle of the load zone. */
export interface Impact {
  readonly time: number;
  readonly strength: number;
}

/** Load zone parameter ε of Stribeck's distribution: a radially loaded bearing with a little clearance. */
const LOAD_ZONE = 0.45;
/** Preload keeps some load on the rest of the ring. */
const OUTSIDE_ZONE = 0.1;

/**
 * Load on the ring at an angle from the middle of the load zone: Stribeck's q(ψ) = (1 − (1 − cos ψ)/(2ε))^1.5, never below the preload's share.
 *
 * Source: T.A. Harris, Rolling Bearing Analysis, ch. 7.
 *
 * @param turns angle in turns.
 */
export function loadZone(turns: number): number {
  const inside = 1 - (1 - Math.cos(2 * Math.PI * turns)) / (2 * LOAD_ZONE);
  return Math.max(OUTSIDE_ZONE, inside > 0 ? inside ** 1.5 : 0);
}

/**
 * Blows of a defect during a block. The angle between blows varies at random and errors add up (rolling elements slip), so that lines smear with
 * their harmonic number; strength follows the load that the defect carries at that moment.
 *
 * Source: R.B. Randall, J. Antoni, MSSP 25 (2011) 485–520, sec. 2; J. Antoni, R.B. Randall, J. Sound Vib. 304 (2007) 497–529.
 */
export function impactsOf(defect: Defect, run: ShaftRun, random: Random): readonly Impact[] {
  const orders = slippedOrders(defect.orders, defect.slip, defect.rotating);
  const order = blowsPerTurn(defect.place, orders);
  const start = random.uniform();
  const total = turnsAt(run, run.seconds);
  const impacts: Impact[] = [];
  let blow = 0;
  for (let turns = random.uniform() / order; turns < total; blow++) {
    const time = timeOfTurns(run, turns);
    const zone = strengthAt(defect, orders, turns + start, blow);
    impacts.push({ time, strength: zone * Math.max(0, 1 + 0.1 * random.gaussian()) });
    // A blow cannot come before the last: half the pitch is as close as elements get.
    turns += Math.max(0.5, 1 + defect.jitter * random.gaussian()) / order;
  }
  return impacts;
}

/** Mean number of blows in a turn of the shaft. */
export function blowsPerTurn(place: DefectPlace, orders: DefectOrders): number {
  switch (place) {
    case "outer-race":
      return orders.bpfo;
    case "inner-race":
      return orders.bpfi;
    case "rolling-element":
      return 2 * orders.bsf;
    case "cage":
      return orders.ftf;
  }
}

function strengthAt(defect: Defect, orders: DefectOrders, turns: number, blow: number): number {
  switch (defect.place) {
    case "outer-race":
      return defect.rotating === "outer" ? loadZone(turns) : standingRing(turns);
    case "inner-race":
      return defect.rotating === "inner" ? loadZone(turns) : standingRing(turns);
    case "rolling-element":
      // It strikes both races in turn; the blow on the inner race has farther to travel to the sensor.
      return loadZone(orders.ftf * turns) * (blow % 2 === 0 ? 1 : 0.8);
    case "cage":
      return 0.6;
  }
}

/** A spall stays in the load zone on a ring that stands; residual unbalance leans on it once a turn. */
function standingRing(turns: number): number {
  return 1 + 0.1 * Math.cos(2 * Math.PI * turns);
}
