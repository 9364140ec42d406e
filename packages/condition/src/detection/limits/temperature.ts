/**
 * Limits on housing temperature that hold for any rolling bearing. Absolute working limits depend on grease, seals and process and are therefore
 * only taken from the plant file.
 */
export const TEMPERATURE_LIMITS = {
  edition: "Raceway 2026-11",
  source:
    "engineering judgement, stated so that it can be replaced: housings follow their shaft with time constants of minutes; healthy bearings running in on the PRONOSTIA rig reach 4 K/min",
  /** A sustained rise faster than this is abnormal at any level, K/min. */
  ratePerMinute: 10,
  /** Seconds over which a rise must be sustained. */
  rateOver: 120,
  /** A housing cannot follow faster than this from one reading to the next: kelvins at once, and kelvins a second. */
  jump: 10,
  jumpPerSecond: 0.5,
} as const;
