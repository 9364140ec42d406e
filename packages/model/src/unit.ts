/** What a channel measures. The kind decides which units it may declare and which analysis it gets. */
export type ChannelKind = "vibration" | "sound" | "temperature" | "speed" | "load";

interface UnitFacts {
  readonly kind: ChannelKind;
  /** What the number is physically; analysis in absolute limits needs `relative` to be false. */
  readonly quantity:
    | "acceleration"
    | "velocity"
    | "displacement"
    | "enveloped acceleration"
    | "pressure"
    | "level"
    | "temperature"
    | "frequency"
    | "fraction"
    | "force"
    | "torque"
    | "power"
    | "current"
    | "number"
    | "relative";
  /** canonical = value × factor + offset */
  readonly factor: number;
  readonly offset?: number;
  /** Of a level in decibels: canonical = reference × 10^(value / 20). */
  readonly reference?: number;
  /** The unit that analysis and telemetry use for this quantity. */
  readonly canonical: string;
}

/** Standard acceleration of free fall, m/s² (ISO 80000-3, exact). */
export const STANDARD_GRAVITY = 9.80665;

/** An inch, mm, and a pound-force, N (both exact by definition); a horsepower of 550 ft·lbf/s, kW. */
const [INCH, POUND, HORSEPOWER] = [25.4, 4.4482216152605, 0.7456998715822702];

const ACCELERATION = { kind: "vibration", quantity: "acceleration", canonical: "m/s2" } as const;
const VELOCITY = { kind: "vibration", quantity: "velocity", canonical: "mm/s" } as const;
const DISPLACEMENT = { kind: "vibration", quantity: "displacement", canonical: "um" } as const;

/**
 * Every unit that a message or a plant file may declare. `V` and `FS` (fraction of full scale) say "uncalibrated":
 * shapes and ratios are analysed, absolute limits are not.
 */
export const UNITS = {
  "m/s2": { ...ACCELERATION, factor: 1 },
  "mm/s2": { ...ACCELERATION, factor: 1e-3 },
  g: { ...ACCELERATION, factor: STANDARD_GRAVITY },
  mg: { ...ACCELERATION, factor: STANDARD_GRAVITY / 1000 },
  "mm/s": { ...VELOCITY, factor: 1 },
  "um/s": { ...VELOCITY, factor: 1e-3 },
  "cm/s": { ...VELOCITY, factor: 10 },
  "m/s": { ...VELOCITY, factor: 1e3 },
  "in/s": { ...VELOCITY, factor: INCH },
  um: { ...DISPLACEMENT, factor: 1 },
  mm: { ...DISPLACEMENT, factor: 1e3 },
  mil: { ...DISPLACEMENT, factor: INCH },
  gE: {
    kind: "vibration",
    quantity: "enveloped acceleration",
    factor: 1,
    canonical: "gE",
  },
  "dB re 1 um/s2": { ...ACCELERATION, factor: 1, reference: 1e-6 },
  "dB re 1 g": { ...ACCELERATION, factor: 1, reference: STANDARD_GRAVITY },
  "dB re 1 nm/s": { ...VELOCITY, factor: 1, reference: 1e-6 },
  "dB re 10 nm/s": { ...VELOCITY, factor: 1, reference: 1e-5 },
  "1": { kind: "vibration", quantity: "number", factor: 1, canonical: "1" },
  V: { kind: "vibration", quantity: "relative", factor: 1, canonical: "V" },
  mV: { kind: "vibration", quantity: "relative", factor: 1e-3, canonical: "V" },
  Pa: { kind: "sound", quantity: "pressure", factor: 1, canonical: "Pa" },
  mPa: { kind: "sound", quantity: "pressure", factor: 1e-3, canonical: "Pa" },
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
  "rad/s": { kind: "speed", quantity: "frequency", factor: 30 / Math.PI, canonical: "r/min" },
  "%": { kind: "load", quantity: "fraction", factor: 1, canonical: "%" },
  N: { kind: "load", quantity: "force", factor: 1, canonical: "N" },
  kN: { kind: "load", quantity: "force", factor: 1e3, canonical: "N" },
  lbf: { kind: "load", quantity: "force", factor: POUND, canonical: "N" },
  Nm: { kind: "load", quantity: "torque", factor: 1, canonical: "Nm" },
  W: { kind: "load", quantity: "power", factor: 1e-3, canonical: "kW" },
  kW: { kind: "load", quantity: "power", factor: 1, canonical: "kW" },
  hp: { kind: "load", quantity: "power", factor: HORSEPOWER, canonical: "kW" },
  A: { kind: "load", quantity: "current", factor: 1, canonical: "A" },
  mA: { kind: "load", quantity: "current", factor: 1e-3, canonical: "A" },
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
  const { factor, offset = 0, reference } = unitFacts(unit);
  return reference === undefined ? value * factor + offset : reference * 10 ** (value / 20);
}

/** A value in another unit of the same quantity. */
export function inUnit(value: number, from: Unit, to: Unit): number {
  if (from === to) return value;
  const canonical = toCanonical(value, from);
  const { factor, offset = 0, reference } = unitFacts(to);
  return reference === undefined
    ? (canonical - offset) / factor
    : 20 * Math.log10(canonical / reference);
}

/** Whether a unit counts decibels from a reference: a level is one number, no sample of a waveform. */
export function isLevel(unit: Unit): boolean {
  const { reference, quantity } = unitFacts(unit);
  return reference !== undefined || quantity === "level";
}
