import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Nanos } from "@raceway/model/time";
import type { Damage } from "@raceway/simulator/mending";

/** What a simulated plant must remember to go on where it was left. */
export interface Remembered {
  /** When its scenario began, by its own time. */
  readonly start: Nanos;
  /** Its time now. */
  readonly time: Nanos;
  /** When somebody began to look at it. */
  readonly begun: Nanos;
  readonly damage: Damage;
}

/** A file that a crash leaves as it was before or after. */
export function remember(file: string, { start, time, begun, damage }: Remembered): void {
  const text = JSON.stringify({ start: `${start}`, time: `${time}`, begun: `${begun}`, damage });
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** @returns undefined where there is nothing to go on with. */
export function rememberedIn(file: string): Remembered | undefined {
  try {
    const { start, time, begun, damage } = JSON.parse(readFileSync(file, "utf8"));
    return { start: BigInt(start), time: BigInt(time), begun: BigInt(begun), damage };
  } catch {
    return undefined;
  }
}
