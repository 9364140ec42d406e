import type { HeardSignature } from "./machine-shaft.ts";
import type { PhaseAt } from "./shaft-signature.ts";

/** An axis that moves less than this beside the strongest says nothing of the way that the housing goes. */
export const TAKES_PART = 0.5;
/** Axes so near to in step or opposite move along a line … */
export const IN_LINE = Math.PI / 6;
/** … and those so near to a quarter turn apart go round. */
const QUARTER = (2 * Math.PI) / 9;

/** How a housing moves once a turn of the shaft: round, as a force that turns with it makes it, or along a line, as what gives way in one direction does. */
export interface Motion {
  readonly way: "round" | "line";
  /** The two axes that show it. */
  readonly labels: readonly [string, string];
  /** Between them, 0 to 180. */
  readonly degrees: number;
}

/** Angle between the latest records that two axes began together, 0 to π; undefined where there are none. */
export function angleBetween(some: readonly PhaseAt[] = [], others: readonly PhaseAt[] = []) {
  for (const one of some)
    for (const other of others) {
      if (one.at !== other.at || one.seconds !== other.seconds) continue;
      if (Math.abs(one.bin - other.bin) > 1) return undefined;
      return Math.acos(Math.cos(one.radians - other.radians));
    }
  return undefined;
}

/**
 * How the housing moves at one point; undefined where only one axis takes part, the axes were not sampled together, or it is neither clearly the one nor the other.
 *
 * Source: Ludeca, "8 fault types and their phase relationships" (imbalance 90° ± 40° between the directions, others ± 30°); Update International, "Practical Solutions to Machinery and Maintenance Vibration
 * Problems", ch. 7, sec. 21 (imbalance about 90° or 270°, misalignment about 0° or 180° at three bearings of four).
 *
 * @param strongest the channel that moves most. @param heard all that was heard
 */
export function motionOf(
  strongest: HeardSignature,
  heard: readonly HeardSignature[],
): Motion | undefined {
  const partners = heard.filter(
    ({ point, channel, lines }) =>
      point === strongest.point &&
      channel !== strongest.channel &&
      lines.one >= TAKES_PART * strongest.lines.one,
  );
  const angles = partners.flatMap(({ label, phases }) => {
    const angle = angleBetween(strongest.phases, phases);
    return angle === undefined ? [] : { label, angle };
  });
  const told = (way: Motion["way"], { label, angle }: (typeof angles)[number]): Motion => ({
    way,
    labels: [strongest.label, label],
    degrees: Math.round((180 * angle) / Math.PI),
  });
  const round = angles.find(({ angle }) => Math.abs(angle - Math.PI / 2) <= QUARTER);
  if (round !== undefined) return told("round", round);
  const [first] = angles;
  const straight = angles.every(({ angle }) => angle <= IN_LINE || angle >= Math.PI - IN_LINE);
  return first !== undefined && straight ? told("line", first) : undefined;
}
