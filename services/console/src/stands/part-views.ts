import type { PartFinding, PartResult } from "@raceway/model/part";
import { PART_FAULTS } from "@raceway/model/test-stand";
import { isoOf } from "@raceway/model/time";
import type { SeriesRow } from "@raceway/ports/telemetry-store";
import { gateOfCode } from "@raceway/telemetry/part-points";
import type { PartView } from "./stand-types.ts";

/** Fields of a part's row that its view needs. */
export const STORED_PART = [
  "gate",
  "judged",
  "retest",
  "serial",
  "lot",
  "fault",
  "faults",
  "not_judged",
] as const;

/** A part as its stand told it. */
export function partOfResult(result: PartResult): PartView {
  const { time, serial, lot, bearingType, gate, judged, made, retest, notJudged, findings } =
    result;
  const [strongest] = findings;
  return {
    ...{ time, gate, judged },
    ...(serial !== undefined && { serial }),
    ...(lot !== undefined && { lot }),
    ...(bearingType !== undefined && { bearingType }),
    ...(made !== undefined && { made }),
    ...(retest && { retest }),
    ...(notJudged && { notJudged: notJudged.code }),
    faults: findings.map(({ fault }) => fault),
    ...(strongest && { evidence: evidenceOf(strongest) }),
  };
}

function evidenceOf({ side, rpm, feature, value, limit, usual, unit }: PartFinding) {
  return { side, rpm, feature, value, limit, ...(usual !== undefined && { usual }), unit };
}

/** A part as it is stored. @param type the tag that was asked for. */
export function partOfRow({ time, tags, fields }: SeriesRow, type: string | undefined): PartView {
  const text = (name: string) => {
    const value = fields[name];
    return typeof value === "string" ? value : undefined;
  };
  const [serial, lot, notJudged] = [text("serial"), text("lot"), text("not_judged")];
  const bearingType = type ?? tags["bearing_type"];
  return {
    time: isoOf(time),
    gate: gateOfCode(Number(fields["gate"])),
    judged: fields["judged"] === 1,
    ...(serial !== undefined && { serial }),
    ...(lot !== undefined && { lot }),
    ...(bearingType !== undefined && { bearingType }),
    ...(fields["retest"] === 1 && { retest: true as const }),
    ...(notJudged !== undefined && { notJudged }),
    faults: (text("faults") ?? text("fault") ?? "").split(" ").flatMap(faultOf),
  };
}

function faultOf(word: string): readonly PartFinding["fault"][] {
  if (word === "below-grade") return [word];
  return PART_FAULTS.filter((fault) => fault === word);
}
