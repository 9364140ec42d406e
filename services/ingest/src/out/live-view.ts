import type { PointState } from "@raceway/condition/chain";
import type { Observation } from "@raceway/condition/observation";
import { type PointPath, parsePointPath } from "@raceway/model/identity";
import { isoOf, type Nanos } from "@raceway/model/time";
import type { Source } from "@raceway/ports/source";
import { decodeWaveform, encodeCbor, jsonBytes } from "@raceway/wire/codec";
import { formatTopic } from "@raceway/wire/topic";

/** Shortest time between two waveforms of a channel on their way to viewers, milliseconds: they are the largest of all that is shown. */
const WAVEFORM_INTERVAL_MS = 5000;
/** Of a longer waveform the beginning is shown: 64 KiB as 16-bit numbers. */
const WAVEFORM_SAMPLES = 32_768;

/** Shortest time between two spectra of a channel on their way to viewers, milliseconds: nobody reads faster. */
const SPECTRUM_INTERVAL_MS = 1000;

/**
 * Shows the present to whoever watches: latest indicators, states and spectra. Nothing here is owed to anybody (the store has the history), so it is
 * published without waiting and a failure is forgotten.
 */
export function createLiveView(source: Pick<Source, "publish">, now: () => number) {
  const lastSpectrum = new Map<string, number>();
  const lastWaveform = new Map<string, number>();

  /** Whether a channel's turn has come, which then counts from now. */
  function isDue(last: Map<string, number>, key: string, interval: number): boolean {
    if (now() - (last.get(key) ?? Number.NEGATIVE_INFINITY) < interval) return false;
    last.set(key, now());
    return true;
  }

  function send(topic: string, payload: Uint8Array, retain: boolean): void {
    source.publish(topic, payload, { retain }).catch(() => {});
  }

  return {
    observation(observation: Observation): void {
      const { point, channel, indicators, time, speedRpm } = observation;
      const id = { ...parsePointPath(point), channel };
      send(
        formatTopic({ class: "indicators", ...id }),
        jsonBytes({ time: isoOf(time), indicators, ...(speedRpm !== undefined && { speedRpm }) }),
        true,
      );
      const key = `${point}/${channel}`;
      if (!isDue(lastSpectrum, key, SPECTRUM_INTERVAL_MS)) return;
      for (const { name, unit, step, values, band } of observation.spectra) {
        const payload = encodeCbor({
          time: isoOf(time),
          unit,
          step,
          values,
          ...(band && { band }),
        });
        send(formatTopic({ class: "spectrum", ...id, name }), payload, true);
      }
    },
    /** Takes a waveform message as it came in; it is read only when its channel's turn has come. */
    waveform(point: PointPath, channel: string, time: Nanos, message: Uint8Array): void {
      if (!isDue(lastWaveform, `${point}/${channel}`, WAVEFORM_INTERVAL_MS)) return;
      const decoded = decodeWaveform(message);
      if (!decoded.ok) return;
      const { sampleRate, unit, samples } = decoded.body;
      const payload = encodeCbor({
        time: isoOf(time),
        sampleRate,
        unit,
        length: samples.length,
        ...asInt16(samples.subarray(0, WAVEFORM_SAMPLES)),
      });
      send(
        formatTopic({ class: "latest-waveform", ...parsePointPath(point), channel }),
        payload,
        true,
      );
    },
    state(state: PointState): void {
      const { time, ...rest } = state;
      const topic = formatTopic({ class: "state", ...parsePointPath(state.point) });
      send(topic, jsonBytes({ ...rest, time: isoOf(time) }), true);
    },
  };
}

/** Samples scaled to the whole range of 16-bit numbers: 96 dB, more than an eye or a loudspeaker has. */
function asInt16(samples: Float64Array): { readonly scale: number; readonly samples: Int16Array } {
  let peak = 0;
  for (const value of samples) peak = Math.max(peak, Math.abs(value));
  const scale = peak === 0 ? 1 : peak / 32_767;
  const scaled = new Int16Array(samples.length);
  for (let n = 0; n < scaled.length; n++) scaled[n] = Math.round((samples[n] ?? 0) / scale);
  return { scale, samples: scaled };
}

export type LiveView = ReturnType<typeof createLiveView>;
