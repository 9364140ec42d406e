/** An order of the pool. Times are hours since the plan's beginning. */
export interface ProductionOrder {
  readonly id: string;
  /** Kind of bearing. */
  readonly type: string;
  /** Pieces. */
  readonly quantity: number;
  readonly due: number;
  /** What each day costs by which it is finished later. */
  readonly lateCostADay: number;
}

/** How a line makes a kind of bearing. */
export interface Route {
  readonly type: string;
  readonly line: string;
  readonly piecesAnHour: number;
  /** Before each order: lots are told apart. */
  readonly setupHours: number;
  /** What an hour of the line costs. */
  readonly hourCost: number;
}

/** An order as lines can make it. */
export interface Job {
  readonly order: ProductionOrder;
  /** When its materials are there. */
  readonly readyAt: number;
  /** By line: working hours with the setup, and what they cost. */
  readonly ways: ReadonlyMap<string, Way>;
}

export interface Way {
  readonly hours: number;
  readonly cost: number;
}

/** @returns by which lines, in how long and for how much an order can be made; empty when no line makes its type. */
export function waysOf(order: ProductionOrder, routes: readonly Route[]): ReadonlyMap<string, Way> {
  const own = routes.filter(({ type }) => type === order.type);
  return new Map(
    own.map(({ line, piecesAnHour, setupHours, hourCost }) => {
      const hours = setupHours + order.quantity / piecesAnHour;
      return [line, { hours, cost: hours * hourCost }];
    }),
  );
}
