import { fieldsOf, rollUpOf } from "./fields.ts";
import { MEASUREMENTS, type Measurement, type RollUp } from "./schema.ts";

/** How a measurement's rows become coarser ones. */
export interface MeasurementRollUp {
  readonly name: Measurement;
  readonly fields: Readonly<Record<string, RollUp>>;
  /** Width of the finer windows. */
  readonly fine: string;
}

/** Spectra are wide and come once a minute: joining a minute would join nothing and keep everything. */
const FINE: Partial<Record<Measurement, string>> = { spectrum: "10m" };

/** Every measurement with what stands for each of its fields over a minute or an hour. */
export function rollUps(): readonly MeasurementRollUp[] {
  return (Object.keys(MEASUREMENTS) as Measurement[]).map((name) => ({
    name,
    fields: Object.fromEntries(
      Object.entries(fieldsOf(name)).map(([field, facts]) => [field, rollUpOf(facts)]),
    ),
    fine: FINE[name] ?? "1m",
  }));
}
