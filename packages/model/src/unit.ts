/** What a channel measures. The kind decides which units it may declare and which analysis it gets. */
export type ChannelKind = "vibration" | "sound" | "temperature" | "speed" | "load";

interface UnitFacts {
  readonly kind: ChannelKind;
  /** What the number is physically; analysis in absolute limits needs `relative` to be false. */
  readonly quantity:
    | "acceleration"
    | "velocity"
    | "pressure"
    | "level"
    | "temperature"
    | "frequency"
    | "fraction"
    | "force"
    | "power"
    | "current"
    | "relative";
  /** canonical = value × factor + offset */
  readonly factor: number;
  readonly offset?: number;
  /** The unit that analysis and telemetry use for this quantity. */
  readonly canonical: string;
}

/** Standard acceleration of free fall, m/s² (ISO 80000-3, exact). */
export const STANDARD_GRAVITY = 9.80665;

/**
 * Every unit that a message or a plant file may declare. `V` and `FS` (fraction of full scale) say "uncalibrated":
 * shapes and ratios are analysed, absolute limits are not.
 */
export const UNITS = {
  "m/s2": { kind: "vibration", quantity: "acceleration", factor: 1, canonical: "m/s2" },
  g: { kind: "vibration", quantity: "acceleration", factor: STANDARD_GRAVITY, canonical: "m/s2" },
  mg: {
    kind: "vibration",
    quantity: "acceleration",
    factor: STANDARD_GRAVITY / 1000,
    canonical: "m/s2",
  },
  "mm/s": { kind: "vibration", quantity: "velocity", factor: 1, canonical: "mm/s" },
  "um/s": { kind: "vibration", quantity: "velocity", factor: 1e-3, canonical: "mm/s" },
  "m/s": { kind: "vibration", quantity: "velocity", factor: 1e3, canonical: "mm/s" },
  V: { kind: "vibration", quantity: "relative", factor: 1, canonical: "V" },
  Pa: { kind: "sound", quantity: "pressure", factor: 1, canonical: "Pa" },
  FS: { kind: "sound", quantity: "relative", factor: 1, canonical: "FS" },
  dB: { kind: "sound", quantity: "level", factor: 1, canonical: "dB" },
  degC: { kind: "temperature", quantity: "temperature", factor: 1, canonical: "degC" },
  K: {
    kind: "temperature",
    quantity: "temperature",
    factor: 1,
    offset: -273.15,
    canonical: "degC",
  },
  degF: {
    kind: "temperature",
    quantity: "temperature",
    factor: 5 / 9,
    offset: -160 / 9,
    canonical: "degC",
  },
  "r/min": { kind: "speed", quantity: "frequency", factor: 1, canonical: "r/min" },
  Hz: { kind: "speed", quantity: "frequency", factor: 60, canonical: "r/min" },
  "%": { kind: "load", quantity: "fraction", factor: 1, canonical: "%" },
  N: { kind: "load", quantity: "force", factor: 1, canonical: "N" },
  kN: { kind: "load", quantity: "force", factor: 1e3, canonical: "N" },
  kW: { kind: "load", quantity: "power", factor: 1, canonical: "kW" },
  A: { kind: "load", quantity: "current", factor: 1, canonical: "A" },
} as const satisfies Record<string, UnitFacts>;

/** A unit that may be declared. */
export type Unit = keyof typeof UNITS;

/** Whether a text is one of {@link UNITS}. */
export function isUnit(text: string): text is Unit {
  return Object.hasOwn(UNITS, text);
}

/** The facts of a unit. */
export function unitFacts(unit: Unit): UnitFacts {
  return UNITS[unit];
}

/**
 * Whether a channel of a kind may declare a unit. `V` and `FS` stand for any uncalibrated waveform, so vibration and sound share them.
 */
export function unitFits(kind: ChannelKind, unit: Unit): boolean {
  const facts = unitFacts(unit);
  if (facts.quantity === "relative") return kind === "vibration" || kind === "sound";
  return facts.kind === kind;
}

/** The units that fit a channel kind, for error texts. */
export function unitsFor(kind: ChannelKind): readonly Unit[] {
  return (Object.keys(UNITS) as Unit[]).filter((unit) => unitFits(kind, unit));
}

/** A value in the unit that analysis uses for its quantity ({@link UnitFacts.canonical}). */
export function toCanonical(value: number, unit: Unit): number {
  const { factor, offset = 0 } = unitFacts(unit);
  return value * factor + offset;
}
