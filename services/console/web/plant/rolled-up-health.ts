import { type RolledUpHealth, rolledUp } from "@raceway/condition/health/plant-health";
import type { LineView } from "../../src/http/api-types.ts";
import type { PlantState } from "../shared/state.ts";

/** Present health of some lines together; undefined while none of their points was heard of. */
export function healthOfLines(
  lines: readonly LineView[],
  state: PlantState,
): RolledUpHealth | undefined {
  return rolledUp(
    lines.flatMap(({ machines }) =>
      machines.flatMap((machine) => {
        const points = state.pointsOf(machine).flatMap(({ state: now }) => now?.health ?? []);
        const own = rolledUp(
          points.map((health) => ({ worst: health, weighted: health, weight: 1 })),
        );
        return own === undefined ? [] : { ...own, weight: machine.criticality };
      }),
    ),
  );
}
