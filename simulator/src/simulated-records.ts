import type { Channel, Plant } from "@raceway/model/plant";
import type { MeasuredRecord, Reading, Waveform } from "@raceway/model/record";
import { type Nanos, nanosOfSeconds, secondsOf } from "@raceway/model/time";
import type { Unit } from "@raceway/model/unit";
import {
  asSound,
  asVibration,
  fromCanonical,
  levelOf,
  ratedLoad,
  settlingSamples,
  unitOf,
} from "./conversion.ts";
import { type Random, randomFor } from "./random.ts";
import { type Sampling, type Scenario, scenarioComplaints, sensorFaultAt } from "./scenario.ts";
import { faultySensor } from "./sensor-fault.ts";
import { type SimulatedPoint, simulatedPoints } from "./simulated-point.ts";
import {
  ambientTemperature,
  settledTemperature,
  type ThermalBody,
  thermalBody,
} from "./temperature.ts";

export interface Span {
  /** Any whole number; the same gives the same records, byte for byte. */
  readonly seed: number;
  /** Source time at which the scenario begins. */
  readonly start: Nanos;
  /** Records begin before it. */
  readonly end: Nanos;
  /** Records begin at or after it: the rest of a scenario that has run so far. Default: the start. */
  readonly from?: Nanos;
}

/** One channel's sensor: what it delivers in its k-th turn. */
interface Sensor {
  readonly first: Nanos;
  readonly period: Nanos;
  measure(turn: number, time: Nanos): MeasuredRecord | undefined;
}

/**
 * Everything that the sensors of a plant deliver during a scenario, in the order of their source time. Pure: no clock, no I/O; a block depends on
 * seed, channel and turn alone, so leaving channels out of the plant changes nothing for the others.
 *
 * @throws RangeError when the scenario does not fit the plant, naming every misfit.
 */
export function* simulatedRecords(
  plant: Plant,
  scenario: Scenario,
  span: Span,
): Generator<MeasuredRecord, void, void> {
  const complaints = scenarioComplaints(plant, scenario);
  if (complaints.length > 0)
    throw new RangeError(`scenario "${scenario.name}" does not fit:\n${complaints.join("\n")}`);
  const sensors = sensorsOf(plant, scenario, span);
  const { untilSeconds = 0, every = 1 } = scenario.sampling.sparse ?? {};
  const sparseUntil = span.start + nanosOfSeconds(untilSeconds);
  const turns = sensors.map((sensor) => {
    const behind = (span.from ?? span.start) - sensor.first;
    const turn = behind <= 0n ? 0n : (behind + sensor.period - 1n) / sensor.period;
    return { sensor, turn: Number(turn), time: sensor.first + turn * sensor.period };
  });
  for (;;) {
    let next = turns[0];
    for (const candidate of turns)
      if (next === undefined || candidate.time < next.time) next = candidate;
    if (next === undefined || next.time >= span.end) return;
    const rests = next.time < sparseUntil && next.turn % every !== 0;
    const record = rests ? undefined : next.sensor.measure(next.turn, next.time);
    next.turn += 1;
    next.time += next.sensor.period;
    if (record !== undefined) yield record;
  }
}

function sensorsOf(plant: Plant, scenario: Scenario, { seed, start }: Span): readonly Sensor[] {
  const points = simulatedPoints(plant, scenario, seed, start);
  const channels = points.flatMap((point) =>
    point.point.channels.map((channel) => ({ point, channel })),
  );
  return channels.map(({ point, channel }, index) => {
    const everySeconds = periodOf(channel, scenario);
    const period = nanosOfSeconds(everySeconds);
    // Spread over the period, so that they do not all speak at once; exact in whole milliseconds, as clocks of sensors are.
    const first =
      start + nanosOfSeconds(Math.floor((everySeconds * 1000 * index) / channels.length) / 1000);
    const measurement = measurementOf(point, channel, scenario, start);
    const sensor = faultySensor(channel.fullScale);
    return {
      first,
      period,
      measure(turn, time) {
        const seconds = secondsOf(time - start);
        const random = randomFor(seed, point.path, channel.id, turn);
        const record = measurement(time, seconds, random);
        const fault = sensorFaultAt(scenario, point.path, channel.id, seconds);
        return sensor.spoil(record, fault, random);
      },
    };
  });
}

function periodOf(channel: Channel, { sampling }: Scenario): number {
  if (channel.kind === "vibration") return sampling.vibrationEverySeconds;
  return channel.kind === "sound" ? sampling.soundEverySeconds : sampling.readingEverySeconds;
}

type Measurement = (time: Nanos, seconds: number, random: Random) => MeasuredRecord;

function measurementOf(
  point: SimulatedPoint,
  channel: Channel,
  scenario: Scenario,
  start: Nanos,
): Measurement {
  const unit = unitOf(channel, point.machine);
  if (channel.kind === "vibration" || (channel.kind === "sound" && unit !== "dB"))
    return blockMeasurement(point, channel, unit, scenario);
  const value = readingOf(point, channel, unit, scenario, start);
  return (time, seconds, random) =>
    ({
      type: "reading",
      point: point.path,
      channel: channel.id,
      time,
      unit,
      value: value(seconds, random),
    }) satisfies Reading;
}

