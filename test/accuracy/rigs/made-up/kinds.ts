import { defectOrders } from "@raceway/bearings/kinematics";
import type { DefectOrders } from "@raceway/model/plant";
import type { DefectPlace } from "@raceway/simulator/impacts";
import type { Random } from "@raceway/simulator/random";
import type { TypePlate } from "../rig-record.ts";
import type { MadeUpMachine } from "./machine.ts";
import type { Tone } from "./sources.ts";

/** A machine with what its plant file says. */
export interface Drawn {
  readonly machine: MadeUpMachine;
  readonly plate: TypePlate;
}

/** What goes wrong in it: a defect of its bearing, so many dB over the background; or nothing. */
export interface Wanted {
  readonly place?: DefectPlace;
  readonly overDb: number;
}

interface Draw {
  readonly between: (low: number, high: number) => number;
  readonly whole: (low: number, high: number) => number;
  readonly pick: <T>(values: readonly T[]) => T;
}

function drawOf(random: Random): Draw {
  const between = (low: number, high: number) => low + (high - low) * random.uniform();
  return {
    between,
    whole: (low, high) => Math.floor(between(low, high + 1)),
    pick: <T>(values: readonly T[]) => values[Math.floor(random.uniform() * values.length)] as T,
  };
}

const geometry = (balls: number, ballDiameter: number, pitchDiameter: number) =>
  defectOrders({ balls, ballDiameter, pitchDiameter, contactAngleDeg: 0 });

/** Small bearings of eight balls, whose lines stand beside the third, fourth and fifth of the shaft's. */
const NEAR_WHOLE: readonly DefectOrders[] = [
  geometry(8, 6.746, 28.5),
  geometry(8, 7.938, 33.5),
  geometry(8, 7.92, 34.55),
  geometry(7, 6.35, 25),
];

/** A geometry that a deep-groove or cylindrical bearing could have. */
export function anyOrders({ whole, between }: Draw): DefectOrders {
  for (;;) {
    const balls = whole(6, 18);
    const ratio = between(0.12, 0.36);
    if (balls * ratio <= 3) return geometry(balls, 100 * ratio, 100);
  }
}

/** Residual unbalance, misalignment and their harmonics as every machine has them, velocity peak in mm/s. */
function usualRotor(draw: Draw): Tone[] {
  return [1, 2, 3, 4].map((order) => ({
    order,
    velocity: [0, 1, 2].map(() => draw.between(0.1, 1.2) / order),
  }));
}

const level = (draw: Draw, low: number, high: number) =>
  [0, 1, 2].map(() => 10 ** draw.between(Math.log10(low), Math.log10(high)));

/** A mesh modulated by both its shafts, with two harmonics, and the other shaft's own lines. */
function gear(draw: Draw, shaftHz: number): Tone[] {
  const other = (shaftHz * draw.whole(13, 40)) / draw.whole(17, 60);
  const mesh = draw.whole(17, 60) * shaftHz;
  const swells = [
    { hz: shaftHz, depth: draw.between(0.1, 0.8) },
    { hz: other, depth: draw.between(0.1, 0.8) },
  ];
  return [
    ...[1, 2, 3].map((h) => ({ hz: h * mesh, acceleration: level(draw, 0.02, 0.3), swells })),
    ...[1, 2, 3, 4, 5].map((h) => ({ hz: h * other, acceleration: level(draw, 0.002, 0.04) })),
  ];
}

/** A belt's own turns, with harmonics, and a pulley beside it. */
function belt(draw: Draw, shaftHz: number): Tone[] {
  const [turns, pulley] = [draw.between(0.2, 0.9) * shaftHz, draw.between(0.3, 2.5) * shaftHz];
  return [
    ...[1, 2, 3, 4, 5, 6].map((h) => ({ hz: h * turns, acceleration: level(draw, 0.004, 0.08) })),
    ...[1, 2, 3].map((h) => ({ hz: h * pulley, acceleration: level(draw, 0.004, 0.08) })),
  ];
}

