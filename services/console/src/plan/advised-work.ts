import { lifeDistribution } from "@raceway/condition/advisory/life-distribution";
import { stopOutlooks, wasteAt } from "@raceway/condition/advisory/stop-outlook";
import { type Line, STOP_HORIZON, stopsBetween } from "@raceway/model/plant";
import { type Nanos, nanosOfIso, secondsOf } from "@raceway/model/time";
import type { PrognosisVerdict } from "@raceway/model/verdict";
import type { Choice, WorkOrder } from "@raceway/plan/work/work-order";
import type { PointNow } from "../live/live-point.ts";
import { summarise } from "../live/summary.ts";

/** How long it takes to replace a bearing where the line's costs do not say, and to look at a point, hours. */
const [REPLACE_HOURS, INSPECT_HOURS] = [4, 1];
/** What a failure, and a look that comes a stop later, cost where nobody says what they do. */
const [FAILURE, LATER_LOOK] = [1000, 10];

/**
 * What analysis advises, as work for a plan: a bearing whose life is foretold is replaced where failing before and the life that is given away cost least together, as the point's own advice weighs it; a
 * point that is only conspicuous is looked at, the sooner the better.
 */
export function advisedWork(points: readonly PointNow[], from: Nanos): readonly WorkOrder[] {
  return points.flatMap(({ context, state, verdicts }): readonly WorkOrder[] => {
    const { level } = summarise(state, verdicts);
    if (level !== "warning" && level !== "alarm") return [];
    const { line, machine, point } = context;
    const { prognosis } = verdicts;
    const isForetold = prognosis?.trend === "rising";
    const choices = isForetold ? replacing(line, prognosis, from) : looking(line, from);
    const work = {
      id: `advice ${point.path}`,
      line: line.id,
      machine: machine.id,
      people: 1,
      choices,
    };
    const { bearing } = point;
    if (!isForetold)
      return [
        {
          ...work,
          what: `look at ${point.name}`,
          hours: INSPECT_HOURS,
          advised: { point: point.path, act: "inspect" },
        },
      ];
    return [
      {
        ...work,
        what: `replace the bearing of ${point.name}`,
        hours: line.costs?.workHours ?? REPLACE_HOURS,
        ...(bearing && { part: { item: bearing.designation, quantity: 1 } }),
        advised: { point: point.path, act: "replace" },
      },
    ];
  });
}

function replacing(line: Line, verdict: PrognosisVerdict, from: Nanos): readonly Choice[] {
  const { rulSeconds = 0, lowSeconds = 0, highSeconds = rulSeconds, interval = 0.8 } = verdict;
  const life = lifeDistribution({ rulSeconds, lowSeconds, highSeconds, interval });
  // The forecast counts from its own time on; the plan may begin later.
  const said = nanosOfIso(verdict.time) ?? from;
  const stops = stopsBetween(line, from, from + STOP_HORIZON);
  const { costs } = line;
  const planned = stopOutlooks(line, life, stops, said).map(({ runsFor, risk, cost }, i) => {
    return {
      ...hoursOf(stops[i], from),
      cost: cost ? cost.failure + cost.waste : costWithoutCosts(runsFor, lowSeconds, risk),
    };
  });
  const hours = costs?.workHours ?? REPLACE_HOURS;
  const atOnce = costs ? costs.unplannedHour * hours + wasteAt(costs, life, 0) : FAILURE / 2;
  return [{ start: 0, end: hours, cost: atOnce, isOwnStop: true }, ...planned];
}

/** Where nobody says what anything costs: as late as comes before the lower end of the life, and after it the sooner the better. */
function costWithoutCosts(runsFor: number, lowSeconds: number, risk: number): number {
  return runsFor <= lowSeconds ? 1 - runsFor / Math.max(1, lowSeconds) : 1 + FAILURE * risk;
}

function looking(line: Line, from: Nanos): readonly Choice[] {
  return stopsBetween(line, from, from + STOP_HORIZON).map((stop, i) => ({
    ...hoursOf(stop, from),
    cost: LATER_LOOK * i,
  }));
}

function hoursOf(stop: { readonly start: Nanos; readonly end: Nanos } | undefined, from: Nanos) {
  const { start, end } = stop ?? { start: from, end: from };
  return { start: secondsOf(start - from) / 3600, end: secondsOf(end - from) / 3600 };
}
