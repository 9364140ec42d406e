import { type BearingGeometry, defectOrders } from "@raceway/bearings/kinematics";
import type { DefectOrders } from "@raceway/model/plant";
import type { PartFault } from "@raceway/model/test-stand";
import { type Random, randomFor } from "../random.ts";
import type { FinishedBearing, ImpactSource } from "./finished-bearing.ts";

/** What may be wrong with a simulated bearing. */
export type SeededFault = Exclude<PartFault, "unnamed">;

/** A bearing that leaves the line, as it is from each side. */
export interface MadePart {
  readonly serial: string;
  readonly lot: string;
  readonly fault?: SeededFault;
  /** Which machines its pieces come from. */
  readonly made?: Readonly<Record<string, string>>;
  /** How severe it is: 1 is the usual of its kind, drawn about it. */
  readonly severity: number;
  readonly sides: Readonly<Record<string, FinishedBearing>>;
}

/** What a line makes, and how its bearings differ. */
export interface Production {
  readonly seed: string | number;
  /** Defect orders of a bearing at rest; a part's own differ a little by its contact angle. */
  readonly orders: DefectOrders;
  readonly lotSize?: number;
  /** Share of parts with something wrong. Default 0.01. */
  readonly faulty?: number;
  /** Which faults; default: all of {@link SEEDED_FAULTS} in equal shares. */
  readonly faults?: readonly SeededFault[];
  /** Factor on how severe faults are. Default 1. */
  readonly severity?: number;
  /** The machines that pieces come from, by piece; a part has each piece from one of them. Default: nobody says. */
  readonly machines?: Readonly<Record<string, readonly string[]>>;
  /** Absent: nothing wears. */
  readonly wear?: Wear;
}

/** A machine that wears: the noise of a band of the parts that have a piece from it rises. */
export interface Wear {
  readonly piece: string;
  readonly machine: string;
  readonly band: "low" | "medium" | "high";
  /** Seconds of the scenario from which it shows, and over how many it grows to its full size. */
  readonly fromSeconds: number;
  readonly overSeconds: number;
  /** The noise in the end, as a factor. */
  readonly factor: number;
}

/** Eight kinds with the two rings' dents, scratches and waviness apart. */
export const SEEDED_FAULTS: readonly SeededFault[] = [
  "dent-outer",
  "dent-inner",
  "dent-ball",
  "scratch-outer",
  "scratch-inner",
  "waviness-outer",
  "waviness-inner",
  "waviness-ball",
  "out-of-round",
  "cage-noise",
  "dirt",
];

/** Usual noise of good parts, µm/s rms, and how they differ: standard deviations of logarithms, of a part's sides, of parts, of lots. */
const USUAL = { low: 14, medium: 13, high: 12 } as const;
const SPREAD = { side: 0.08, part: 0.14, lot: 0.05, common: 0.1 } as const;
/** The same of the lines that form makes, of parts and of a part's sides. */
const LINE_SPREAD = { part: 0.3, side: 0.15 } as const;
/** How severe faults of a kind are: standard deviation of the logarithm. */
const SEVERITY_SPREAD = 0.25;
/** The line of a wave or lobe that is a fault stands so many times above the whole noise of its band: it is what one hears of the bearing. */
const FAULTY_WAVE = 2.2;
/** Where the low band ends, orders of a shaft at 1800 r/min. */
const LOW_ORDERS = 10;
/** Usual velocity of the first line of each kind, µm/s rms; that of the i-th is an i-th of it. */
const USUAL_WAVE = { outer: 5, inner: 3, ball: 2, lobes: 8 } as const;
/** How far contact angles turn the orders: the share of the ball's diameter over the pitch is multiplied by the cosine of about 12°. */
const CONTACT = { mean: 12, spread: 2 } as const;
const SIDES = ["a", "b"] as const;

/**
 * The part of a number. Each is drawn from the seed and its number alone, so that any may be made again.
 *
 * @param seconds of the scenario at which it is made: what wears has come so far by then.
 */
export function madePart(production: Production, number: number, seconds = 0): MadePart {
  const { seed, lotSize = 500, faulty = 0.01, faults = SEEDED_FAULTS, severity = 1 } = production;
  const lotNumber = Math.floor(number / lotSize);
  const random = randomFor(seed, "part", number);
  const lot = randomFor(seed, "lot", lotNumber);
  const isFaulty = random.uniform() < faulty;
  const fault = isFaulty ? faults[Math.floor(random.uniform() * faults.length)] : undefined;
  const size = severity * Math.exp(SEVERITY_SPREAD * random.gaussian());
  const orders = turnedOrders(production.orders, CONTACT.mean + CONTACT.spread * random.gaussian());
  const made = piecesOf(production, randomFor(seed, "pieces", number));
  const worn = wornNoise(production.wear, made, seconds);
  const lots = {
    low: SPREAD.lot * lot.gaussian(),
    medium: SPREAD.lot * lot.gaussian(),
    high: SPREAD.lot * lot.gaussian(),
  };
  const common = SPREAD.common * random.gaussian();
  const own = {
    low: SPREAD.part * random.gaussian(),
    medium: SPREAD.part * random.gaussian(),
    high: SPREAD.part * random.gaussian(),
  };
  const waves = naturalLines(orders, random);
  // A mark on one shoulder of a race is passed fully from one side only.
  const marked = random.uniform() < 0.5 ? [1, 0.15 + 0.5 * random.uniform()] : [0.9, 1];
  if (random.uniform() < 0.5) marked.reverse();
  const sides = SIDES.map((side, s): [string, FinishedBearing] => {
    const noise = (band: keyof typeof USUAL) =>
      USUAL[band] *
      (worn[band] ?? 1) *
      Math.exp(common + own[band] + lots[band] + SPREAD.side * random.gaussian());
    const lines = waves.map(({ order, rms }) => ({
      order,
      rms: rms * Math.exp(LINE_SPREAD.side * random.gaussian()),
    }));
    const good: FinishedBearing = {
      orders,
      noise: { low: noise("low"), medium: noise("medium"), high: noise("high") },
      lines,
      cage: 0.02 * Math.exp(0.5 * random.gaussian()),
      // A grain of dust now and then, as every line has.
      impacts: [{ perSecond: 0.5, peak: 1.5 * USUAL.high, scatter: 0.4 }],
    };
    // Both sides show the same fault.
    return [
      side,
      withFault(good, fault, size * (marked[s] ?? 1), randomFor(seed, "fault", number)),
    ];
  });
  return {
    serial: `${lotNumber}-${number}`,
    lot: `L${lotNumber}`,
    ...(fault !== undefined && { fault }),
    ...(production.machines !== undefined && { made }),
    severity: size,
    sides: Object.fromEntries(sides),
  };
}

