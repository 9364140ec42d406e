/** Characters of the bar. */
const WIDTH = 30;
/** Where nobody sees a bar move, a line is written at each of so many steps. */
const STEPS = 4;

/**
 * Shows how far something has come: as a bar that moves on a terminal, as a few lines elsewhere.
 *
 * @param what e.g. `Playing the plant's last 30 days`
 */
export function progressBar(
  what: string,
  out: { readonly isTTY?: boolean; write(text: string): unknown } = process.stdout,
): (share: number) => void {
  let told = -1;
  if (out.isTTY !== true)
    return (share) => {
      const step = Math.floor(STEPS * share);
      if (step === told) return;
      told = step;
      out.write(`${what}: ${Math.round((100 * step) / STEPS)} %\n`);
    };
  return (share) => {
    const percent = Math.floor(100 * share);
    if (percent === told) return;
    told = percent;
    const full = Math.round(WIDTH * share);
    const bar = "█".repeat(full) + "░".repeat(WIDTH - full);
    out.write(`\r${what}  ${bar}  ${String(percent).padStart(3)} %${share >= 1 ? "\n" : ""}`);
  };
}
