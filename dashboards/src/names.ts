import { indicatorFacts } from "@raceway/condition/manipulation/indicators";
import { MEASUREMENTS, type Measurement } from "@raceway/telemetry/schema";

/** uid of the data source that provisioning makes; alert rules, which know no variables, name it. */
export const DATASOURCE_UID = "raceway-influxdb";

/** A field of a measurement, quoted for InfluxQL. The types make a renamed field an error here rather than an empty panel in a plant. */
export function field<M extends Measurement>(
  measurement: M,
  name: keyof (typeof MEASUREMENTS)[M]["fields"] & string,
): string {
  if (!Object.hasOwn(MEASUREMENTS[measurement].fields, name))
    throw new RangeError(`${measurement} has no field ${name}`);
  return `"${name}"`;
}

/**
 * An indicator's field of the measurement `indicator`, quoted.
 *
 * @throws RangeError for a name that is not in the catalogue.
 */
export function indicatorField(name: string): string {
  if (indicatorFacts(name) === undefined) throw new RangeError(`there is no indicator ${name}`);
  return `"${name}"`;
}

/** A measurement, quoted. */
export function measurement(name: Measurement): string {
  return `"${name}"`;
}
