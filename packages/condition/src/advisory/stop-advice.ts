import { type Line, STOP_HORIZON, stopsBetween } from "@raceway/model/plant";
import { isoOf, type Nanos, nanosOfIso, secondsOf } from "@raceway/model/time";
import type { PlannedStop, StopAdvice, Verdict } from "@raceway/model/verdict";
import type { Span } from "@raceway/model/week";
import { stated } from "../detection/finding.ts";
import { type LifeForecast, lifeDistribution } from "./life-distribution.ts";

/** A stop, and how long the line runs until it begins. */
interface Candidate {
  readonly span: Span;
  readonly runsFor: number;
}

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
    const stops = candidates(stopsAfter(now), now);
    const probabilityByStop = chances(line, forecast, stops);
    if (verdict.trend === "none") return { ...verdict, ...probabilityByStop };
    const advice = adviseStop(line, forecast, stops);
    return { ...verdict, ...(advice !== undefined && { advice }), ...probabilityByStop };
  };
}

/** Stops whose chances a verdict names. */
const NAMED_STOPS = 3;

/** The chance that life ends before each of the next stops. */
function chances(line: Line, forecast: LifeForecast, stops: readonly Candidate[]) {
  const life = lifeDistribution(forecast);
  const probabilityByStop = stops.slice(0, NAMED_STOPS).map(({ span, runsFor }) => ({
    stop: named(span, line),
    probability: Number(life.endsWithin(runsFor).toFixed(4)),
  }));
  return probabilityByStop.length > 0 && { probabilityByStop };
}

/** The line stands in every stop before, so its bearings do not age then. */
function candidates(stops: readonly Span[], now: Nanos): readonly Candidate[] {
  let stood = 0;
  return stops.map((span) => {
    const runsFor = Math.max(0, secondsOf(span.start - now) - stood);
    stood += secondsOf(span.end - (span.start > now ? span.start : now));
    return { span, runsFor };
  });
}

function adviseStop(
  line: Line,
  forecast: LifeForecast,
  stops: readonly Candidate[],
): StopAdvice | undefined {
  const [first] = stops;
  if (first === undefined) return undefined;
  const { lowSeconds, rulSeconds } = forecast;
  const life = lifeDistribution(forecast);
  const told = (choice: StopAdvice["choice"], { span, runsFor }: Candidate): StopAdvice => ({
    choice,
    stop: named(span, line),
    marginSeconds: stated(lowSeconds - runsFor),
    risk: Number(life.endsWithin(runsFor).toFixed(4)),
  });
  if (line.costs === undefined) {
    const inTime = stops.findLast(({ runsFor }) => runsFor <= lowSeconds);
    if (inTime !== undefined) return told("in-time", inTime);
    return told(first.runsFor <= rulSeconds ? "first" : "before", first);
  }
  const { unplannedHour, failureHours, workHours, lifeHour } = line.costs;
  const wasted = (runsFor: number) => (lifeHour * life.restAfter(runsFor)) / 3600;
  const cost = ({ runsFor }: Candidate) =>
    life.endsWithin(runsFor) * unplannedHour * failureHours + wasted(runsFor);
  const best = stops.reduce((a, b) => (cost(b) < cost(a) ? b : a));
  const atOnce = unplannedHour * workHours + wasted(0);
  return atOnce < cost(best) ? told("now", first) : told("least-cost", best);
}

function named({ start, end }: Span, { timeZone = "UTC" }: Line): PlannedStop {
  return { start: isoOf(start), end: isoOf(end), timeZone };
}
