/**
 * ISO 15242-2:2015: the bands in which a finished radial ball bearing's velocity is measured at 1800 r/min. They go with the speed, and meet without a gap. The
 * standard says how to measure, and leaves the limits to maker and customer.
 */
export const ISO_15242 = {
  speedRpm: 1800,
  /** How far the speed may lie below and above, relative (§ 4.1). */
  speedTolerance: { below: 0.02, above: 0.01 },
  bands: [
    { name: "low", low: 50, high: 300 },
    { name: "medium", low: 300, high: 1800 },
    { name: "high", low: 1800, high: 10_000 },
  ],
} as const;

export type Iso15242Band = (typeof ISO_15242.bands)[number]["name"];

/** A frequency of the bands at another speed than 1800 r/min, Hz. */
export function scaledToSpeed(hz: number, rpm: number): number {
  return (hz * rpm) / ISO_15242.speedRpm;
}
