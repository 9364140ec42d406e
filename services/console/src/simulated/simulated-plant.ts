import type { PointPath } from "@raceway/model/identity";
import type { Fault } from "@raceway/model/verdict";

/** What can be broken on a simulated plant: a part of a machine, or the sensor. */
export type Breakable = Exclude<Fault, "unnamed" | "bent-shaft"> | "sensor-dead";

/** How the time of a simulated plant runs, and whether its store can be reached. */
export interface SimulationClockView {
  /** The plant's time, ISO 8601. */
  readonly time: string;
  /** Seconds of the plant that pass in one of the wall; 0: it stands. */
  readonly rate: number;
  /** Rates to choose from, slowest first. */
  readonly rates: readonly number[];
  readonly store: "there" | "away";
}

/** A simulated plant for whoever looks at it. */
export interface SimulationView extends SimulationClockView {
  /** What can be broken at each point. */
  readonly choices: readonly { readonly point: PointPath; readonly faults: readonly Breakable[] }[];
  /** What is broken now. */
  readonly broken: readonly {
    readonly point: PointPath;
    readonly fault: Breakable;
    readonly since: string;
  }[];
}

/** What the console asks of whoever simulates its plant. */
export interface SimulatedPlant {
  view(): SimulationView;
  /** @throws RangeError for a rate that is not one of {@link SimulationClockView.rates}, nor 0. */
  setRate(rate: number): void;
  /** @throws RangeError for what cannot be broken there. */
  breakAt(point: PointPath, fault: Breakable): void;
  /** Keeps the store from being reached, or lets it be reached again. */
  setStore(store: SimulationClockView["store"]): void;
  /** Calls back whenever the clock or the store was set. */
  onChange(changed: () => void): void;
}