/** Which machine each piece of a part comes from. */
function piecesOf({ machines = {} }: Production, random: Random): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(machines).map(([piece, from]) => [
      piece,
      from[Math.floor(random.uniform() * from.length)] ?? "",
    ]),
  );
}

function wornNoise(
  wear: Wear | undefined,
  made: Readonly<Record<string, string>>,
  seconds: number,
): Partial<Record<Wear["band"], number>> {
  if (wear === undefined || made[wear.piece] !== wear.machine || seconds < wear.fromSeconds)
    return {};
  const grown = Math.min(1, (seconds - wear.fromSeconds) / wear.overSeconds);
  return { [wear.band]: wear.factor ** grown };
}

/** The orders of a bearing whose balls run at an angle. */
function turnedOrders(orders: DefectOrders, angle: number): DefectOrders {
  const balls = Math.round(orders.bpfo + orders.bpfi);
  const ratio = (orders.bpfi - orders.bpfo) / balls;
  const geometry: BearingGeometry = {
    balls,
    ballDiameter: ratio,
    pitchDiameter: 1,
    contactAngleDeg: Math.min(30, Math.max(0, angle)),
  };
  return defectOrders(geometry);
}

/** Waves and lobes that every ring and ball has. */
function naturalLines({ bpfo, bpfi, bsf, ftf }: DefectOrders, random: Random) {
  const line = (order: number, usual: number) => ({
    order,
    rms: usual * Math.exp(LINE_SPREAD.part * random.gaussian()),
  });
  const lines = [];
  for (let i = 1; i <= 8; i++) {
    lines.push(line(i * bpfo, USUAL_WAVE.outer / i));
    for (const sideband of [-1, 0, 1]) lines.push(line(i * bpfi + sideband, USUAL_WAVE.inner / i));
  }
  for (let i = 1; i <= 6; i++)
    for (const sideband of [-ftf, 0, ftf])
      lines.push(line(2 * i * bsf + sideband, USUAL_WAVE.ball / i));
  for (let lobes = 2; lobes <= 10; lobes++) lines.push(line(lobes, USUAL_WAVE.lobes / lobes));
  return lines;
}

/** Adds what is wrong, at a level that an inspector would call plain but not gross. */
function withFault(
  good: FinishedBearing,
  fault: SeededFault | undefined,
  size: number,
  random: Random,
): FinishedBearing {
  const { orders, noise, lines, impacts } = good;
  const { bpfo, bpfi, bsf, ftf } = orders;
  const hit = (source: Omit<ImpactSource, "peak">, times: number): FinishedBearing => ({
    ...good,
    impacts: [...impacts, { ...source, peak: times * size * noise.high }],
  });
  const wave = (order: number): FinishedBearing => {
    const band = order < LOW_ORDERS ? noise.low : noise.medium;
    return { ...good, lines: [...lines, { order, rms: FAULTY_WAVE * band * size }] };
  };
  const drawn = (most: number) => 1 + Math.floor(most * random.uniform());
  switch (fault) {
    case undefined:
      return good;
    case "dent-outer":
      return hit({ perTurn: bpfo, scatter: 0.2 }, 6);
    case "dent-inner":
      return hit({ perTurn: bpfi, scatter: 0.25 }, 6);
    case "dent-ball":
      return hit({ perTurn: 2 * bsf, scatter: 0.4 }, 7);
    case "scratch-outer":
      return hit({ perTurn: bpfo, scatter: 0.2, lasting: 0.3 }, 5);
    case "scratch-inner":
      return hit({ perTurn: bpfi, scatter: 0.2, lasting: 0.3 }, 5);
    case "waviness-outer":
      return wave(drawn(5) * bpfo);
    case "waviness-inner":
      return wave(drawn(5) * bpfi + (random.uniform() < 0.5 ? 1 : -1));
    case "waviness-ball":
      return wave(2 * drawn(4) * bsf + (random.uniform() < 0.5 ? ftf : -ftf));
    case "out-of-round":
      return wave(1 + drawn(6));
    case "cage-noise":
      return {
        ...good,
        cage: Math.min(1, 0.5 * size),
        noise: { ...noise, medium: noise.medium * 1.2 },
      };
    case "dirt":
      return hit({ perSecond: 60, scatter: 0.5 }, 8);
    case "knock":
      return hit({ perSecond: 1.6, scatter: 0.1 }, 14);
  }
}
