import type { WeeklyPeriod } from "./week.ts";

/** What a machine does, as it or its controller tells. Whether a stop was planned is the calendar's to say. */
export const MACHINE_STATES = ["running", "idle", "stopped"] as const;
export type MachineState = (typeof MACHINE_STATES)[number];

/** `site/line/machine`: names a machine in topics and tags. */
export type MachinePath = string;

/** The three words of a {@link MachinePath}. */
export interface MachineId {
  readonly site: string;
  readonly line: string;
  readonly machine: string;
}

/** The path of a machine. */
export function machinePathOf({ site, line, machine }: MachineId): MachinePath {
  return `${site}/${line}/${machine}`;
}

/** The three words of a path. @throws RangeError when it is not `site/line/machine`. */
export function parseMachinePath(path: MachinePath): MachineId {
  const words = path.split("/");
  const [site, line, machine] = words;
  if (words.length !== 3 || !site || !line || !machine)
    throw new RangeError(`"${path}" is no path of a machine: site/line/machine is`);
  return { site, line, machine };
}

/** How a machine's states come to be known, and how fast it should be. */
export interface MachineProduction {
  /** What says whether it runs: messages of its controller, its measured speed, or its load. */
  readonly states: "messages" | "speed" | "load";
  /** Above it the machine turns or works: r/min, or load in the machine's unit. Of no use where messages say it. */
  readonly runningAbove?: number;
  /** A machine that turns with less load than this is idle: it waits for work. In the machine's unit. Absent: idling is not told from running. */
  readonly idleBelowLoad?: number;
  /** Without a word for so long nothing is known of the machine, seconds. */
  readonly silentAfter: number;
  /** Planned run time per item (PRI of ISO 22400-2), seconds. Absent: no performance is reckoned. */
  readonly cycleSeconds?: number;
}

/** A shift of a line. */
export interface Shift extends WeeklyPeriod {
  readonly name: string;
}

/** What is told of a machine: its state, why it stands, what it has made. */
export interface MachineReport {
  readonly state?: MachineState;
  /** Of a stop that is in no calendar, and was planned all the same. */
  readonly planned?: boolean;
  /** Why it stands, in the plant's own words. */
  readonly cause?: string;
  /** Pieces made since the report before, and how many of them are no good. */
  readonly pieces?: number;
  readonly rejected?: number;
  readonly who?: string;
}
