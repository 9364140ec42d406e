/** What a check came to. `warn`: works now, will trouble later or is not as safe as it should be. `fail`: does not work. */
export interface Finding {
  /** A word for what was looked at: `plant`, `journal`… */
  readonly area: string;
  readonly level: "ok" | "warn" | "fail";
  /** What was found, in a sentence with its numbers. */
  readonly found: string;
  /** What to do; for every warn and fail. */
  readonly todo?: string;
}

export const ok = (area: string, found: string): Finding => ({ area, level: "ok", found });
export const warn = (area: string, found: string, todo: string): Finding => ({
  area,
  level: "warn",
  found,
  todo,
});
export const fail = (area: string, found: string, todo: string): Finding => ({
  area,
  level: "fail",
  found,
  todo,
});

/** An error in words. */
export function saidBy(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A connection that was refused on all of a host's addresses has no message of its own.
  const inner = error instanceof AggregateError ? error.errors[0] : undefined;
  return error.message || (inner instanceof Error ? inner.message : error.name);
}

/** Findings as lines for a person. */
export function inWords(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ area, level, found, todo }) => [
    `${level.padEnd(4)}  ${area.padEnd(9)}  ${found}`,
    ...(todo === undefined ? [] : [`${" ".repeat(17)}→ ${todo}`]),
  ]);
  const count = (level: Finding["level"]) => findings.filter((one) => one.level === level).length;
  return [...lines, "", `${count("ok")} ok, ${count("warn")} warn, ${count("fail")} fail`, ""].join(
    "\n",
  );
}
