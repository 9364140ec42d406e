import { NANOS_PER_SECOND } from "@raceway/model/time";
import { type Clock, systemClock } from "@raceway/ports/clock";
import type { RefusedLogin } from "../logins.ts";
import type { Audit } from "./audit.ts";

/** So many at once, and one more for every so many seconds: guessers must not fill the disk, nor bury what matters. */
const BURST = 20;
const SECONDS_EACH = 30n;

/** Writes refused logins into the audit, the rest as a number with the next one. Never throws: what is refused stays refused without an entry. */
export function refusedLogins(
  audit: Pick<Audit, "note">,
  door: "console" | "MQTT gateway",
  clock: Clock = systemClock,
) {
  let left = BURST;
  let filled = clock.now();
  let untold = 0;

  function mayTell(): boolean {
    const gained = (clock.now() - filled) / (SECONDS_EACH * NANOS_PER_SECOND);
    if (gained > 0n) {
      left = Math.min(BURST, left + Number(gained));
      filled = clock.now();
    }
    if (left === 0) return false;
    left -= 1;
    return true;
  }

  return ({ who, address, why }: RefusedLogin): void => {
    if (!mayTell()) {
      untold += 1;
      return;
    }
    const more = untold > 0 ? `; ${untold} more were refused before without an entry` : "";
    const entry = { who, role: "", address, what: "log in", target: door };
    try {
      audit.note({ ...entry, outcome: `refused: ${why}${more}` });
      untold = 0;
    } catch {
      untold += 1;
    }
  };
}
