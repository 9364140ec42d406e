import { advise } from "@raceway/condition/advisory/advisory";
import { unitFacts } from "@raceway/model/unit";
import type { AdviceView, PointSummary, PointView, VerdictsView } from "../http/api-types.ts";
import type { LivePoint } from "./live-point.ts";
import { summarise } from "./summary.ts";

/** A point as it stands in lists. */
export function summaryOf({ context, state, verdicts }: LivePoint): PointSummary {
  const { path, name } = context.point;
  return { path, name, ...summarise(state, verdicts), ...(state !== undefined && { state }) };
}

/** What to do about a point by when, in every language. */
export function adviceOn(verdicts: VerdictsView): AdviceView {
  return {
    advice: advise(verdicts),
    translations: { zh: { advice: advise(verdicts, "zh") } },
  };
}

/** A point as its own page shows it. */
export function viewOf(live: LivePoint): PointView {
  const { line, machine, point } = live.context;
  const { bearing } = point;
  return {
    ...summaryOf(live),
    line: line.name,
    machine: machine.name,
    ...(bearing !== undefined && {
      bearing: {
        designation: bearing.designation,
        ...(bearing.maker !== undefined && { maker: bearing.maker }),
      },
    }),
    channels: point.channels.map(({ id, name, kind, unit }) => ({
      id,
      name,
      kind,
      ...(unit !== undefined && { unit: unitFacts(unit).canonical }),
    })),
    verdicts: { ...live.verdicts },
    ...adviceOn(live.verdicts),
    indicators: Object.fromEntries(live.indicators),
    spectra: [...live.spectra].map(([key, { time }]) => {
      const [channel = "", name = ""] = key.split("/");
      return { channel, name, time };
    }),
    revision: live.revision,
    waveforms: [...live.waveforms].map(([channel, { time }]) => ({ channel, time })),
  };
}
