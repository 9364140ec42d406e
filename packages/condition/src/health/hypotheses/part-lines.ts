import type { DefectOrders } from "@raceway/model/plant";

/** Parts of a bearing that lines can name. */
const PARTS = ["outer-race", "inner-race", "rolling-element", "cage"] as const;
export type Part = (typeof PARTS)[number];

export function isPart(fault: string): fault is Part {
  return PARTS.some((part) => part === fault);
}

/** Signatures that lines are sought by: the parts', and a ball's that shows through the cage alone, twice a turn of it. */
export const SIGNATURES = [...PARTS, "ball-through-cage"] as const;
export type Signature = (typeof SIGNATURES)[number];

/** Orders of the signatures' first lines: BPFO, BPFI, 2 × BSF, FTF, 2 × FTF. */
export type PartOrders = Readonly<Record<Signature, number>>;

export function partOrders({ bpfo, bpfi, bsf, ftf }: DefectOrders): PartOrders {
  return {
    "outer-race": bpfo,
    "inner-race": bpfi,
    "rolling-element": 2 * bsf,
    cage: ftf,
    "ball-through-cage": 2 * ftf,
  };
}

/** A line that a part would show. */
export interface PartLine {
  /** Multiple of the true shaft speed. */
  readonly order: number;
  /** How much its presence or absence says; 0 where it would say as much of somebody else. */
  readonly weight: number;
  /** Whether it is a harmonic, whose height says how large the damage is. */
  readonly own: boolean;
  readonly label: string;
}

/**
 * Lines so near a whole order may be the shaft's own, modulated: an induction motor puts sidebands at pole pass frequency (slip × poles, up to 2.5 % × 4) around every
 * shaft harmonic.
 */
export const MODULATED_SHAFT = 0.1;
/** Harmonics of a race that count: of those told from the shaft's the first five. */
const [COUNTED, LOOKED_AT] = [5, 8];

/** How far an order is from the nearest whole one. */
export function wholeOrderDistance(order: number): number {
  return Math.abs(order - Math.round(order));
}

function raceLines(part: "outer-race" | "inner-race", base: number, sideband: number): PartLine[] {
  const name = part === "outer-race" ? "BPFO" : "BPFI";
  const lines: PartLine[] = [];
  let counted = 0;
  for (let h = 1; h <= LOOKED_AT; h++) {
    const order = h * base;
    const tells = wholeOrderDistance(order) >= MODULATED_SHAFT;
    const weight = tells && counted < COUNTED ? 1 : 0;
    if (weight === 0 && h > COUNTED) continue;
    counted += weight;
    lines.push({ order, weight, own: h <= COUNTED, label: times(h, name) });
  }
  if (part === "inner-race")
    for (const h of [1, 2, 3])
      for (const k of [-2, -1, 1, 2])
        if (wholeOrderDistance(h * base) >= MODULATED_SHAFT)
          lines.push({
            order: h * base + k,
            weight: sideband,
            own: false,
            label: `${times(h, name)}${signed(k)}xfr`,
          });
  return lines;
}

/** 2 × BSF with harmonics, and the cage's sidebands: a ball passes the load zone once a cage turn. */
function ballLines(base: number, cage: number, sideband: number): PartLine[] {
  const lines: PartLine[] = [];
  const label = (h: number) => (h === 1 ? "2xBSF" : `${h}x(2xBSF)`);
  for (const h of [1, 2, 3, 4]) {
    const tells = wholeOrderDistance(h * base) >= MODULATED_SHAFT;
    lines.push({ order: h * base, weight: tells ? 1 : 0, own: true, label: label(h) });
  }
  for (const h of [1, 2])
    for (const k of [-2, -1, 1, 2]) {
      const order = h * base + k * cage;
      if (wholeOrderDistance(order) >= MODULATED_SHAFT / 2)
        lines.push({
          order,
          weight: sideband,
          own: false,
          label: `${label(h)}${signed(k)}xFTF`,
        });
    }
  return lines;
}

/** FTF with harmonics, and its sidebands on the shaft's. */
function cageLines(base: number): PartLine[] {
  const lines: PartLine[] = [];
  for (const [h, weight] of [
    [1, 0.8],
    [2, 1],
    [3, 0.6],
    [4, 0.8],
  ] as const) {
    const tells = wholeOrderDistance(h * base) >= MODULATED_SHAFT / 2;
    lines.push({
      order: h * base,
      weight: tells ? weight : 0,
      own: true,
      label: times(h, "FTF"),
    });
  }
  for (const turn of [1, 2])
    for (const k of [-2, -1, 1, 2]) {
      const order = turn + k * base;
      if (wholeOrderDistance(order) >= MODULATED_SHAFT / 2)
        lines.push({ order, weight: 0.15, own: false, label: `${turn}xfr${signed(k)}xFTF` });
    }
  return lines;
}

/** Twice FTF and its second harmonic, and their sidebands on the shaft's: a ball that has lost its roundness passes the load zone with two flats a turn. */
function ballThroughCageLines(base: number, sideband: number): PartLine[] {
  const lines: PartLine[] = [];
  for (const h of [1, 2]) {
    const tells = wholeOrderDistance(h * base) >= MODULATED_SHAFT / 2;
    lines.push({ order: h * base, weight: tells ? 1 : 0, own: true, label: `${2 * h}xFTF` });
  }
  for (const turn of [1, 2])
    for (const k of [-1, 1]) {
      const order = turn + k * base;
      if (wholeOrderDistance(order) >= MODULATED_SHAFT / 2)
        lines.push({
          order,
          weight: sideband,
          own: false,
          label: `${turn}xfr${signed(2 * k)}xFTF`,
        });
    }
  return lines;
}

/**
 * The lines by which a part shows in an envelope spectrum.
 *
 * Source: Randall & Antoni, Mech. Syst. Signal Process. 25 (2011) 485–520, table 1 and fig. 2.
 *
 * @param slip relative shift of the lines from their kinematic orders.
 * @param sideband weight of a sideband beside a harmonic's 1.
 */
export function partLines(
  part: Signature,
  orders: PartOrders,
  slip: number,
  sideband: number,
): readonly PartLine[] {
  const base = orders[part] * (1 + slip);
  if (part === "rolling-element") return ballLines(base, orders.cage, sideband);
  if (part === "ball-through-cage") return ballThroughCageLines(base, sideband);
  return part === "cage" ? cageLines(base) : raceLines(part, base, sideband);
}

/** Orders that a part accounts for if it is damaged: all harmonics with all sidebands that it may have. None of them says what chance or others reach. */
export function explainedOrders(
  part: Signature,
  orders: PartOrders,
  slip: number,
): readonly number[] {
  const base = orders[part] * (1 + slip);
  const { cage } = orders;
  const found: number[] = [];
  if (part === "outer-race" || part === "inner-race")
    for (let h = 0; h <= 8; h++) for (let k = -5; k <= 5; k++) found.push(h * base + k);
  else {
    const turn = part === "cage" ? base : part === "ball-through-cage" ? base / 2 : cage;
    if (part === "rolling-element")
      for (let h = 0; h <= 12; h++)
        for (let k = -6; k <= 6; k++) found.push((h / 2) * base + k * turn);
    for (let h = 1; h <= 12; h++) found.push(h * turn);
    for (const k of [1, 2, 3]) for (let h = -4; h <= 4; h++) found.push(k + h * turn);
  }
  return found.filter((order) => order > 0.1);
}

const times = (h: number, name: string) => (h === 1 ? name : `${h}x${name}`);
const signed = (k: number) => (k < 0 ? `${k}` : `+${k}`);
