import type { Drift } from "@raceway/inspection/control/drift-watch";
import { LEVELS } from "../http/api-types.ts";
import type { LiveState } from "../live/live-state.ts";
import { placeOf } from "../live/sensors.ts";
import { summarise } from "../live/summary.ts";
import type { DriftView } from "./stand-types.ts";

/** A drift with how the machine is that it was traced to: by the point of it that is worst. @param live as the asker may see it. */
export function withCondition(live: LiveState, drift: Drift): DriftView {
  const { origin } = drift;
  if (origin === undefined) return drift;
  const { site } = live.plant();
  const [worst] = live
    .all()
    .filter(({ context }) => context.point.path.startsWith(`${site}/${origin.machine}/`))
    .map(({ context, state, verdicts }) => ({ context, ...summarise(state, verdicts) }))
    .sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
  if (worst === undefined) return drift;
  const { context, level, headline, cause } = worst;
  const point = context.point.path;
  const alarm = live.alarms().find((open) => open.point === point && open.condition === "machine");
  return {
    ...drift,
    condition: {
      ...{ point, where: placeOf(context), level, headline },
      ...(cause !== undefined && { cause }),
      ...(alarm !== undefined && { since: alarm.since }),
    },
  };
}
