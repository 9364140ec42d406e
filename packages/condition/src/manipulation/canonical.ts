import type { Waveform } from "@raceway/model/record";
import type { Unit } from "@raceway/model/unit";
import { unitFacts } from "@raceway/model/unit";

/** A waveform's samples in the canonical unit of their quantity, and what that unit is. */
export interface CanonicalSamples {
  readonly samples: Float64Array;
  /** Canonical unit: m/s2, mm/s, V, Pa, FS … */
  readonly unit: string;
  readonly quantity: ReturnType<typeof unitFacts>["quantity"];
  /** False for V and FS: shapes and ratios mean something, levels do not. */
  readonly calibrated: boolean;
}

/** Converts a waveform, into scratch space; the samples are shared, not copied, when the unit is canonical already. */
export function canonicalSamples(
  waveform: Waveform,
  scratch: (samples: number) => Float64Array,
): CanonicalSamples {
  const facts = unitFacts(waveform.unit);
  const { factor, offset = 0, quantity, canonical: unit } = facts;
  const samples =
    factor === 1 && offset === 0
      ? waveform.samples
      : converted(waveform.samples, factor, offset, scratch(waveform.samples.length));
  return { samples, unit, quantity, calibrated: quantity !== "relative" };
}

/** A plain loop: `map` with a function takes ten times as long. */
function converted(
  samples: Float64Array,
  factor: number,
  offset: number,
  out: Float64Array,
): Float64Array {
  for (let i = 0; i < samples.length; i++) out[i] = (samples[i] ?? 0) * factor + offset;
  return out;
}

/** A declared full scale in the canonical unit of the waveform that it limits. */
export function canonicalFullScale(fullScale: number | undefined, unit: Unit): number | undefined {
  return fullScale === undefined ? undefined : fullScale * unitFacts(unit).factor;
}
