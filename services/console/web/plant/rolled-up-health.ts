import { type RolledUpHealth, rolledUp } from "@raceway/condition/health/plant-health";
import type { LineView } from "../../src/http/api-types.ts";
import { createMemo } from "../shared/memo.ts";
import type { PlantState } from "../shared/state.ts";

type Part = RolledUpHealth & { readonly weight: number };

/** Present health of some lines together; undefined while none of their points was heard of. Only lines that changed are gone through again. */
export function createHealthOfLines(state: PlantState) {
  const machinesOf = createMemo<readonly Part[]>();

  return (lines: readonly LineView[]): RolledUpHealth | undefined =>
    rolledUp(
      lines.flatMap((line) =>
        machinesOf(line.id, [state.versionOf(line.id), line], () => healthOfMachines(line, state)),
      ),
    );
}

function healthOfMachines({ machines }: LineView, state: PlantState): readonly Part[] {
  return machines.flatMap((machine) => {
    const points = state.pointsOf(machine).flatMap(({ state: now }) => now?.health ?? []);
    const own = rolledUp(points.map((health) => ({ worst: health, weighted: health, weight: 1 })));
    return own === undefined ? [] : { ...own, weight: machine.criticality };
  });
}
