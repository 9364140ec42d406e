import { POINT_CONDITIONS } from "@raceway/model/alarm";
import type { Channel } from "@raceway/model/plant";
import { VERDICT_KINDS } from "@raceway/model/verdict";

/** Kinds of spectra that a channel may keep. */
const SPECTRA = { vibration: 3, sound: 1, temperature: 0, speed: 0, load: 0 } as const;

/**
 * Most series that one measurement point can ever have in the store, whatever happens to it: the tags are ids of the plant file and lists of this program, so
 * the number depends on the point's channels only. For each channel one of `indicator`, one of `baseline`, one of `spectrum` for each of its spectra, one of
 * `verdict` for each kind; for the point one `state`, one `prognosis`, one `maintenance`, `verdict`s on all channels together, and one `alarm` for each condition.
 */
export function pointSeriesBudget(channels: readonly Pick<Channel, "kind">[]): number {
  const kinds = VERDICT_KINDS.length;
  const each = channels.map(({ kind }) => 2 + SPECTRA[kind] + kinds);
  return each.reduce((sum, count) => sum + count, 0) + 3 + kinds + POINT_CONDITIONS.length;
}
