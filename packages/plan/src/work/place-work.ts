import { type Bounds, type Column, minimum } from "../minimum.ts";
import { firstFit } from "./first-fit.ts";
import {
  type Crew,
  costUnplaced,
  fromShelf,
  type Place,
  placesOf,
  slotsOf,
  type WorkOrder,
  type WorkPlan,
  workPlan,
} from "./work-order.ts";

/**
 * Puts work into the stops of the lines where all of it together costs least: never more people at work than there are, one work at a machine at a time, parts that are on the shelf or have come by then. A
 * time-indexed assignment (Pritsker, Watters and Wolfe, Management Science 16, 1969) with half hours as its unit, solved exactly within the cheapest stops of each work; never dearer than {@link firstFit}.
 *
 * @param byHand the same orders by {@link firstFit}.
 * @param seconds that it may take; then the best that was found counts.
 */
export async function placeWork(
  orders: readonly WorkOrder[],
  crew: Crew,
  byHand = firstFit(orders, crew),
  seconds = 20,
): Promise<WorkPlan> {
  const rows: Bounds[] = [];
  const rowOf = new Map<string, number>();
  /** The row of a thing that several works share. */
  const row = (name: string, bounds: Bounds) => {
    const known = rowOf.get(name) ?? rows.length;
    if (known === rows.length) rows.push(bounds);
    rowOf.set(name, known);
    return known;
  };
  const columns: Column[] = [];
  const places: { readonly order: WorkOrder; readonly place: Place }[] = [];
  const machines = Map.groupBy(orders, machineOf);
  const shared = new Set(
    [...machines].filter(([, works]) => works.length > 1).map(([name]) => name),
  );
  const able = orders.filter(({ people }) => people <= crew.people);
  for (const order of able) {
    const own = row(`order ${order.id}`, { least: 1, most: 1 });
    const shelf = crew.stock.find(({ item }) => item === order.part?.item);
    for (const place of placesOf(tried(order, byHand))) {
      const entries: (readonly [number, number])[] = [[own, 1]];
      for (const slot of slotsOf(place)) {
        entries.push([row(`people ${slot}`, { most: crew.people }), order.people]);
        if (shared.has(machineOf(order)))
          entries.push([row(`machine ${machineOf(order)} ${slot}`, { most: 1 }), 1]);
      }
      if (order.part && shelf && fromShelf(place.start, shelf))
        entries.push([row(`item ${shelf.item}`, { most: shelf.quantity }), order.part.quantity]);
      columns.push({ cost: costOf(place), entries });
      places.push({ order, place });
    }
  }
  for (const order of able)
    columns.push({
      cost: costUnplaced(order),

      entries: [[row(`order ${order.id}`, {}), 1]],
    });
  const found = await minimum({ columns, rows }, seconds);
  const chosen = places.filter((_, column) => (found?.values[column] ?? 0) > 0.5);
  const exact = workPlan(
    orders,
    chosen.map(({ order, place }) => ({ order, ...place })),
    crew,
  );
  return found === undefined || exact.cost > byHand.cost ? byHand : exact;
}

const machineOf = ({ line, machine }: WorkOrder) => `${line}/${machine}`;

/** An order's cheapest stops, in which it is tried, and the one in which it lies by hand: hardly any is moved further, and the search takes a fraction of the time. */
const TRIED = 6;

function tried(order: WorkOrder, byHand: WorkPlan): WorkOrder {
  const cheapest = order.choices.toSorted((a, b) => a.cost - b.cost || a.start - b.start);
  const own = byHand.placed.find((each) => each.order === order)?.choice;
  const kept = new Set([...cheapest.slice(0, TRIED), own]);
  return { ...order, choices: order.choices.filter((choice) => kept.has(choice)) };
}

/** Of places that cost the same the earlier one: by too little to outweigh anything. */
const EARLIER = 1e-6;

function costOf({ choice, start }: Place): number {
  return choice.cost + EARLIER * start;
}
