import { createLimitsInForce, type LimitsInForce } from "@raceway/condition/limits-in-force";
import { keepEvidence } from "@raceway/model/kept-evidence";
import { channelOf, type Plant, type PointContext, pointsOf } from "@raceway/model/plant";
import type { Verdict } from "@raceway/model/verdict";
import type {
  IndicatorsView,
  SensorStatusView,
  StateView,
  VerdictsView,
} from "../http/api-types.ts";
import type { Waterfall } from "../trends/waterfall.ts";
import type { LiveSpectrum, LiveWaveform } from "./live-messages.ts";

/** What is known of a measurement point now. */
export interface LivePoint {
  /** With the limits that count: the plant file's, or those that people set in their place. */
  readonly context: PointContext;
  readonly limits: LimitsInForce;
  state?: StateView;
  readonly verdicts: { -readonly [K in keyof VerdictsView]: VerdictsView[K] };
  readonly indicators: Map<string, IndicatorsView>;
  /** Arrival of the newest record by channel, milliseconds. */
  readonly heard: Map<string, number>;
  /** By `channel/name`. */
  readonly spectra: Map<string, LiveSpectrum>;
  readonly waterfalls: Map<string, Waterfall>;
  readonly waveforms: Map<string, LiveWaveform>;
  status?: SensorStatusView;
  /** What pages were told last. */
  told: string;
  /** Level and fault. */
  standing: string;
  /** When the level changed while this console listened, source time. */
  changed?: string;
  revision: number;
}

/** What is known of a point now, to read. */
export interface PointNow {
  readonly context: PointContext;
  readonly state?: StateView;
  readonly verdicts: VerdictsView;
  readonly indicators: ReadonlyMap<string, IndicatorsView>;
  readonly heard: ReadonlyMap<string, number>;
  readonly status?: SensorStatusView;
  /** When the level changed while this console listened, source time. */
  readonly changed?: string;
}

/** Every point of a plant; what was known of points and channels that it has too stays known. */
export function livePoints(
  plant: Plant,
  before: ReadonlyMap<string, LivePoint>,
): Map<string, LivePoint> {
  return new Map(
    [...pointsOf(plant)].map(([path, plantFile]) => {
      const limits = createLimitsInForce(plantFile);
      const known = before.get(path);
      if (known === undefined) return [path, emptyPoint(limits)] as const;
      limits.restore(known.limits.edited());
      const revision = known.revision + 1;
      const changed = { ...known, limits, context: limits.context, told: "", revision };
      forgetChannels(changed);
      return [path, changed] as const;
    }),
  );
}

function emptyPoint(limits: LimitsInForce): LivePoint {
  return {
    context: limits.context,
    limits,
    verdicts: {},
    indicators: new Map(),
    heard: new Map(),
    spectra: new Map(),
    waterfalls: new Map(),
    waveforms: new Map(),
    told: "",
    standing: "",
    revision: 0,
  };
}

/** What is known of channels that the point has no more. */
function forgetChannels({ context, indicators, heard, waveforms, spectra, waterfalls }: LivePoint) {
  for (const known of [indicators, heard, waveforms, spectra, waterfalls])
    for (const key of known.keys())
      if (channelOf(context.point, key.split("/")[0] ?? "") === undefined) known.delete(key);
}

/** Takes a verdict as the newest of its kind; one on a sensor as the newest of its channel. */
export function setVerdict({ verdicts }: LivePoint, verdict: Verdict): void {
  switch (verdict.kind) {
    case "anomaly":
      verdicts.anomaly = keepEvidence(verdicts.anomaly, verdict);
      break;
    case "diagnosis":
      verdicts.diagnosis = verdict;
      break;
    case "prognosis":
      verdicts.prognosis = verdict;
      break;
    case "sensor":
      verdicts.sensors = { ...verdicts.sensors, [verdict.channel ?? ""]: verdict };
      break;
  }
}
