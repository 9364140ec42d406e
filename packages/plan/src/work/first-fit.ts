import {
  type Crew,
  fromShelf,
  type Place,
  type PlacedWork,
  placesOf,
  slotsOf,
  type WorkOrder,
  type WorkPlan,
  workPlan,
} from "./work-order.ts";

/** What a planner does by hand: one work after another, each in the cheapest place that those before it left. */
export function firstFit(orders: readonly WorkOrder[], crew: Crew): WorkPlan {
  const busy = new Map<number, number>();
  const machines = new Set<string>();
  const shelf = new Map(crew.stock.map(({ item, quantity }) => [item, quantity]));
  const placed: PlacedWork[] = [];

  const fits = (order: WorkOrder, place: Place) =>
    slotsOf(place).every(
      (slot) =>
        (busy.get(slot) ?? 0) + order.people <= crew.people &&
        !machines.has(`${order.line}/${order.machine} ${slot}`),
    ) && taken(order, place) <= (shelf.get(order.part?.item ?? "") ?? 0);

  /** Of the part from the shelf; 0 of one that comes in time, or of which nobody keeps account. */
  const taken = ({ part }: WorkOrder, { start }: Place) => {
    const stock = crew.stock.find(({ item }) => item === part?.item);
    return part && stock && fromShelf(start, stock) ? part.quantity : 0;
  };

  for (const order of orders) {
    const place = placesOf(order)
      .toSorted((a, b) => a.choice.cost - b.choice.cost || a.start - b.start)
      .find((each) => fits(order, each));
    if (place === undefined) continue;
    for (const slot of slotsOf(place)) {
      busy.set(slot, (busy.get(slot) ?? 0) + order.people);
      machines.add(`${order.line}/${order.machine} ${slot}`);
    }
    const item = order.part?.item ?? "";
    shelf.set(item, (shelf.get(item) ?? 0) - taken(order, place));
    placed.push({ order, ...place });
  }
  return workPlan(orders, placed, crew);
}
