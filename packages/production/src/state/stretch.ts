import type { MachineState } from "@raceway/model/production";
import type { Nanos } from "@raceway/model/time";
import type { Span } from "@raceway/model/week";

/** What was told of a machine at one moment. A note without a state says something of the stop that the moment lies in. */
export interface StateNote {
  readonly time: Nanos;
  readonly state?: MachineState;
  readonly cause?: string;
  readonly planned?: boolean;
}

/** A stretch of time in which a machine did one thing. */
export interface Stretch extends Span {
  readonly state: MachineState | "unknown";
  readonly cause?: string;
  readonly planned?: boolean;
}

/**
 * What a machine did in [from, to), without gaps. A state holds until the next one is told, but for no longer than `holds`: after it nothing is known. Notes may come in any
 * order; what was told last of a moment counts.
 *
 * @param notes from `holds` before `from` on, so that what was told before is known.
 */
export function stretchesOf(
  notes: readonly StateNote[],
  { from, to, holds }: { readonly from: Nanos; readonly to: Nanos; readonly holds: Nanos },
): readonly Stretch[] {
  const sorted = notes.toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  const told = sorted.filter((note) => note.state !== undefined);
  const remarks = sorted.filter((note) => note.state === undefined);
  const stretches: Stretch[] = [];
  const add = (stretch: Stretch) => {
    if (stretch.start >= stretch.end) return;
    const last = stretches.at(-1);
    if (last !== undefined && isSame(last, stretch))
      stretches[stretches.length - 1] = { ...last, end: stretch.end };
    else stretches.push(stretch);
  };
  let known = from;
  told.forEach((note, k) => {
    const next = told[k + 1]?.time ?? to;
    const until = next < note.time + holds ? next : note.time + holds;
    const { state = "unknown", cause, planned } = note;
    if (note.time > known) add({ start: known, end: least(note.time, to), state: "unknown" });
    add({
      start: most(note.time, from),
      end: least(until, to),
      state,
      ...(state === "stopped" && cause !== undefined && { cause }),
      ...(state === "stopped" && planned !== undefined && { planned }),
    });
    known = most(known, until);
  });
  if (known < to) add({ start: known, end: to, state: "unknown" });
  return stretches.map((stretch) => remarked(stretch, remarks));
}

/** Whether a stretch goes on: what is told again, without another cause, is no other stop. */
function isSame(last: Stretch, next: Stretch): boolean {
  return (
    last.state === next.state &&
    (next.cause === undefined || next.cause === last.cause) &&
    (next.planned === undefined || next.planned === last.planned)
  );
}

/** A stop with what was said of it afterwards. */
function remarked(stretch: Stretch, remarks: readonly StateNote[]): Stretch {
  if (stretch.state !== "stopped") return stretch;
  const own = remarks.filter(({ time }) => stretch.start <= time && time < stretch.end);
  const cause = own.findLast((remark) => remark.cause !== undefined)?.cause;
  const planned = own.findLast((remark) => remark.planned !== undefined)?.planned;
  return {
    ...stretch,
    ...(cause !== undefined && { cause }),
    ...(planned !== undefined && { planned }),
  };
}

function least(a: Nanos, b: Nanos): Nanos {
  return a < b ? a : b;
}

function most(a: Nanos, b: Nanos): Nanos {
  return a > b ? a : b;
}