/** The carrier of an inverter with sidebands at even multiples of the motor's current, and the hum of the mains. */
function inverter(draw: Draw, shaftHz: number): Tone[] {
  const carrier = draw.pick([2000, 3000, 4000, 6000, 8000]);
  const current = 2 * shaftHz * draw.between(1.005, 1.04);
  const mains = draw.pick([50, 60]);
  return [
    ...[1, 2].flatMap((h) =>
      [-2, 0, 2].map((k) => ({
        hz: h * carrier + k * current,
        acceleration: level(draw, 0.01, 0.15),
      })),
    ),
    ...[1, 2, 3, 4, 6].map((h) => ({ hz: 2 * h * mains, acceleration: level(draw, 0.003, 0.06) })),
  ];
}

interface Parts {
  readonly orders?: DefectOrders;
  readonly shaftHz?: readonly [low: number, high: number];
  readonly sampleRate?: number;
  readonly slip?: number;
  readonly speedOff?: number;
  readonly plate?: Partial<TypePlate>;
  readonly tolerance?: number;
  readonly seconds?: number;
  readonly rubs?: number;
  readonly tones?: (draw: Draw, shaftHz: number) => readonly Tone[];
  readonly swells?: (draw: Draw) => MadeUpMachine["swells"];
  readonly more?: (draw: Draw, orders: DefectOrders) => Partial<MadeUpMachine>;
}

/** The parts of a machine put together. Sound ones are heard half as long: there must be many. */
function made(draw: Draw, { place, overDb }: Wanted, parts: Parts): Drawn {
  const orders = parts.orders ?? anyOrders(draw);
  const shaftHz = draw.between(...(parts.shaftHz ?? [15, 50]));
  const slip = parts.slip ?? draw.between(0, 0.012);
  const more = parts.more?.(draw, orders) ?? {};
  const rubs = parts.rubs === undefined ? {} : { rubs: parts.rubs };
  const defect = place === undefined ? [] : [{ place, orders, slip, ratio: 1, overDb, ...rubs }];
  const machine: MadeUpMachine = {
    sampleRate: parts.sampleRate ?? draw.pick([12_800, 20_000, 25_600, 51_200]),
    seconds: (place === undefined ? 0.5 : 1) * (parts.seconds ?? (shaftHz < 15 ? 8 : 4)),
    shaftHz,
    tones: [...usualRotor(draw), ...(parts.tones?.(draw, shaftHz) ?? [])],
    swells: parts.swells?.(draw) ?? [],
    shocks: draw.pick([0, 0, 4]),
    ...more,
    blows: [...defect, ...(more.blows ?? [])],
  };
  const off = parts.speedOff ?? draw.between(-0.015, 0.015);
  const bearing = {
    designation: "made up",
    orders,
    ...(parts.tolerance !== undefined && { tolerance: parts.tolerance }),
  };
  return { machine, plate: { rpm: 60 * shaftHz * (1 + off), bearing, ...parts.plate } };
}

/** How strongly a bearing's own lines stand on a sound machine: friction that swells a little with the passing elements … */
const OWN_DEPTH = [0.06, 0.16] as const;
/** … or as tall as recorded sound bearings show them beside a bent shaft. */
const TALL_DEPTH = [0.16, 0.36] as const;

function ownLines(draw: Draw, { bpfo, bpfi, bsf }: DefectOrders, depth: readonly [number, number]) {
  const swells = [1, 2].map((h) => ({
    order: h * draw.pick([bpfo, bpfo, bpfi, 2 * bsf]) * draw.between(0.995, 1.005),
    depth: draw.between(...depth) / h,
  }));
  return { swells };
}

