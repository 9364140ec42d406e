import type { Channel } from "./plant.ts";
import { type Unit, unitFacts } from "./unit.ts";

type Quantity = ReturnType<typeof unitFacts>["quantity"];

/** Numbers that sensors compute themselves, by the name of the indicator that they stand for, and the quantities that they come in. */
export const COMPUTED_VALUES = {
  velocity_rms: ["velocity"],
  rms: ["acceleration", "displacement", "relative"],
  peak: ["acceleration", "velocity", "displacement", "relative"],
  peak_to_peak: ["acceleration", "velocity", "displacement", "relative"],
  crest: ["number"],
  kurtosis: ["number"],
  envelope_rms: ["acceleration", "enveloped acceleration"],
  envelope_peak: ["acceleration", "enveloped acceleration"],
} as const satisfies Readonly<Record<string, readonly Quantity[]>>;

export type ComputedValue = keyof typeof COMPUTED_VALUES;

/** Whether a value of that name can come in a unit. */
export function comesIn(value: ComputedValue, unit: Unit): boolean {
  return (COMPUTED_VALUES[value] as readonly Quantity[]).includes(unitFacts(unit).quantity);
}

type Asked = Pick<Channel, "kind" | "values" | "limits" | "unit">;

/**
 * Which indicator the readings of a vibration channel are: what the channel declares, or else the only computed value that its limits name and its unit fits.
 * Undefined: it takes waveforms only.
 */
export function computedValueOf({ kind, values, limits, unit }: Asked): ComputedValue | undefined {
  if (kind !== "vibration") return undefined;
  if (values !== undefined) return values;
  if (unit === undefined) return undefined;
  const named = [...new Set(limits.map(({ indicator }) => indicator))].filter(
    (name): name is ComputedValue => Object.hasOwn(COMPUTED_VALUES, name),
  );
  const [only] = named;
  return named.length === 1 && only !== undefined && comesIn(only, unit) ? only : undefined;
}

/** Whether a channel's recordings are waveforms, and not a number now and then. */
export function isWaveformChannel({ kind, values }: Pick<Channel, "kind" | "values">): boolean {
  return (kind === "vibration" && values === undefined) || kind === "sound";
}
