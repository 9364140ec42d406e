import { type Plant, producingMachines } from "@raceway/model/plant";
import type { MachinePath, MachineReport } from "@raceway/model/production";
import { type Nanos, nanosOfSeconds, secondsOf } from "@raceway/model/time";
import { spansBetween, type WeeklyPeriod } from "@raceway/model/week";
import { type Random, randomFor } from "../random.ts";
import type { Scenario } from "../scenario.ts";
import type { Span } from "../simulated-records.ts";

/** What a machine's controller tells at one moment. */
export interface ToldReport {
  readonly time: Nanos;
  readonly machine: MachinePath;
  readonly body: MachineReport;
}

/** What makes a simulated machine stand or wait, how often in hours of running, and how long, minutes. */
interface Interruption {
  readonly state: "stopped" | "idle";
  readonly cause?: string;
  readonly everyHours: number;
  readonly minutes: readonly [least: number, most: number];
}

const INTERRUPTIONS: readonly Interruption[] = [
  { state: "stopped", cause: "ring jammed in the loader", everyHours: 4, minutes: [1, 4] },
  { state: "stopped", cause: "tool change", everyHours: 9, minutes: [10, 18] },
  { state: "idle", everyHours: 6, minutes: [4, 15] },
  { state: "stopped", cause: "size out of tolerance", everyHours: 22, minutes: [6, 20] },
  { state: "stopped", everyHours: 30, minutes: [3, 12] },
  { state: "stopped", cause: "loader fault", everyHours: 80, minutes: [25, 80] },
  { state: "stopped", cause: "coolant pump tripped", everyHours: 160, minutes: [40, 120] },
];
/** Share of the planned rate at which pieces are made, and of them so many are no good. */
const PACE = { mean: 0.95, spread: 0.02 } as const;
const REJECTED = 0.008;

const [MINUTE, HOUR, DAY] = [60, 3600, 86_400];

/**
 * What the controllers of a plant tell during a scenario, in the order of time: of the machines whose states are told by messages. Pure: a day of a machine depends on the seed, the
 * machine and the day alone.
 */
export function* machineReports(
  plant: Plant,
  scenario: Scenario,
  { seed, start, end, from = start }: Span,
): Generator<ToldReport, void, void> {
  const machines = [...producingMachines(plant)].filter(
    ([, { machine }]) => machine.production?.states === "messages",
  );
  if (machines.length === 0) return;
  for (let day = Number((from - start) / nanosOfSeconds(DAY)); ; day++) {
    const begins = start + nanosOfSeconds(day * DAY);
    if (begins >= end) return;
    const reports = machines
      .flatMap(([path, { machine }]) =>
        dayOf(path, begins, {
          stands: scenario.machines?.[path]?.stands ?? [],
          random: randomFor(seed, "controller", path, day),
          cycleSeconds: machine.production?.cycleSeconds,
        }),
      )
      .sort((a, b) => (a.time < b.time ? -1 : 1));
    for (const report of reports) if (report.time >= from && report.time < end) yield report;
  }
}

interface Shop {
  readonly stands: readonly WeeklyPeriod[];
  readonly random: Random;
  readonly cycleSeconds: number | undefined;
}

/** One day of a machine. */
function dayOf(machine: MachinePath, begins: Nanos, shop: Shop): readonly ToldReport[] {
  const ends = begins + nanosOfSeconds(DAY);
  const rests = spansBetween(shop.stands, begins, ends)
    .map(({ start, end }) => [secondsOf(start - begins), secondsOf(end - begins)] as const)
    .filter(([from, to]) => to > 0 && from < DAY);
  const reports: ToldReport[] = [];
  const tell = (seconds: number, body: MachineReport) => {
    const time = begins + nanosOfSeconds(Math.round(1000 * seconds) / 1000);
    reports.push({ time, machine, body });
  };
  let at = 0;
  for (const [from, to] of [...rests, [DAY, DAY] as const]) {
    if (from > at) workedSpan(at, Math.min(from, DAY), shop, tell);
    if (from < DAY) tell(Math.max(from, 0), { state: "stopped" });
    at = Math.max(at, to);
  }
  return reports;
}

/** A span in which the machine is at work: what interrupts it, and each hour what it has made. */
function workedSpan(
  from: number,
  to: number,
  { random, cycleSeconds }: Shop,
  tell: (seconds: number, body: MachineReport) => void,
): void {
  tell(from, { state: "running" });
  const every = 1 / INTERRUPTIONS.reduce((sum, { everyHours }) => sum + 1 / everyHours, 0);
  let ran = 0;
  const count = (seconds: number) => {
    const pace = PACE.mean + PACE.spread * random.gaussian();
    const pieces = cycleSeconds === undefined ? 0 : Math.floor((ran * pace) / cycleSeconds);
    ran = 0;
    if (pieces <= 0) return;
    const rejected = Math.floor(pieces * REJECTED * 2 * random.uniform());
    tell(seconds, { pieces, ...(rejected > 0 && { rejected }) });
  };
  /** Runs on, counting at each full hour. */
  const run = (begun: number, until: number) => {
    for (let at = begun; at < until; ) {
      const hour = (Math.floor(at / HOUR) + 1) * HOUR;
      const next = Math.min(hour, until);
      ran += next - at;
      at = next;
      // A moment before the hour, so that it is of the shift that ends with it.
      if (at === hour) count(at - 1);
    }
  };
  for (let at = from; ; ) {
    const next = at - Math.log(1 - random.uniform()) * every * HOUR;
    run(at, Math.min(next, to));
    if (next >= to) break;
    const { state, cause, minutes } = drawn(random);
    const [least, most] = minutes;
    const back = next + MINUTE * (least + (most - least) * random.uniform());
    tell(next, { state, ...(cause !== undefined && { cause }) });
    at = Math.min(back, to);
    if (at >= to) break;
    tell(at, { state: "running" });
  }
  count(to - 1);
}

/** Each in proportion to how often it comes. */
function drawn(random: Random): Interruption {
  const all = INTERRUPTIONS.reduce((sum, { everyHours }) => sum + 1 / everyHours, 0);
  let left = random.uniform() * all;
  const found = INTERRUPTIONS.find(({ everyHours }) => {
    left -= 1 / everyHours;
    return left <= 0;
  });
  return found ?? (INTERRUPTIONS[0] as Interruption);
}