/** Kinds of machines with one bearing that is asked about. */
export const KINDS: Readonly<Record<string, (random: Random, wanted: Wanted) => Drawn>> = {
  plain: (random, wanted) => made(drawOf(random), wanted, {}),
  "lines beside whole orders": (random, wanted) => {
    const draw = drawOf(random);
    return made(draw, wanted, { orders: draw.pick(NEAR_WHOLE) });
  },
  "shaft that modulates everything": (random, wanted) =>
    made(drawOf(random), wanted, {
      swells: (draw) =>
        [1, 2, 3].map((order) => ({ order, depth: draw.between(0.1, 0.5) / order })),
    }),
  "5 to 17 turns a second": (random, wanted) => {
    const draw = drawOf(random);
    const orders = draw.pick([...NEAR_WHOLE, anyOrders(draw)]);
    return made(draw, wanted, { shaftHz: [5, 17], orders });
  },
  "name plate off by up to 5 %": (random, wanted) => {
    const draw = drawOf(random);
    const speedOff = draw.between(-0.05, 0.05);
    return made(draw, wanted, { speedOff, plate: { speedTolerance: 0.05 } });
  },
  "cage slips 3 to 5 %": (random, wanted) => {
    const draw = drawOf(random);
    return made(draw, wanted, { slip: draw.between(0.03, 0.05), tolerance: 0.05 });
  },
  "lines of its own from the start": (random, wanted) =>
    made(drawOf(random), wanted, { more: (draw, orders) => ownLines(draw, orders, OWN_DEPTH) }),
  "tall lines of its own from the start": (random, wanted) =>
    made(drawOf(random), wanted, { more: (draw, orders) => ownLines(draw, orders, TALL_DEPTH) }),
  "MEMS sensor": (random, wanted) =>
    made(drawOf(random), wanted, {
      sampleRate: 20_000,
      more: (draw) => ({
        mems: { cornerHz: draw.between(1500, 5500), noise: draw.between(0.01, 0.06) },
      }),
    }),
  gears: (random, wanted) => made(drawOf(random), wanted, { tones: gear }),
  belts: (random, wanted) => made(drawOf(random), wanted, { tones: belt }),
  inverter: (random, wanted) => made(drawOf(random), wanted, { tones: inverter }),
  "fast sampling, one axis": (random, wanted) => {
    const draw = drawOf(random);
    return made(draw, wanted, {
      orders: draw.pick([geometry(8, 6.75, 28.55), geometry(8, 0.235, 1.245), anyOrders(draw)]),
      shaftHz: [15, 30],
      sampleRate: draw.pick([42_000, 48_828, 64_000, 97_656]),
      seconds: 3,
      more: () => ({ axes: 1, modesHz: [800, 12_000] }),
    });
  },
  "slow rollers, one axis": (random, wanted) => {
    const draw = drawOf(random);
    return made(draw, wanted, {
      orders: draw.pick([geometry(13, 7.5, 38.5), geometry(12, 7.5, 38.5), geometry(17, 8, 52)]),
      shaftHz: [9, 17],
      sampleRate: 50_000,
      seconds: 5,
      more: () => ({ axes: 1, modesHz: [600, 10_000] }),
    });
  },
  "100 to 450 turns a second": (random, wanted) => {
    const draw = drawOf(random);
    return made(draw, wanted, {
      orders: draw.pick([geometry(10, 9, 40.5), anyOrders(draw)]),
      shaftHz: [100, 450],
      sampleRate: 51_200,
      seconds: 2,
      more: () => ({ modesHz: [3000, 18_000] }),
    });
  },
  "one second, one axis": (random, wanted) => {
    const draw = drawOf(random);
    return made(draw, wanted, {
      orders: draw.pick([geometry(16, 8.407, 71.5), ...NEAR_WHOLE, anyOrders(draw)]),
      shaftHz: [25, 40],
      sampleRate: draw.pick([20_480, 25_600]),
      seconds: wanted.place === undefined ? 2 : 1,
      more: () => ({ axes: 1, modesHz: [1000, 8000] }),
    });
  },
  "spot that rubs": (random, wanted) => {
    const draw = drawOf(random);
    return made(draw, wanted, { rubs: draw.between(0.08, 0.3) });
  },
  "unbalance as well": (random, wanted) =>
    made(drawOf(random), wanted, {
      tones: (draw) => [{ order: 1, velocity: [0, 1, 2].map(() => draw.between(2, 6)) }],
    }),
  "another bearing on the shaft": (random, wanted) =>
    made(drawOf(random), wanted, {
      more: (draw, orders) => ({
        blows: [
          {
            place: draw.pick(["outer-race", "inner-race"] as const),
            orders: strangerTo(orders, draw),
            slip: draw.between(0, 0.012),
            ratio: 1,
            overDb: wanted.overDb - 6,
          },
        ],
      }),
    }),
};

