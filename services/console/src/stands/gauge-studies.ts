import { gaugeStudy, studyFault, type Trial } from "@raceway/inspection/gauge/gauge-study";
import type { GaugeView } from "./stand-types.ts";

/** A trial as it is stored. */
export interface StoredTrial extends Trial {
  readonly study: string;
  /** ISO 8601. */
  readonly time: string;
}

/**
 * The gauge studies that trials belong to, newest first, each judged or with what it lacks. Velocities differ by factors, so spreads are those of their logarithms: 0.02 is
 * two per cent.
 *
 * @param trials oldest first, of one band from one side at one speed; values above 0.
 */
export function gaugeStudies(trials: readonly StoredTrial[]): readonly GaugeView[] {
  const studies = [...Map.groupBy(trials, ({ study }) => study)];
  return studies
    .map(([study, own]): GaugeView => {
      const values = own.map((trial) => ({ ...trial, value: Math.log(trial.value) }));
      const lacks = studyFault(values);
      const time = own.at(-1)?.time ?? "";
      const measured = { study, time, measured: own.length };
      return lacks === undefined
        ? { ...measured, result: gaugeStudy(values) }
        : { ...measured, lacks };
    })
    .sort((a, b) => Date.parse(b.time) - Date.parse(a.time));
}
