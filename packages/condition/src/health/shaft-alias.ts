import type { LineMap } from "./line-map.ts";
import { evidenceAt } from "./line-map.ts";

/** Multiples of the suspected order that are looked at. */
const MULTIPLES = 3;
/** Evidence at the shaft's other harmonics, as a share of that at the suspected ones, which makes the whole a shaft. */
const OTHERS_SHARE = 0.35;

/**
 * Whether a comb at an order is a shaft's k-th harmonics under a speed that is a little off: it lies so near k that the speed's error can account for it, and the
 * shaft's other harmonics stand in the same scale. A comb whose others are missing is no shaft's.
 *
 * @param maps lines of shaft and mains included, of all views.
 * @param unsure relative error that the speed may have.
 * @param sidebands shaft-spaced lines on either side of a harmonic that the fault itself would put there (an inner race's), and which therefore say nothing.
 */
export function isShaftAlias(
  maps: readonly LineMap[],
  order: number,
  unsure: number,
  sidebands = 0,
): boolean {
  const k = Math.round(order);
  const scale = order / k;
  if (k < 2 || unsure === 0 || Math.abs(scale - 1) > unsure) return false;
  let own = 0;
  let others = 0;
  let looked = 0;
  for (const map of maps)
    for (let harmonic = 1; harmonic <= MULTIPLES * k; harmonic++) {
      const evidence = evidenceAt(map, harmonic * scale);
      const away = Math.min(harmonic % k, k - (harmonic % k));
      if (away === 0) own += evidence / (MULTIPLES * maps.length);
      else if (away > sidebands) {
        others += evidence;
        looked++;
      }
    }
  return looked > 0 && others / looked > OTHERS_SHARE * own;
}
