import type { Observation } from "@raceway/condition/observation";
import { fixed, table } from "../markdown.ts";
import { observedRecord } from "./kept-observations.ts";
import type { Judgement } from "./study.ts";

/** Velocity on the axis that shakes most, mm/s r.m.s., mean of a record's blocks. */
function mostVelocity(observations: readonly Observation[]): number {
  const axes = Map.groupBy(observations, ({ channel }) => channel);
  const means = [...axes.values()].map(
    (blocks) =>
      blocks.reduce((sum, { indicators }) => sum + (indicators["velocity_rms"] ?? 0), 0) /
      blocks.length,
  );
  return Math.max(0, ...means);
}

/** What the reason of an imbalance says of the phase between two axes. */
function motionIn(text: string): "round" | "line" | "nothing" {
  if (text.includes("as a force that turns")) return "round";
  return text.includes("along a line") ? "line" : "nothing";
}

const COLUMNS = ["sound", "misaligned", "bent shaft"] as const;
const IMBALANCE = "imbalance, in an ISO class";

/** How the recorded rotors shake, speed by speed, and how the phase between their axes is read where they are out of balance. */
export async function rotorTable(judgements: readonly Judgement[]): Promise<string> {
  const adi = judgements.filter(({ record }) => record.rig === "adi");
  const speeds = [...new Set(adi.map(({ record }) => record.plate.rpm ?? 0))].sort((a, b) => a - b);
  const rows: string[][] = [];
  for (const rpm of speeds) {
    const at = adi.filter(({ record }) => record.plate.rpm === rpm);
    const velocities: string[] = [];
    for (const column of COLUMNS) {
      const one = at.find(({ record }) => record.category === column);
      const observed = one && (await observedRecord(one.record));
      velocities.push(observed === undefined ? "–" : fixed(mostVelocity(observed.observations)));
    }
    const motions = at
      .filter(({ record }) => record.category === IMBALANCE)
      .map(({ said }) => motionIn(said.text));
    const count = (motion: string) => `${motions.filter((each) => each === motion).length}`;
    rows.push([`${rpm}`, ...velocities, count("round"), count("line"), count("nothing")]);
  }
  return table(
    [
      "r/min",
      "sound, mm/s",
      "misaligned, mm/s",
      "bent, mm/s",
      "unbalanced: axes go round",
      "along a line",
      "nothing said",
    ],
    rows,
  );
}
