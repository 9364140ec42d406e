/**
 * Sound beside a machine. Levels that hurt people are not levels that hurt bearings: a microphone's absolute limits come from the plant file, and what is
 * judged without them is the change against the point's own baseline.
 */
export const SOUND_LIMITS = {
  edition: "Raceway 2026-11",
  source:
    "engineering judgement: 6 dB doubles the sound pressure; a lasting step of that size in a steady operating state is heard by everybody",
  /** Smallest lasting change of the A-weighted level that is worth a person's attention, dB. */
  change: 6,
} as const;
