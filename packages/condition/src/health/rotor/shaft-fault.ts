import type { Json } from "@raceway/model/json";
import type { PointContext } from "@raceway/model/plant";
import type { Fault } from "@raceway/model/verdict";
import type { Observation } from "../../observation.ts";
import { type AlongShaft, alongShaft } from "./along-shaft.ts";
import {
  createMachineShaft,
  type HeardSignature,
  type MachineShaft,
  pointId,
} from "./machine-shaft.ts";
import { type Motion, motionOf } from "./motion.ts";
import { type ShaftLines, type ShaftSignature, signatureOf } from "./shaft-signature.ts";

/** Share of the broadband velocity, and of what has come over its normal, that lines must have to be the cause. */
const DOMINANT = 0.8;
/** Twice the shaft speed over the first: under the lower bound there is but an unbalance, from the upper one on shafts that do not align (ISO 13373-3:2015, table D.1, in words). */
const SINGLE = 0.5;
const DOUBLE = 0.75;
/** The third over the second line: from here on parts that knock. */
const KNOCKING = 0.6;
/** Records in a row before friction is named: a cleaning lance hisses too. */
const HISSING = 3;
/** An unbalance turns in a plane: where the least of three axes has this share of the strongest, and twice the speed shows, the shaft may be bent instead. */
const EVERY_WAY = 0.4;
const BENT_DOUBLE = 0.2;

/** What speaks for a fault of shaft, drive or lubrication. */
export interface ShaftFinding {
  readonly fault: Exclude<Fault, "unnamed">;
  readonly confidence: number;
  readonly reason: string;
}

/** A fault of the machine's shaft or drive that another of its points tells. */
export interface ToldElsewhere {
  readonly fault: ShaftFinding["fault"];
  /** Id of that point. */
  readonly at: string;
}

/** Names faults of shaft, drive and lubrication as one measurement point sees them. */
export interface ShaftFaults {
  judge(observation: Observation): ShaftFinding | undefined;
  /** What the latest record shows of the shaft and another point tells. */
  readonly elsewhere: ToldElsewhere | undefined;
  /** Id of the point that tells of the shaft in place of this one, which was silent when it began. */
  successor(): string | undefined;
  snapshot(): Json;
  restore(state: Json): void;
}

/**
 * Imbalance, misalignment, looseness and electrical faults from the velocity's lines, lubrication from high-frequency noise: each from its textbook signature, and
 * only when vibration is far beyond the channel's own normal or beyond zone B of ISO 10816-3 where that applies.
 *
 * Channels are read one by one and settled once: of shaft and drive, which a machine has one of, over all points of the machine, and told at one of them; of lubrication, which each bearing has its
 * own of, over the point. Heard are the channels that have spoken since this one last did: those whose vibration is in order say nothing against those where it is not.
 *
 * Source: ISO 13373-3:2015, annexes A and D (shaft and electrical signatures).
 *
 * @param listening what the points of the machine say; by default the point is heard alone.
 */
export function createShaftFaults(
  { machine, point: { path, channels } }: Pick<PointContext, "machine" | "point">,
  listening: MachineShaft = createMachineShaft(),
): ShaftFaults {
  const own = listening.join(path);
  const directions = new Map(channels.map(({ id, direction }) => [id, direction]));
  let elsewhere: ToldElsewhere | undefined;

  function shaftFault(before: bigint, speedRpm: number | undefined): ShaftFinding | undefined {
    const mainsHz = machine.lineFrequencyHz;
    const heard = listening.heard(path, before, speedRpm);
    const here = heardHere(before);
    // Where nobody else is heard it is the same question.
    const others = heard.length > here.length;
    const told = lineFault(heard, mainsHz) ?? (others ? lineFault(here, mainsHz) : undefined);
    if (told === undefined) return undefined;
    const teller = listening.teller(path, told.high, told.strongest, own.latest);
    if (teller === path) return told.finding;
    // Of a fault that only others feel this point has nothing to say.
    const felt = told.high.some(({ point }) => point === path);
    if (teller !== undefined && felt)
      elsewhere = { fault: told.finding.fault, at: pointId(teller) };
    return undefined;
  }

  const heardHere = (before: bigint) => own.spokenSince(before);

  return {
    judge(observation) {
      const memory = own.memoryOf(observation.channel);
      const { normal, time: before } = memory;
      elsewhere = undefined;
      memory.time = observation.time;
      own.latest = observation.time;
      // A microphone has no velocity: what the channels on the housing said since its last turn stands.
      if (observation.kind === "vibration") {
        const direction = directions.get(observation.channel);
        const signature = signatureOf(observation, normal, machine, {
          ...(memory.signature !== undefined && { before: memory.signature }),
          ...(direction !== undefined && { direction }),
        });
        memory.signature = signature;
        if (signature.high === undefined || normal.isNew(observation)) normal.learn(observation);
        const hisses = heardHere(before).some(({ friction }) => friction !== undefined);
        own.hissed = hisses ? own.hissed + 1 : 0;
      }
      return (
        shaftFault(before, observation.speedRpm) ?? frictionFault(heardHere(before), own.hissed)
      );
    },
    get elsewhere() {
      return elsewhere;
    },
    successor() {
      const point = listening.successorOf(path);
      return point && pointId(point);
    },
    snapshot: own.snapshot,
    restore: own.restore,
  };
}