/** A bearing none of whose lines lies within 5 % of one of the given: what the point is asked about cannot be it. */
function strangerTo(orders: DefectOrders, draw: Draw): DefectOrders {
  const lines = ({ bpfo, bpfi, bsf }: DefectOrders) => [bpfo, bpfi, 2 * bsf];
  for (;;) {
    const other = anyOrders(draw);
    const near = lines(other).some((line) =>
      lines(orders).some((own) =>
        [0.5, 1, 2].some((ratio) => Math.abs(line / (own * ratio) - 1) < 0.05),
      ),
    );
    if (!near) return other;
  }
}

export type RotorFault = "imbalance" | "misalignment" | "bent-shaft";

/** Peak velocities of a rotor's lines by axis (horizontal, vertical, axial) and order, mm/s at severity 1. */
const ROTOR_LINES: Readonly<Record<RotorFault, readonly (readonly number[])[]>> = {
  imbalance: [
    [1, 0.8, 0.2],
    [0.06, 0.05, 0.04],
    [0.03, 0.03, 0.02],
  ],
  misalignment: [
    [0.5, 0.45, 0.6],
    [0.9, 0.8, 0.7],
    [0.3, 0.25, 0.3],
  ],
  "bent-shaft": [
    [0.7, 0.6, 0.9],
    [0.25, 0.2, 0.4],
    [0.06, 0.05, 0.1],
  ],
};

/** A rotor that is not right, on sound bearings; `mmPerSecond` 0 is the same machine while it was right. */
export function rotorMachine(random: Random, fault: RotorFault, mmPerSecond: number): Drawn {
  const draw = drawOf(random);
  const orders = draw.pick([...NEAR_WHOLE, anyOrders(draw)]);
  const peaks = ROTOR_LINES[fault].map((axes) =>
    axes.map((share) => share * draw.between(0.7, 1.3)),
  );
  const tones = () =>
    peaks.map((velocity, index) => ({
      order: index + 1,
      velocity: velocity.map((peak) => peak * mmPerSecond),
    }));
  const drawn = made(draw, { overDb: 0 }, { orders, shaftHz: [12, 50], tones });
  const phases = rotorPhases(draw, fault);
  const turning = ({ order }: Tone, index: number, { length }: readonly Tone[]) =>
    order === 1 && index >= length - peaks.length;
  const machine = {
    ...drawn.machine,
    tones: drawn.machine.tones.map((tone, ...at) =>
      turning(tone, ...at) ? { ...tone, phases } : tone,
    ),
  };
  return { ...drawn, machine };
}

const degrees = (angle: number) => (Math.PI / 180) * angle;

/** Phases of the shaft's own line by axis: an unbalance goes round, a shaft that does not align or is bent moves along a line; none does so exactly, for mountings are not alike in all directions. */
function rotorPhases(draw: Draw, fault: RotorFault): readonly number[] {
  const start = draw.between(0, 360);
  const apart = fault === "imbalance" ? draw.pick([-90, 90]) : draw.pick([0, 180]);
  const vertical = start + apart + draw.between(-45, 45);
  return [start, vertical, draw.between(0, 360)].map(degrees);
}
