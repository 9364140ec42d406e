import { isNamed } from "@raceway/condition/advisory/level";
import { lifeDistribution } from "@raceway/condition/advisory/life-distribution";
import { stopOutlooks, wasteAt } from "@raceway/condition/advisory/stop-outlook";
import { isPart } from "@raceway/condition/health/hypotheses/part-lines";
import { faultWords } from "@raceway/model/fault-words";
import { type Line, STOP_HORIZON, stopsBetween } from "@raceway/model/plant";
import { type Nanos, nanosOfIso, secondsOf } from "@raceway/model/time";
import type { PrognosisVerdict } from "@raceway/model/verdict";
import type { Choice, WorkOrder } from "@raceway/plan/work/work-order";
import type { PointNow } from "../live/live-point.ts";
import { summarise } from "../live/summary.ts";

/** How long it takes to replace a bearing where the line's costs do not say, to mend what else has a name, and to look at a point, hours. */
const [REPLACE_HOURS, MEND_HOURS, LOOK_HOURS] = [4, 2, 1];
/** What a failure, and work that comes a stop later, cost where nobody says what they do. */
const [FAILURE, LATER] = [1000, 10];

/** Begins the name of advised work; its point follows. */
const ADVICE = "advice ";

/** The point of advised work by its name: it may have been done before the plan heard that nothing is wrong any more. Undefined: it is of a table. */
export function pointOfAdvice(work: string): string | undefined {
  return work.startsWith(ADVICE) ? work.slice(ADVICE.length) : undefined;
}

/**
 * What analysis advises, as work for a plan, in the words of the point's own advice. Where its life is foretold it is done where failing before and the life that is given away cost least together, else the
 * sooner the better; a bearing that has a name for what is wrong with it is replaced.
 */
export function advisedWork(points: readonly PointNow[], from: Nanos): readonly WorkOrder[] {
  return points.flatMap(({ context, state, verdicts }): readonly WorkOrder[] => {
    const { level } = summarise(state, verdicts);
    if (level !== "warning" && level !== "alarm") return [];
    const { line, machine, point } = context;
    const { diagnosis, prognosis } = verdicts;
    const fault = isNamed(diagnosis) && diagnosis !== undefined ? diagnosis.fault : "unnamed";
    const { bearing } = point;
    const isReplaced = isPart(fault);
    const hours = isReplaced ? replaceHours(line) : fault === "unnamed" ? LOOK_HOURS : MEND_HOURS;
    return [
      {
        id: `${ADVICE}${point.path}`,
        line: line.id,
        machine: machine.id,
        what: `${point.name}: ${faultWords(fault).action}`,
        hours,
        people: 1,
        ...(isReplaced && bearing && { part: { item: bearing.designation, quantity: 1 } }),
        advised: { point: point.path, fault },
        choices:
          prognosis?.trend === "rising"
            ? byForecast(line, prognosis, hours, from)
            : soon(line, from),
      },
    ];
  });
}

const replaceHours = ({ costs }: Line) => costs?.workHours ?? REPLACE_HOURS;

function byForecast(
  line: Line,
  verdict: PrognosisVerdict,
  hours: number,
  from: Nanos,
): readonly Choice[] {
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
  const atOnce = costs ? costs.unplannedHour * hours + wasteAt(costs, life, 0) : FAILURE / 2;
  return [{ start: 0, end: hours, cost: atOnce, isOwnStop: true }, ...planned];
}

/** Where nobody says what anything costs: as late as comes before the lower end of the life, and after it the sooner the better. */
function costWithoutCosts(runsFor: number, lowSeconds: number, risk: number): number {
  return runsFor <= lowSeconds ? 1 - runsFor / Math.max(1, lowSeconds) : 1 + FAILURE * risk;
}

function soon(line: Line, from: Nanos): readonly Choice[] {
  return stopsBetween(line, from, from + STOP_HORIZON).map((stop, i) => ({
    ...hoursOf(stop, from),
    cost: LATER * i,
  }));
}

function hoursOf(stop: { readonly start: Nanos; readonly end: Nanos } | undefined, from: Nanos) {
  const { start, end } = stop ?? { start: from, end: from };
  return { start: secondsOf(start - from) / 3600, end: secondsOf(end - from) / 3600 };
}
