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

/** Spectra that sensors compute themselves: of the vibration as it is, and of its envelope (also demodulated, PeakVue, SPM HD: a blow's rhythm). */
export const COMPUTED_SPECTRA = {
  spectrum: ["acceleration", "velocity", "displacement", "relative"],
  envelope_spectrum: ["acceleration", "enveloped acceleration", "velocity", "relative"],
} as const satisfies Readonly<Record<string, readonly Quantity[]>>;

export type ComputedSpectrumName = keyof typeof COMPUTED_SPECTRA;

/** What a sensor computes in place of a waveform, and the quantities that it comes in. */
export const COMPUTED = { ...COMPUTED_VALUES, ...COMPUTED_SPECTRA } as const;

export type Computed = ComputedValue | ComputedSpectrumName;

/** Whether what a sensor computes can come in a unit. */
export function comesIn(computed: Computed, unit: Unit): boolean {
  return (COMPUTED[computed] as readonly Quantity[]).includes(unitFacts(unit).quantity);
}

type Asked = Pick<Channel, "kind" | "values" | "limits" | "unit">;

/**
 * Which indicator the readings of a vibration channel are: what the channel declares, or else the only computed value that its limits name and its unit fits.
 * Undefined: it takes waveforms or spectra only.
 */
export function computedValueOf({ kind, values, limits, unit }: Asked): ComputedValue | undefined {
  if (kind !== "vibration") return undefined;
  if (values !== undefined) return isSpectrum(values) ? undefined : values;
  if (unit === undefined) return undefined;
  const named = [...new Set(limits.map(({ indicator }) => indicator))].filter(
    (name): name is ComputedValue => Object.hasOwn(COMPUTED_VALUES, name),
  );
  const [only] = named;
  return named.length === 1 && only !== undefined && comesIn(only, unit) ? only : undefined;
}

/** Which spectra a channel takes; undefined: none. */
export function computedSpectrumOf({
  values,
}: {
  readonly values?: Computed | undefined;
}): ComputedSpectrumName | undefined {
  return values !== undefined && isSpectrum(values) ? values : undefined;
}

function isSpectrum(computed: Computed): computed is ComputedSpectrumName {
  return Object.hasOwn(COMPUTED_SPECTRA, computed);
}

/** Whether a channel's recordings are waveforms, and not a number now and then. */
export function isWaveformChannel({ kind, values }: Pick<Channel, "kind" | "values">): boolean {
  return (kind === "vibration" && values === undefined) || kind === "sound";
}