function blockMeasurement(
  point: SimulatedPoint,
  channel: Channel,
  unit: Unit,
  { sampling }: Scenario,
): Measurement {
  const sampleRate = channel.sampleRate ?? sampling.sampleRate ?? 25_600;
  const { machine, nominalRpm } = point;
  const count = blockLength(sampling, (60 * sampleRate) / nominalRpm);
  return (time, seconds, random) => {
    const samples =
      channel.kind === "sound"
        ? asSound(point.sound(seconds, sampleRate, count, random), unit)
        : vibrationBlock(point, unit, seconds, sampleRate, count, random);
    const middle = point.operation(seconds + count / sampleRate / 2);
    return {
      type: "waveform",
      point: point.path,
      channel: channel.id,
      time,
      sampleRate,
      unit,
      samples,
      // A machine with a speed sensor leaves the speed to it.
      ...(machine.speed.channel === undefined && {
        speedRpm: rounded(middle.speed * nominalRpm, 0.1),
      }),
      load: rounded(middle.load * ratedLoad(machine.loadUnit, machine), 0.01),
    } satisfies Waveform;
  };
}

/** @param perTurn samples in a turn of the shaft */
function blockLength({ samples, leastTurns = 0 }: Sampling, perTurn: number): number {
  let count = samples;
  while (count < leastTurns * perTurn) count *= 2;
  return count;
}

function vibrationBlock(
  point: SimulatedPoint,
  unit: Unit,
  seconds: number,
  sampleRate: number,
  count: number,
  random: Random,
): Float64Array {
  const before = settlingSamples(unit, sampleRate);
  const from = seconds - before / sampleRate;
  const acceleration = point.vibration(from, sampleRate, before + count, random);
  return asVibration(acceleration, unit, sampleRate).slice(before);
}

/** Readings in the sensor's unit. */
function readingOf(
  point: SimulatedPoint,
  channel: Channel,
  unit: Unit,
  scenario: Scenario,
  start: Nanos,
): (seconds: number, random: Random) => number {
  const { machine, nominalRpm } = point;
  switch (channel.kind) {
    case "temperature":
      return temperatureOf(point, channel, unit, scenario, start);
    case "speed":
      return (seconds, random) => {
        const { speed } = point.operation(seconds);
        const rpm = speed * nominalRpm * (1 + 2e-4 * random.gaussian());
        return rounded(fromCanonical(rpm, unit), 1e-4);
      };
    case "load":
      return (seconds, random) => {
        const { load } = point.operation(seconds);
        return rounded(load * ratedLoad(unit, machine) * (1 + 0.01 * random.gaussian()), 1e-3);
      };
    case "sound":
    case "vibration":
      return (seconds, random) =>
        rounded(levelOf(point.sound(seconds, 25_600, 4096, random)), 0.01);
  }
}

/** Of a housing; of the hall, on the channel that measures it for the machine. */
function temperatureOf(
  point: SimulatedPoint,
  channel: Channel,
  unit: Unit,
  scenario: Scenario,
  start: Nanos,
): (seconds: number, random: Random) => number {
  const midnight = secondsOf(start % 86_400_000_000_000n);
  const ambientAt = (seconds: number) => ambientTemperature(seconds, midnight, scenario.hotSpells);
  const told = (celsius: number, random: Random) =>
    rounded(fromCanonical(celsius + 0.05 * random.gaussian(), unit), 0.01);
  const { ambient } = point.machine;
  if (ambient?.point === point.path && ambient.channel === channel.id)
    return (seconds, random) => told(ambientAt(seconds), random);
  const settledAt = (seconds: number) =>
    settledTemperature(ambientAt(seconds), {
      ...point.operation(seconds),
      severities: point.severities(seconds),
    });
  const timeConstant = scenario.thermalSeconds ?? 1200;
  let body: ThermalBody | undefined;
  let last = 0;
  /** What has happened to the housing is forgotten after some time constants: so far back it is reckoned. */
  function warmedUp(seconds: number): ThermalBody {
    const begin = Math.max(0, seconds - REMEMBERED * timeConstant);
    const fresh = thermalBody(settledAt(begin), timeConstant);
    for (last = begin; last + timeConstant / 4 < seconds; last += timeConstant / 4)
      fresh.advance(timeConstant / 4, settledAt(last));
    return fresh;
  }
  return (seconds, random) => {
    body ??= warmedUp(seconds);
    const temperature = body.advance(seconds - last, settledAt(seconds));
    last = seconds;
    return told(temperature, random);
  };
}

/** Time constants of a housing after which 0.25 % of a change is left. */
const REMEMBERED = 6;

/** To the sensor's resolution. */
function rounded(value: number, resolution: number): number {
  const steps = Math.round(1 / resolution);
  return Math.round(value * steps) / steps;
}