function frictionFault(heard: readonly ShaftSignature[], hissed: number): ShaftFinding | undefined {
  const friction = Math.max(0, ...heard.map((each) => each.friction ?? 0));
  if (friction === 0 || hissed < HISSING) return undefined;
  return {
    fault: "lubrication",
    confidence: 0.6,
    reason: `noise above 5 kHz is ${friction.toFixed(1)} times its normal while the rest is not, without impacts`,
  };
}

/** A fault of shaft or drive with the channels that show it. */
interface LineFault {
  readonly finding: ShaftFinding;
  readonly high: readonly HeardSignature[];
  readonly strongest: HeardSignature;
}

/** Which line carries the velocity of the channels where it is too high; undefined when none does. */
function lineFault(
  heard: readonly HeardSignature[],
  mainsHz: number | undefined,
): LineFault | undefined {
  const high = heard.filter((each) => each.high !== undefined);
  const strongest = high.toSorted((a, b) => b.lines.one - a.lines.one)[0];
  if (strongest === undefined) return undefined;
  const named = namedLines(high, strongest, heard, mainsHz);
  if (named === undefined) return undefined;
  const where = high.map(({ label }) => label).join(", ");
  const level = `${strongest.lines.all.toFixed(1)} mm/s on ${strongest.label}, ${strongest.high}`;
  const finding = {
    fault: named.fault,
    confidence: strongest.sure ? named.confidence : Math.min(named.confidence, FEW_RECORDS),
    reason: `${named.reason} (${where}; ${level})`,
  };
  return { finding, high, strongest };
}

/**
 * Share of right names to expect of an imbalance: all of 26 made-up machines, and none that was misaligned or bent, were named so; by Laplace's rule of succession (right + 1) / (names + 2). No
 * recorded rig had a say.
 */
const IMBALANCE = 0.96;
/** What a comparison with a normal of a few records can carry, by the same rule: 4 of 4. */
const FEW_RECORDS = 0.83;

/** The square sums of several channels, line by line. */
function together(signatures: readonly ShaftLines[]): ShaftLines {
  const sum = (name: keyof ShaftLines) => Math.hypot(...signatures.map((lines) => lines[name]));
  return {
    all: sum("all"),
    one: sum("one"),
    two: sum("two"),
    three: sum("three"),
    mains: sum("mains"),
  };
}

/** Whether lines are the cause: they carry the velocity, and what it has grown by. A bearing that goes adds to an unbalance that was always there, and makes it no fault. */
function carry(high: readonly ShaftSignature[], ...names: readonly (keyof ShaftLines)[]): boolean {
  return [high.map(({ lines }) => lines), high.map(({ added }) => added)].every((each) => {
    const sums = together(each);
    return Math.hypot(...names.map((name) => sums[name])) > DOMINANT * sums.all;
  });
}

