/** A place in a plant file as people write it: `lines[0].machines[1].speed.rpm`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step, i) =>
      typeof step === "number" ? `[${step}]` : `${i === 0 ? "" : "."}${String(step)}`,
    )
    .join("");
}
