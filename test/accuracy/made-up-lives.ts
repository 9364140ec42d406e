import { repeatableNoise, SYNTHETIC_POINT, vibration } from "@raceway/condition/synthetic-life";
import { secondsOf } from "@raceway/model/time";
import type { Life } from "./recorded-lives.ts";

/** ln-level over the share of the time from onset to end; `draw` gives numbers from 0 to 1. */
type Shape = (draw: () => number, end: number) => (share: number) => number;

const SHAPES: Readonly<Record<string, Shape>> = {
  exponential: (_, end) => (share) => end * share,
  "linear wear": (_, end) => (share) => Math.log(1 + Math.expm1(end) * share),
  accelerating: (draw, end) => {
    const k = 0.3 + 0.5 * draw();
    return (share) => -k * Math.log(1 + share * Math.expm1(-end / k));
  },
  "plateau, sudden end": (draw, end) => {
    const height = (0.4 + 0.4 * draw()) * end;
    const tail = 0.02 + 0.06 * draw();
    return (share) =>
      height * -Math.expm1(-share / 0.02) + (end - height) * Math.max(0, (share - 1 + tail) / tail);
  },
  "two stages": (draw, end) => {
    const turn = 0.3 + 0.5 * draw();
    const height = (0.3 + 0.3 * draw()) * end;
    return (share) =>
      height * -Math.expm1(-share / 0.03) +
      (end - height) * Math.max(0, (share - turn) / (1 - turn)) ** 1.5;
  },
};

const EACH = 5;
const CADENCES = [10, 60, 600];

/** Lives of one channel by the shape of their damage. */
export function madeUpLives(): Readonly<Record<string, readonly Life[]>> {
  return Object.fromEntries(
    Object.entries(SHAPES).map(([name, shape], kind) => [
      name,
      Array.from({ length: EACH }, (_, i) => madeUp(`${name} ${i}`, shape, 100 * kind + i + 1)),
    ]),
  );
}

function madeUp(name: string, shape: Shape, seed: number): Life {
  const noise = repeatableNoise(seed);
  /** Gaussian noise as a number from 0 to 1. */
  const draw = () => 1 / (1 + Math.exp(-1.7 * noise()));
  const end = Math.log(3) + Math.log(4) * draw();
  const snapshots = Math.round(60 * (1000 / 60) ** draw());
  const cadence = CADENCES[Math.floor(CADENCES.length * draw())] ?? 10;
  const onset = 0.2 + 0.7 * draw();
  const level = shape(draw, end);
  const observations = Array.from({ length: snapshots }, (_, i) => {
    const share = Math.max(0, (i / (snapshots - 1) - onset) / (1 - onset));
    return vibration({ seconds: i * cadence, level: Math.exp(level(share)) }, noise);
  });
  const times = observations.map(({ time }) => secondsOf(time));
  return {
    name,
    context: SYNTHETIC_POINT,
    observations,
    start: times[0] ?? 0,
    end: times.at(-1) ?? 0,
  };
}