function namedLines(
  high: readonly ShaftSignature[],
  strongest: HeardSignature,
  heard: readonly HeardSignature[],
  mainsHz: number | undefined,
): ShaftFinding | undefined {
  const { all, one, two, three, mains } = together(high.map(({ lines }) => lines));
  const percent = (value: number) => `${Math.min(100, Math.round((100 * value) / all))} %`;
  if (carry(high, "mains") && mainsHz !== undefined && !nearShaft(2 * mainsHz, strongest.speedRpm))
    return {
      fault: "electrical",
      confidence: 0.7,
      reason: `twice the mains frequency carries ${percent(mains)} of the velocity`,
    };
  const along = alongShaft(strongest, heard);
  if (along?.high && along.ends === "against" && carry(high, "one", "two"))
    return bentShaft(along, percent(Math.hypot(one, two)));
  if (carry(high, "one") && strongest.lines.two < SINGLE * strongest.lines.one)
    return mayBeBent(strongest, heard)
      ? undefined
      : imbalance(percent(one), motionOf(strongest, heard), along);
  if (!carry(high, "one", "two", "three")) return undefined;
  const sum = Math.hypot(one, two, three);
  if (three > 0.5 * one && three > KNOCKING * two)
    return {
      fault: "looseness",
      confidence: 0.6,
      reason: `one to three times the shaft speed carry ${percent(sum)} of the velocity, the third nearly as strong as the first`,
    };
  if (two > DOUBLE * one)
    return {
      fault: "misalignment",
      confidence: 0.85,
      reason: `twice the shaft speed is ${(two / one).toFixed(1)} times the first, together ${percent(sum)} of the velocity`,
    };
  return undefined;
}

/** No recorded machine of ours has a bent shaft and sensors at both ends: by the charts alone. */
const BENT = 0.6;

function bentShaft({ labels }: AlongShaft, share: string): ShaftFinding {
  return {
    fault: "bent-shaft",
    confidence: BENT,
    reason: `one and two times the shaft speed carry ${share} of the velocity, much of it along the shaft, where ${labels.join(" and ")} move against each other`,
  };
}

/** What an imbalance is worth whose housing moves along a line: it may be a shaft that does not align, or a mounting that gives way. */
const ALONG_A_LINE = 0.6;
/** The same of one that moves much along the shaft: an overhung rotor's does, and so do shafts that are bent or do not align. */
const ALONG_THE_SHAFT = 0.6;

function imbalance(
  share: string,
  motion: Motion | undefined,
  along: AlongShaft | undefined,
): ShaftFinding {
  const reason = `the shaft speed carries ${share} of the velocity`;
  if (along?.high)
    return {
      fault: "imbalance",
      confidence: ALONG_THE_SHAFT,
      reason: `${reason}, but much of it along the shaft, as bent and misaligned ones move too`,
    };
  if (motion === undefined) return { fault: "imbalance", confidence: IMBALANCE, reason };
  const { way, labels, degrees } = motion;
  const apart = `${labels.join(" and ")} ${degrees}° apart`;
  return way === "round"
    ? {
        fault: "imbalance",
        confidence: IMBALANCE,
        reason: `${reason}, ${apart} as a force that turns makes them`,
      }
    : {
        fault: "imbalance",
        confidence: ALONG_A_LINE,
        reason: `${reason}, but ${apart}: along a line, as a misaligned shaft or a mounting that gives way moves too`,
      };
}

/** Whether the shaft shakes where it does so most in all three directions alike and twice a turn too, but hardly three times: that is of parts that knock. */
function mayBeBent(
  { lines, point }: HeardSignature,
  everywhere: readonly HeardSignature[],
): boolean {
  const heard = everywhere.filter((each) => each.point === point);
  if (heard.length < 3 || lines.two < BENT_DOUBLE * lines.one) return false;
  const { two, three } = together(heard.map((each) => each.lines));
  if (three >= two) return false;
  return Math.min(...heard.map((each) => each.lines.one)) > EVERY_WAY * lines.one;
}

/** Whether a frequency lies on a shaft harmonic as near as 2 Hz: then it may be either's. */
function nearShaft(frequency: number, speedRpm: number | undefined): boolean {
  if (speedRpm === undefined) return true;
  const shaftHz = speedRpm / 60;
  return Math.abs(frequency - Math.round(frequency / shaftHz) * shaftHz) < 2;
}
