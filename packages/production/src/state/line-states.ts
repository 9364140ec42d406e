import type { Nanos } from "@raceway/model/time";
import type { Stretch } from "./stretch.ts";

/** What counts where the machines of a line do several things: it makes nothing while one of them stands, and of a line of which one machine is unknown nobody can say that it runs. */
const FIRST = ["stopped", "unknown", "idle", "running"] as const;

/**
 * What a line did, of whose machines none is named its bottleneck: machines that pass pieces on to each other without a store between them.
 *
 * @param machines the stretches of each, all from the same first to the same last moment.
 */
export function lineStretches(machines: readonly (readonly Stretch[])[]): readonly Stretch[] {
  const [first = [], ...others] = machines;
  return others.reduce(both, first);
}

function both(a: readonly Stretch[], b: readonly Stretch[]): readonly Stretch[] {
  const out: Stretch[] = [];
  let [i, j] = [0, 0];
  for (let at = a[0]?.start; at !== undefined; ) {
    const [one, other] = [a[i], b[j]];
    if (one === undefined || other === undefined) break;
    const end: Nanos = one.end < other.end ? one.end : other.end;
    const [state] = FIRST.filter((name) => name === one.state || name === other.state);
    const telling = one.state === state ? one : other;
    // Where two stand at once, the one that comes first in the line says why.
    const { cause, planned } = telling;
    const next: Stretch = {
      start: at,
      end,
      state: telling.state,
      ...(cause !== undefined && { cause }),
      ...(planned !== undefined && { planned }),
    };
    const last = out.at(-1);
    if (last?.state === next.state && last.cause === cause && last.planned === planned)
      out[out.length - 1] = { ...last, end };
    else out.push(next);
    if (one.end === end) i += 1;
    if (other.end === end) j += 1;
    at = end;
  }
  return out;
}
