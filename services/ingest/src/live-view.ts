import type { PointState } from "@raceway/condition/chain";
import type { Observation } from "@raceway/condition/observation";
import { parsePointPath } from "@raceway/model/identity";
import { isoOf } from "@raceway/model/time";
import type { Source } from "@raceway/ports/source";
import { encodeCbor, jsonBytes } from "@raceway/wire/codec";
import { formatTopic } from "@raceway/wire/topic";

/** Shortest time between two spectra of a channel on their way to viewers, milliseconds: nobody reads faster. */
const SPECTRUM_INTERVAL_MS = 1000;

/**
 * Shows the present to whoever watches: latest indicators, states and spectra. Nothing here is owed to anybody (the store has the history), so it is
 * published without waiting and a failure is forgotten.
 */
export function createLiveView(source: Pick<Source, "publish">, now: () => number) {
  const lastSpectrum = new Map<string, number>();

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
      if (now() - (lastSpectrum.get(key) ?? Number.NEGATIVE_INFINITY) < SPECTRUM_INTERVAL_MS)
        return;
      lastSpectrum.set(key, now());
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
    state(state: PointState): void {
      const { time, ...rest } = state;
      const topic = formatTopic({ class: "state", ...parsePointPath(state.point) });
      send(topic, jsonBytes({ ...rest, time: isoOf(time) }), true);
    },
  };
}

export type LiveView = ReturnType<typeof createLiveView>;
