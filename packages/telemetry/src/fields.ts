import { ISO_15242 } from "@raceway/bearings/iso-15242";
import { JUDGED_ANYWHERE } from "@raceway/condition/detection/judged-indicators";
import { INDICATORS, type IndicatorFacts } from "@raceway/condition/manipulation/indicators";
import { type FieldSchema, MEASUREMENTS, type Measurement, type RollUp } from "./schema.ts";
import { SPECTRUM_BANDS } from "./spectrum-bands.ts";

type Fields = Readonly<Record<string, FieldSchema>>;

/** Field of the measurement `baseline` that holds the limit of an indicator; the indicator's own name holds what was expected. */
export function limitField(indicator: string): string {
  return `${indicator}_limit`;
}

/** Single impacts matter in these: a mean over an hour would hide them. */
const SHORT_LIVED = new Set(["peak", "crest", "kurtosis"]);

function indicatorField({ name, unit, meaning }: IndicatorFacts): [string, FieldSchema] {
  return [name, { type: "float", unit, meaning, ...(SHORT_LIVED.has(name) && { rollUp: "max" }) }];
}

function baselineFields(): Fields {
  const units = new Map(INDICATORS.map(({ name, unit }) => [name, unit]));
  const bands = ISO_15242.bands.map(({ name }): [string, FieldSchema] => [
    limitField(`iso15242_${name}`),
    { type: "float", unit: "um/s", meaning: `alarm limit of iso15242_${name}`, rollUp: "last" },
  ]);
  const judged = JUDGED_ANYWHERE.flatMap(({ name }): [string, FieldSchema][] => {
    const unit = units.get(name) ?? "";
    return [
      [name, { type: "float", unit, meaning: `expected ${name}` }],
      [limitField(name), { type: "float", unit, meaning: `limit of ${name}` }],
    ];
  });
  return Object.fromEntries([...judged, ...bands]);
}

function bandFields(): Fields {
  return Object.fromEntries(
    SPECTRUM_BANDS.map(({ field, low, high }) => [
      field,
      { type: "float", unit: "dB", meaning: `${low.toPrecision(3)} to ${high.toPrecision(3)} Hz` },
    ]),
  );
}

/** Every field that a measurement can have. */
export function fieldsOf(measurement: Measurement): Fields {
  const { fields } = MEASUREMENTS[measurement];
  switch (measurement) {
    case "indicator":
      return { ...Object.fromEntries(INDICATORS.map(indicatorField)), ...fields };
    case "baseline":
      return { ...baselineFields(), ...fields };
    case "spectrum":
      return bandFields();
    default:
      return fields;
  }
}

/** What stands for a field in coarser rows. */
export function rollUpOf({ type, rollUp }: FieldSchema): RollUp {
  return rollUp ?? (type === "text" ? "last" : "mean");
}
