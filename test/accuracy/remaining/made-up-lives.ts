import {
  repeatableNoise,
  SYNTHETIC_POINT,
  temperature,
  vibration,
} from "@raceway/condition/synthetic-life";
import { secondsOf } from "@raceway/model/time";
import type { Life } from "../recorded-lives.ts";

/** ln-level over the share of the whole life; `draw` gives numbers from 0 to 1, `onset` is the share at which damage begins. */
type Course = (draw: () => number, end: number, onset: number) => (share: number) => number;

interface Shape {
  readonly course: Course;
  /** Noise of a block beside its 5 %, ln. */
  readonly noise?: number;
  /** What is watched; default vibration. */
  readonly by?: "temperature";
}

/** Since the onset, 0 to 1. */
const since = (share: number, onset: number) => Math.max(0, (share - onset) / (1 - onset));

const exponential: Course = (_, end, onset) => (share) => end * since(share, onset);

/** Ways in which bearings go, each with parameters that forecasters do not know. */
const SHAPES: Readonly<Record<string, Shape>> = {
  exponential: { course: exponential },
  "linear wear": {
    course: (_, end, onset) => (share) => Math.log(1 + Math.expm1(end) * since(share, onset)),
  },
  accelerating: {
    course: (draw, end, onset) => {
      const k = 0.3 + 0.5 * draw();
      return (share) => -k * Math.log(1 + since(share, onset) * Math.expm1(-end / k));
    },
  },
  "plateau, sudden end": {
    course: (draw, end, onset) => {
      const height = (0.4 + 0.4 * draw()) * end;
      const tail = 0.02 + 0.06 * draw();
      return (share) => {
        const passed = since(share, onset);
        const last = Math.max(0, (passed - 1 + tail) / tail);
        return height * -Math.expm1(-passed / 0.02) + (end - height) * last;
      };
    },
  },
  "two steps": {
    course: (draw, end, onset) => {
      const turn = 0.3 + 0.5 * draw();
      const height = (0.3 + 0.3 * draw()) * end;
      return (share) => {
        const passed = since(share, onset);
        const second = Math.max(0, (passed - turn) / (1 - turn)) ** 1.5;
        return height * -Math.expm1(-passed / 0.03) + (end - height) * second;
      };
    },
  },
  noisy: { course: exponential, noise: 0.2 },
  "running-in first": {
    course: (draw, end, onset) => {
      const high = 0.3 + 0.5 * draw();
      return (share) => high * Math.exp(-share / 0.05) + end * since(share, onset);
    },
  },
  "led by temperature": { course: exponential, by: "temperature" },
};

const EACH = 4;
const SEED = 1000;
/** Median length of a shape's lives, seconds, and the spread of their logarithm: real lives of a kind differ by as much. */
const [MEDIAN, SPREAD] = [20_000, 0.5];
/** °C of a temperature-led life at the end of an ln-level of 1. */
const DEGREES = 25;

/** Lives of one channel by the shape of their damage. @param each of a shape @param seed others are drawn from others */
export function madeUpLives(each = EACH, seed = SEED): Readonly<Record<string, readonly Life[]>> {
  return Object.fromEntries(
    Object.entries(SHAPES).map(([name, shape], kind) => [
      name,
      Array.from({ length: each }, (_, i) => madeUp(`${name} ${i}`, shape, seed + 100 * kind + i)),
    ]),
  );
}

function madeUp(name: string, { course, noise: extra = 0, by }: Shape, seed: number): Life {
  const noise = repeatableNoise(seed);
  /** Gaussian noise as a number from 0 to 1. */
  const draw = () => 1 / (1 + Math.exp(-1.7 * noise()));
  const end = Math.log(3) + Math.log(4) * draw();
  const length = MEDIAN * Math.exp(SPREAD * noise());
  const snapshots = Math.round(120 + 280 * draw());
  const onset = 0.3 + 0.55 * draw();
  const level = course(draw, end, onset);
  const observations = Array.from({ length: snapshots }, (_, i) => {
    const share = i / (snapshots - 1);
    const seconds = Math.round(share * length);
    if (by === "temperature")
      return temperature({ seconds }, 40 + DEGREES * level(share) + 0.5 * noise());
    return vibration({ seconds, level: Math.exp(level(share) + extra * noise()) }, noise);
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
