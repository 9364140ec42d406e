import { TraceError } from "../trace.ts";

/** What a channel's own properties say of the way from its raw numbers to physical values. */
export type ScaleProperties = ReadonlyMap<string, number | string | bigint>;

/** More scales than any recorder chains, and more coefficients than a thermocouple's polynomial has. */
const [MOST_SCALES, MOST_COEFFICIENTS] = [16, 32];

/**
 * Raw numbers through the channel's own scales, linear ones and polynomials; other scales are not guessed at. A scale takes what another made, or
 * the raw numbers where its source is none of those described.
 *
 * @throws TraceError that names a scale of another kind, or says that there are too many.
 */
export function scaled(file: string, raw: Float64Array, properties: ScaleProperties): Float64Array {
  const count = Number(properties.get("NI_Number_Of_Scales") ?? 0);
  if (!(count > 0) || properties.get("NI_Scaling_Status") === "scaled") return raw;
  if (count > MOST_SCALES) throw tooMany(file, `${count} scales of a channel`, MOST_SCALES);
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
      : Array.from({ length: size(given.file, number("Coefficients_Size", 0)) }, (_, power) =>
          number(`Coefficients[${power}]`, 0),
        );
  return values.map((value) => polynomial(powers, value));
}

function size(file: string, coefficients: number): number {
  if (coefficients > MOST_COEFFICIENTS)
    throw tooMany(file, `${coefficients} coefficients of a polynomial`, MOST_COEFFICIENTS);
  return Math.max(0, coefficients || 0);
}

/** Horner's rule. */
function polynomial(powers: readonly number[], value: number): number {
  let sum = 0;
  for (let power = powers.length - 1; power >= 0; power--) sum = sum * value + (powers[power] ?? 0);
  return sum;
}

function tooMany(file: string, found: string, most: number): TraceError {
  return new TraceError(
    file,
    `found ${found} in a TDMS file; ${most} would be right at most (export the scaled values from LabVIEW or DIAdem)`,
  );
}
