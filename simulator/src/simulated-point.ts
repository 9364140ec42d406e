import type { Machine, MeasurementPoint, Plant, PointContext } from "@raceway/model/plant";
import { pointsOf } from "@raceway/model/plant";
import { NANOS_PER_SECOND, type Nanos, secondsOf } from "@raceway/model/time";
import { type OperatingPlan, type OperatingPoint, operationAt } from "./operation.ts";
import { type Random, randomFor } from "./random.ts";
import { machinePath, type Scenario, severitiesAt } from "./scenario.ts";
import type { Severities } from "./severity.ts";
import { type Loudspeaker, sound } from "./sound.ts";
import { standstills } from "./standstills.ts";
import { type Housing, vibration } from "./vibration.ts";

/** Speed of machines that declare none, r/min. */
const USUAL_RPM = 1500;
/** Points that a microphone listens to, and how loud those of other machines are there. */
const EARSHOT = 4;
const NEIGHBOUR = 0.15;

/** One measurement point of the simulated plant: what any sensor on it would see, at any moment, in any order. */
export interface SimulatedPoint {
  readonly path: string;
  readonly machine: Machine;
  readonly point: MeasurementPoint;
  readonly nominalRpm: number;
  operation(seconds: number): OperatingPoint;
  severities(seconds: number): Severities;
  /** Acceleration of the housing in m/s² from a second on. */
  vibration(seconds: number, sampleRate: number, count: number, random: Random): Float64Array;
  /** Sound pressure in Pa at a microphone on this point. */
  sound(seconds: number, sampleRate: number, count: number, random: Random): Float64Array;
}

/** Every point of a plant in the plant file's order. Seconds count from `start`. */
export function simulatedPoints(
  plant: Plant,
  scenario: Scenario,
  seed: number,
  start: Nanos,
): readonly SimulatedPoint[] {
  const contexts = [...pointsOf(plant).values()];
  const points: SimulatedPoint[] = [];
  const earshot = (own: PointContext) => (): readonly { point: SimulatedPoint; share: number }[] =>
    contexts
      .map((other, k) => ({ other, point: points[k] }))
      .flatMap(({ other, point }) =>
        point === undefined || other.line !== own.line
          ? []
          : [{ point, share: other.machine === own.machine ? 1 : NEIGHBOUR }],
      )
      .sort((a, b) => b.share - a.share)
      .slice(0, EARSHOT);
  for (const context of contexts)
    points.push(simulatedPoint(plant, context, scenario, seed, start, earshot(context)));
  return points;
}

function simulatedPoint(
  plant: Plant,
  { line, machine, point }: PointContext,
  scenario: Scenario,
  seed: number,
  start: Nanos,
  earshot: () => readonly { point: SimulatedPoint; share: number }[],
): SimulatedPoint {
  const path = machinePath(plant, line.id, machine);
  const plan: OperatingPlan = {
    // Machines of one line do not breathe in step.
    cycleSeconds: 40 + 20 * randomFor(seed, path, "cycle").uniform(),
    ...scenario.machines?.[path],
  };
  const nominalRpm = machine.speed.nominalRpm ?? USUAL_RPM;
  const housing = housingOf(machine, point, nominalRpm / 60, seed);
  const midnight = secondsOf(start % (86_400n * NANOS_PER_SECOND));
  const standsAt = standstills(plan.stands ?? [], start);
  const operation = (seconds: number) =>
    operationAt(plan, seconds, (midnight + seconds) % 86_400, standsAt(seconds));
  const severities = (seconds: number) => severitiesAt(scenario, point.path, seconds);

  const self: SimulatedPoint = {
    path: point.path,
    machine,
    point,
    nominalRpm,
    operation,
    severities,
    vibration(seconds, sampleRate, count, random) {
      const length = count / sampleRate;
      const [first, last] = [operation(seconds), operation(seconds + length)];
      const run = {
        startHz: first.speed * housing.nominalHz,
        endHz: last.speed * housing.nominalHz,
        seconds: length,
      };
      const load = (first.load + last.load) / 2;
      const now = severities(seconds + length / 2);
      return vibration(
        audible(housing, sampleRate),
        { run, load, severities: now },
        sampleRate,
        count,
        random,
      );
    },
    sound(seconds, sampleRate, count, random) {
      const sources: Loudspeaker[] = earshot().map(({ point: other, share }) => ({
        samples: other.vibration(seconds, sampleRate, count, random),
        share,
      }));
      return sound(sources, sampleRate, count, random);
    },
  };
  return self;
}

/** What makes one housing different from the next: drawn once from the seed and the point's name. */
function housingOf(
  machine: Machine,
  point: MeasurementPoint,
  nominalHz: number,
  seed: number,
): Housing {
  const random = randomFor(seed, point.path, "housing");
  return {
    resonance: { hz: 2400 + 1800 * random.uniform(), damping: 0.03 + 0.03 * random.uniform() },
    slip: 0.005 + 0.01 * random.uniform(),
    nominalHz,
    ...(point.bearing !== undefined && {
      bearing: { orders: point.bearing.orders, rotating: point.bearing.rotating },
    }),
    ...(machine.lineFrequencyHz !== undefined && { lineHz: machine.lineFrequencyHz }),
  };
}

/** A slow sensor cannot see a high resonance; without one, impacts would vanish from its block. */
function audible(housing: Housing, sampleRate: number): Housing {
  const hz = Math.min(housing.resonance.hz, 0.35 * sampleRate);
  return { ...housing, resonance: { ...housing.resonance, hz } };
}
