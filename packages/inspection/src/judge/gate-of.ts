import type { PartFinding } from "@raceway/model/part";
import { type BearingType, type Gate, USUAL_GATE } from "@raceway/model/test-stand";

/**
 * What the sorter does with a judged part. A named fault decides before a grade: dirt that makes a part too loud is washed out and the part measured again. Below grade
 * without a name is rejected.
 */
export function gateOf(
  findings: readonly PartFinding[],
  { gates }: Pick<BearingType, "gates">,
): Gate {
  const faults = findings.flatMap(({ fault }) => (fault === "below-grade" ? [] : [fault]));
  const named = faults.filter((fault) => fault !== "unnamed");
  const decisive = named.length > 0 ? named : faults;
  const wanted = decisive.map((fault) => gates[fault] ?? USUAL_GATE[fault]);
  const isBelow = findings.some(({ fault }) => fault === "below-grade");
  if (wanted.includes("reject") || (isBelow && named.length === 0)) return "reject";
  return wanted.length > 0 || isBelow ? "rework" : "accept";
}
