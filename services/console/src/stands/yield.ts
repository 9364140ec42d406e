import type { PartView, YieldView } from "./stand-types.ts";

/**
 * What became of parts. Each counts once, by its latest result; first-pass are those delivered at their first, as VDI 2870 and Six Sigma's first-pass yield have it: rework that
 * succeeds does not count.
 *
 * @param parts oldest first.
 */
export function yieldOf(parts: readonly PartView[]): YieldView {
  const latest = new Map<string, PartView>();
  let firstPass = 0;
  parts.forEach((part, k) => {
    // A trial of a gauge study says nothing of the part.
    if (part.notJudged === "gauge-study") return;
    const name = part.serial ?? `#${k}`;
    if (!latest.has(name) && part.gate === "accept" && part.retest !== true) firstPass += 1;
    // What came twice by mistake is no other result of the part.
    if (part.notJudged === "duplicate-serial" && latest.has(name)) return;
    latest.set(name, part);
  });
  const all = [...latest.values()];
  const judged = all.filter((part) => part.judged);
  const count = (gate: PartView["gate"]) => judged.filter((part) => part.gate === gate).length;
  const causes = Map.groupBy(
    all.flatMap(({ faults, notJudged }) => notJudged ?? faults[0] ?? []),
    (cause) => cause,
  );
  return {
    parts: all.length,
    firstPass,
    ...{ accept: count("accept"), rework: count("rework"), reject: count("reject") },
    notJudged: all.length - judged.length,
    causes: [...causes]
      .map(([cause, own]) => ({ cause, parts: own.length }))
      .sort((a, b) => b.parts - a.parts),
  };
}
