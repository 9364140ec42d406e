import { aWeightedMeanSquareOf } from "@raceway/dsp/sound/a-weighting";
import { amplitudeOf, densityOf } from "@raceway/dsp/spectra/amplitude";
import { levelDb, REFERENCE_PRESSURE } from "@raceway/dsp/spectra/decibel";
import { bandMeanSquare } from "@raceway/dsp/spectra/power-bands";
import { momentsOf } from "@raceway/dsp/statistics/moments";
import type { Channel, PointContext } from "@raceway/model/plant";
import type { Waveform } from "@raceway/model/record";
import type { Modulation, Observation, Spectrum } from "../observation.ts";
import { blockSpectrum, sampleScratch, transformScratch } from "./analysis-block.ts";
import { bearingModulation, type Looking } from "./bearing-modulation.ts";
import { canonicalSamples } from "./canonical.ts";
import { OCTAVES, octaveName } from "./indicators.ts";
import { spectrumView } from "./spectrum-view.ts";
import { speedOf } from "./speed.ts";
import { waveformFacts } from "./waveform-facts.ts";

/** An octave band must hold so many bins to be told from its neighbours. */
const MIN_BINS = 3;

/**
 * One sound waveform → levels. In Pa they are dB re 20 µPa; in FS or V dB re 1, which is as good for trends and says nothing absolute (`calibrated` false).
 * Silence reads −120 dB, never −Infinity. At a point with a bearing the material of the diagnosis is taken too: a microphone hears its blows through the air.
 */
export function observeSound(
  context: PointContext,
  channel: Channel,
  waveform: Waveform,
  looking: Looking,
): Observation {
  const signal = canonicalSamples(waveform, sampleScratch);
  const { sampleRate } = waveform;
  const reference = signal.calibrated ? REFERENCE_PRESSURE : 1;
  const { rms, peak, crest, kurtosis } = momentsOf(signal.samples);
  const indicators: Record<string, number> = {
    rms,
    peak,
    level: levelDb(rms * rms, reference),
  };
  const spectra: Spectrum[] = [];
  const lesser: string[] = [];
  let modulation: Modulation | undefined;
  if (rms > 0) {
    const spectrum = blockSpectrum(signal.samples, looking.engine);
    const scratch = transformScratch(spectrum.size);
    const density = densityOf(spectrum, sampleRate, "hann", scratch.density);
    Object.assign(indicators, { crest, kurtosis });
    indicators["level_a"] = levelDb(aWeightedMeanSquareOf(spectrum, sampleRate), reference);
    for (const centre of OCTAVES) {
      const [low, high] = [centre / Math.SQRT2, centre * Math.SQRT2];
      if (high > sampleRate / 2 || high - low < MIN_BINS * density.step) continue;
      indicators[octaveName(centre)] = levelDb(bandMeanSquare(density, low, high), reference);
    }
    const { values, step } = amplitudeOf(spectrum, sampleRate, "hann", scratch.amplitude);
    spectra.push(spectrumView("sound", signal.unit, values, step, sampleRate / 2));
    if (context.point.bearing !== undefined)
      modulation = bearingModulation({
        context,
        channel,
        signal,
        sampleRate,
        spectrum,
        speedRpm: speedOf(context.machine, waveform)?.rpm,
        looking,
        lesser,
      });
  } else lesser.push("constant block: nothing but its level");
  return {
    ...waveformFacts(context, channel, waveform, signal),
    kind: "sound",
    indicators,
    spectra,
    ...(modulation !== undefined && { modulation }),
    ...(lesser.length === 0 ? {} : { lesser }),
  };
}
