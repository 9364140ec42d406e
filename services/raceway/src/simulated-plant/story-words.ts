import type { Plant } from "@raceway/model/plant";
import { isoOf, type Nanos } from "@raceway/model/time";
import { sickPoint } from "@raceway/simulator/demo-scenario";

/** A moment by the plant's clock on the wall, `Tuesday 24 November, 08:00`. */
export function plantMoment(plant: Plant, time: Nanos): string {
  return new Date(isoOf(time)).toLocaleString("en-GB", {
    timeZone: plant.lines[0]?.timeZone ?? "UTC",
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
  });
}

/** How fast a plant's time runs, `1 s = 10 min`. */
export function rateWords(rate: number): string {
  return rate >= 3600 ? `1 s = ${rate / 3600} h` : `1 s = ${rate / 60} min`;
}

/** What there is to be seen, in lines for a terminal; of whatever plant it is. */
export function storyWords(plant: Plant, time: Nanos, rate: number): readonly string[] {
  const { line, machine, point } = sickPoint(plant);
  return [
    `This plant is simulated. It is ${plantMoment(plant, time)} there, and time is quick: ${rateWords(rate)}.`,
    `An outer race begins to spall: ${line.name}, ${machine.name}, ${point.name}. Within a minute and a half or so the fault is`,
    "named; some minutes later its remaining life is forecast, and the planned stop named at which to replace the bearing.",
    "Record that work on the point's page, and the bearing is really replaced. Stop or hurry time, or break something else, in",
    "the line at the top of every page.",
  ];
}
