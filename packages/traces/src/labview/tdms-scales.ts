import { TraceError } from "../trace.ts";

/** What a channel's own properties say of the way from its raw numbers to physical values. */
export type ScaleProperties = ReadonlyMap<string, number | string | bigint>;

/** More scales than any recorder chains. */
const MOST_SCALES = 16;

/**
 * Raw numbers through the channel's own scales, linear ones and polynomials; other scales are not guessed at. A scale takes what another made, or
 * the raw numbers where its source is none of those described.
 *
 * @throws TraceError that names a scale of another kind.
 */
export function scaled(file: string, raw: Float64Array, properties: ScaleProperties): Float64Array {
  const count = Math.min(Number(properties.get("NI_Number_Of_Scales") ?? 0), MOST_SCALES);
  if (!(count > 0) || properties.get("NI_Scaling_Status") === "scaled") return raw;
  return throughScale(count - 1, { file, raw, properties });
}

interface Given {
  readonly file: string;
  readonly raw: Float64Array;
  readonly properties: ScaleProperties;
}

function throughScale(scale: number, given: Given): Float64Array {
  const type = given.properties.get(`NI_Scale[${scale}]_Scale_Type`);
  if (type === undefined) return given.raw;
  if (type !== "Linear" && type !== "Polynomial")
    throw new TraceError(
      given.file,
      `found a scale of the kind "${type}"; raw numbers, linear scales or polynomials would be right (export the scaled values from LabVIEW or DIAdem)`,
    );
  const number = (name: string, otherwise: number) =>
    Number(given.properties.get(`NI_Scale[${scale}]_${type}_${name}`) ?? otherwise);
  const source = number("Input_Source", scale - 1);
  // A source that is not an earlier scale is the raw numbers; so it ends.
  const values = source >= 0 && source < scale ? throughScale(source, given) : given.raw;
  const powers =
    type === "Linear"
      ? [number("Y_Intercept", 0), number("Slope", 1)]
      : Array.from({ length: Math.min(number("Coefficients_Size", 0), 64) }, (_, power) =>
          number(`Coefficients[${power}]`, 0),
        );
  return values.map((value) => powers.reduceRight((sum, factor) => sum * value + factor, 0));
}
