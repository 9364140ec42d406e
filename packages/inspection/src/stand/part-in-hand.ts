import type { Json } from "@raceway/model/json";
import { type Nanos, nanosOfSeconds } from "@raceway/model/time";
import type { Complaint } from "../judge/complaint.ts";
import type { PartBlockMeasure, PartEvent, PartHeader } from "../part-event.ts";

/** A part on the stand, or one that has left it. */
export interface TakenPart {
  readonly header: PartHeader;
  readonly blocks: readonly PartBlockMeasure[];
  readonly digest: number;
  /** Why it cannot be judged, whatever its blocks say. */
  readonly complaint?: Complaint;
}

type MeasuredEvent = Extract<PartEvent, { readonly blocks: unknown }>;

interface Open extends TakenPart {
  readonly since: Nanos;
}

/**
 * Puts the messages of a stand together into parts. Whatever does not fit together ends in a part that is not judged: blocks of which nobody knows whose they are must
 * let nothing pass.
 */
export function createPartInHand(partSeconds: number) {
  let open: Open | undefined;

  function end(code: Complaint["code"], reason: string): TakenPart[] {
    if (open === undefined) return [];
    const left = { ...open, complaint: { code, reason } };
    open = undefined;
    return [left];
  }

  function begin(event: MeasuredEvent, now: Nanos): TakenPart[] {
    const before = interrupted(event);
    open = { header: headerOf(event), blocks: event.blocks, digest: event.digest, since: now };
    return before;
  }

  function interrupted(event: MeasuredEvent): TakenPart[] {
    const same =
      open !== undefined && open.header.serial !== undefined && open.header.serial === event.serial;
    if (same) return end("stand-restarted", `${nameOf(event)} began again before its stop`);
    return end("overlapping", `${nameOf(event)} began before its stop`);
  }

  /** A message that names another part than the one in hand. */
  function isOfAnother({ serial, lot }: PartHeader): boolean {
    const known = open?.header;
    const differs = (a: string | undefined, b: string | undefined) =>
      a !== undefined && b !== undefined && a !== b;
    return differs(serial, known?.serial) || differs(lot, known?.lot);
  }

  return {
    /** The parts that a message ends, the one that it is of last. */
    take(event: MeasuredEvent, now: Nanos): readonly TakenPart[] {
      const { blocks, digest } = event;
      if (event.event === "whole")
        return [...interrupted(event), { header: headerOf(event), blocks, digest }];
      if (event.event === "start") return begin(event, now);
      if (open === undefined) {
        const complaint = {
          code: "no-start",
          reason: `a ${event.event} of ${nameOf(event)}, which did not begin`,
        } as const;
        return [{ header: headerOf(event), blocks, digest, complaint }];
      }
      if (isOfAnother(event)) {
        const strange = nameOf(event);
        const complaint = {
          code: "overlapping",
          reason: `a ${event.event} of ${strange} came while ${nameOf(open.header)} was on the stand`,
        } as const;
        const both = end(complaint.code, complaint.reason);
        return [...both, { header: headerOf(event), blocks, digest, complaint }];
      }
      open = {
        ...open,
        header: { ...open.header, ...headerOf(event) },
        blocks: [...open.blocks, ...blocks],
        digest: combined(open.digest, digest),
      };
      if (event.event === "measurement") return [];
      const { since: _, ...done } = open;
      open = undefined;
      return [done];
    },
    /** A part whose stop does not come. */
    elapse(now: Nanos): readonly TakenPart[] {
      if (open === undefined || now - open.since < nanosOfSeconds(partSeconds)) return [];
      return end("no-stop", `no stop within ${partSeconds} s of its start`);
    },
    /** A message of the stand could not be read: the part in hand may lack what was in it. */
    lose(reason: string): readonly TakenPart[] {
      return end("unreadable-message", reason);
    },
    /** The type of the part in hand. */
    type: (): string | undefined => open?.header.type,
    snapshot: (): Json =>
      open === undefined ? null : ({ ...open, since: `${open.since}` } as unknown as Json),
    restore(state: Json): void {
      const stored = state as unknown as (Omit<Open, "since"> & { since: string }) | null;
      open = stored === null ? undefined : { ...stored, since: BigInt(stored.since) };
    },
  };
}

function headerOf({ event: _, blocks: __, digest: ___, ...header }: MeasuredEvent): PartHeader {
  return header;
}

function nameOf({ serial, lot }: PartHeader): string {
  if (serial !== undefined) return `part ${serial}`;
  return lot === undefined ? "a part without a name" : `a part of lot ${lot}`;
}

/** FNV-1a's step, over whole numbers. */
function combined(a: number, b: number): number {
  return Math.imul(a ^ b, 0x01000193) >>> 0;
}
