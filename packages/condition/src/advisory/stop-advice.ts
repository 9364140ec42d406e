import { type Line, STOP_HORIZON, stopsBetween } from "@raceway/model/plant";
import { type Nanos, nanosOfIso } from "@raceway/model/time";
import type { StopAdvice, Verdict } from "@raceway/model/verdict";
import type { Span } from "@raceway/model/week";
import { stated } from "../detection/finding.ts";
import { type LifeDistribution, type LifeForecast, lifeDistribution } from "./life-distribution.ts";
import { named, type StopOutlook, stopOutlooks, wasteAt } from "./stop-outlook.ts";

const DAY = 86_400n * 1_000_000_000n;

/**
 * Tells of verdicts which of the line's planned stops they leave time for: of a rising prognosis what to choose, of a persistent anomaly the next one. Verdicts of
 * a line without planned stops stay as they are. Time comes with the verdict.
 */
export function createStopAdvice(line: Line): (verdict: Verdict) => Verdict {
  const planned = [...(line.plannedStops ?? []), ...(line.calendarStops ?? [])].length > 0;
  let known: { readonly from: Nanos; readonly stops: readonly Span[] } | undefined;

  /** Looking through a quarter of a year takes milliseconds, and verdicts come often. */
  function stopsAfter(now: Nanos): readonly Span[] {
    if (known === undefined || now < known.from || now > known.from + DAY)
      known = { from: now, stops: stopsBetween(line, now, now + STOP_HORIZON) };
    return known.stops.filter(({ end }) => now < end);
  }

  return (verdict) => {
    const now = planned ? nanosOfIso(verdict.time) : undefined;
    if (now === undefined) return verdict;
    if (verdict.kind === "anomaly") {
      const [next] = stopsAfter(now);
      if (!verdict.persistent || verdict.severity === "normal" || next === undefined)
        return verdict;
      return { ...verdict, stop: named(next, line) };
    }
    if (verdict.kind !== "prognosis") return verdict;
    const { rulSeconds, lowSeconds, highSeconds, interval } = verdict;
    if (rulSeconds === undefined || lowSeconds === undefined) return verdict;
    const forecast = {
      rulSeconds,
      lowSeconds,
      highSeconds: highSeconds ?? rulSeconds,
      interval: interval ?? 0.8,
    };
    const life = lifeDistribution(forecast);
    const stops = stopOutlooks(line, life, stopsAfter(now), now);
    const probabilityByStop = chances(stops);
    if (verdict.trend === "none") return { ...verdict, ...probabilityByStop };
    const advice = adviseStop(line, forecast, life, stops);
    return { ...verdict, ...(advice !== undefined && { advice }), ...probabilityByStop };
  };
}

/** Stops whose chances a verdict names. */
const NAMED_STOPS = 3;

/** The chance that life ends before each of the next stops. */
function chances(stops: readonly StopOutlook[]) {
  const probabilityByStop = stops
    .slice(0, NAMED_STOPS)
    .map(({ stop, risk }) => ({ stop, probability: Number(risk.toFixed(4)) }));
  return probabilityByStop.length > 0 && { probabilityByStop };
}

function adviseStop(
  line: Line,
  { lowSeconds, rulSeconds }: LifeForecast,
  life: LifeDistribution,
  stops: readonly StopOutlook[],
): StopAdvice | undefined {
  const [first] = stops;
  if (first === undefined) return undefined;
  const told = (
    choice: StopAdvice["choice"],
    { stop, runsFor, risk }: StopOutlook,
  ): StopAdvice => ({
    choice,
    stop,
    marginSeconds: stated(lowSeconds - runsFor),
    risk: Number(risk.toFixed(4)),
  });
  if (line.costs === undefined) {
    const inTime = stops.findLast(({ runsFor }) => runsFor <= lowSeconds);
    if (inTime !== undefined) return told("in-time", inTime);
    return told(first.runsFor <= rulSeconds ? "first" : "before", first);
  }
  const { unplannedHour, workHours } = line.costs;
  const costOf = ({ cost }: StopOutlook) => (cost?.failure ?? 0) + (cost?.waste ?? 0);
  const best = stops.reduce((a, b) => (costOf(b) < costOf(a) ? b : a));
  const atOnce = unplannedHour * workHours + wasteAt(line.costs, life, 0);
  return atOnce < costOf(best) ? told("now", first) : told("least-cost", best);
}
