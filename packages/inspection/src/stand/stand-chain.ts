import type { Json } from "@raceway/model/json";
import type { PartResult } from "@raceway/model/part";
import type { BearingType, TestStand } from "@raceway/model/test-stand";
import { isoOf, type Nanos } from "@raceway/model/time";
import { createDriftWatch } from "../control/drift-watch.ts";
import { type Complaint, fitBlocks } from "../judge/complaint.ts";
import { judgePart, measurementsOf, rowOf } from "../judge/judge-part.ts";
import type { PartEvent } from "../part-event.ts";
import { createLots } from "./lots.ts";
import { createPartInHand, type TakenPart } from "./part-in-hand.ts";
import { createSerials } from "./serials.ts";
import { createStandTypes, type StandType } from "./stand-types.ts";
import { createTeaching } from "./teaching.ts";

/** A piece of what a stand remembers, by a name of its own. */
export interface StandState {
  readonly name: string;
  readonly state: Json;
}

/**
 * The chain of one test stand: its messages in order become parts, each with one result. No clock, no I/O: time comes with the message. What it remembers lies in
 * pieces, so that a part costs little to store.
 */
export function createStandChain(stand: TestStand, types: readonly BearingType[]) {
  const inHand = createPartInHand(stand.partSeconds);
  const serials = createSerials();
  const lots = createLots();
  const standTypes = createStandTypes(types);
  const teaching = createTeaching();
  const driftWatch = createDriftWatch();
  let last: Nanos = 0n;
  /** Digest of the latest trial of a gauge study: what comes twice is one. */
  let lastTrial = 0;
  let moved = false;
  const counts = { accept: 0, rework: 0, reject: 0, notJudged: 0 };

  /** Later than the result before it, however clocks go. */
  function dated(now: Nanos): Nanos {
    last = now > last ? now : last + 1n;
    return last;
  }

  function resultOf(part: TakenPart, now: Nanos): PartResult | undefined {
    const { header, digest } = part;
    if (header.study !== undefined) return trialOf(part, now);
    const { serial } = header;
    const before = serial === undefined ? undefined : serials.get(serial);
    // The same message again, whose acknowledgement its sender did not get.
    if (before !== undefined && before.digest === digest) return undefined;
    const judged = judged_(part, before !== undefined);
    const result = watched({ ...base(part, now), ...judged });
    if (serial !== undefined)
      serials.note(serial, { digest, gate: result.gate, judged: result.judged });
    counts[result.judged ? result.gate : "notJudged"] += 1;
    const sampling = standTypes.get(header.type)?.type.sampling;
    if (!result.judged || header.lot === undefined || sampling === undefined) return result;
    const faulty = result.gate !== "accept";
    const earlier = before?.judged ? { faulty: before.gate !== "accept" } : undefined;
    return { ...result, lotState: lots.count(header.lot, sampling, faulty, earlier) };
  }

  /** A trial of a gauge study: the same part comes again and again, and must neither count nor teach. */
  function trialOf(part: TakenPart, now: Nanos): PartResult | undefined {
    const { header, blocks, digest, complaint } = part;
    if (digest === lastTrial) return undefined;
    lastTrial = digest;
    const refuse = (fault: Complaint) => ({ ...base(part, now), ...notJudged(fault) });
    if (complaint !== undefined) return refuse(complaint);
    const type = standTypes.get(header.type)?.type;
    if (type === undefined) return refuse(unknownType(header.type, types));
    if (header.serial === undefined || header.operator === undefined)
      return refuse({
        code: "no-identity",
        reason: `a trial of gauge study ${header.study} names a serial and an operator`,
      });
    const fit = fitBlocks(blocks, type);
    if ("code" in fit) return refuse(fit);
    const reason = `a trial of gauge study ${header.study}: measured, and not judged`;
    return {
      ...refuse({ code: "gauge-study", reason }),
      measurements: measurementsOf(fit, stand.anderon),
    };
  }

  /** While a type is learnt its parts are measured, and not judged; they say what is in control all the same. */
  function watched(result: PartResult): PartResult {
    const { bearingType, time, serial, made, gate, judged, measurements } = result;
    if (bearingType === undefined || measurements.length === 0) return result;
    const controlled = driftWatch.take({
      type: bearingType,
      time,
      ...(serial !== undefined && { serial }),
      ...(made !== undefined && { made }),
      delivered: !judged || gate === "accept",
      measurements,
    });
    return { ...result, measurements: controlled };
  }

  function base({ header }: TakenPart, now: Nanos) {
    const { type, retest, ...rest } = header;
    return {
      type: "part-result" as const,
      stand: stand.path,
      time: isoOf(dated(now)),
      ...rest,
      ...(type !== undefined && { bearingType: type }),
      ...(retest === true && { retest: true as const }),
    };
  }

  function judged_(
    { header, blocks, complaint }: TakenPart,
    wasHere: boolean,
  ): Omit<PartResult, keyof ReturnType<typeof base>> {
    const { serial, lot, type: typeId, retest } = header;
    if (complaint !== undefined) return notJudged(complaint);
    if (serial === undefined && lot === undefined)
      return notJudged({ code: "no-identity", reason: "it has neither a serial nor a lot" });
    const known = standTypes.get(typeId);
    if (known === undefined) return notJudged(unknownType(typeId, types));
    if (wasHere && retest !== true)
      return notJudged({
        code: "duplicate-serial",
        reason: `part ${serial} was here before; \`retest: true\` is right where it is measured again`,
      });
    if (known.type.sampling !== undefined && lot === undefined)
      return notJudged({
        code: "no-lot",
        reason: `${known.type.name} is sampled by lot, and the part's lot is not said`,
      });
    const fit = fitBlocks(blocks, known.type);
    if ("code" in fit) return notJudged(fit);
    const row = rowOf(known.columns, fit);
    const measurements = measurementsOf(fit, stand.anderon);
    const judgement = judgePart(fit, row, known.type, stand.anderon, known.model());
    const kept = { serial: serial ?? `${lot}#${last}`, row };
    if ("code" in judgement) {
      // While a type without tables is learnt every part teaches what is usual: the centre and spread bear some that are bad.
      standTypes.learn(known, kept);
      return { ...notJudged(judgement), measurements };
    }
    if (judgement.gate === "accept") standTypes.learn(known, kept);
    teaching.note(known.type.id, kept, judgement.gate === "accept");
    return { ...judgement, judged: true, measurements };
  }

  return {
    stand,
    /** The results of the parts that a message ends. Throws only for a message that it can never handle. */
    take(event: PartEvent, now: Nanos): readonly PartResult[] {
      moved = true;
      if (event.event === "sorted") {
        const told = teaching.tell(event.serial, event.good, (id, serial) =>
          standTypes.get(id)?.population.find(serial),
        );
        if (told !== undefined) standTypes.teach(told.type, told.part, event.good);
        return [];
      }
      if (event.event === "relearn") {
        driftWatch.relearn(event);
        return [];
      }
      if (event.event === "unreadable") {
        const lost = inHand.lose(event.reason).flatMap((part) => resultOf(part, now) ?? []);
        const complaint = { code: "unreadable-message", reason: event.reason } as const;
        if (lost.length > 0) return lost;
        counts.notJudged += 1;
        return [{ ...base({ header: {}, blocks: [], digest: 0 }, now), ...notJudged(complaint) }];
      }
      return inHand.take(event, now).flatMap((part) => resultOf(part, now) ?? []);
    },
    /** A part whose stop does not come within the stand's time. */
    elapse(now: Nanos): readonly PartResult[] {
      const results = inHand.elapse(now).flatMap((part) => resultOf(part, now) ?? []);
      moved ||= results.length > 0;
      return results;
    },
    /** The type of the part in hand: its blocks are measured by it. */
    typeInHand: inHand.type,
    /** How the stand fares, for those who show it. */
    summary: () => ({
      ...counts,
      types: standTypes.summary(),
      teaching: teaching.rates(),
      drifts: driftWatch.drifts(),
    }),
    /** The pieces of its memory that have changed since they were last asked for. */
    changedStates(): readonly StandState[] {
      if (!moved) return [];
      moved = false;
      const piece = serials.newestPiece();
      return [
        {
          name: "stand",
          state: {
            inHand: inHand.snapshot(),
            lots: lots.snapshot(),
            last: `${last}`,
            lastTrial,
            counts: { ...counts },
          },
        },
        { name: `serials/${piece.slot}`, state: piece.state },
        { name: "drift", state: driftWatch.snapshot() },
        ...teaching.changedStates(),
        ...standTypes.changedStates(),
      ];
    },
    /** @param read the state of a name, as it was stored; undefined: none. */
    restore(read: (name: string) => Json | undefined): void {
      const own = read("stand") as
        | { inHand: Json; lots: Json; last: string; lastTrial?: number; counts: typeof counts }
        | undefined;
      if (own === undefined) return;
      inHand.restore(own.inHand);
      lots.restore(own.lots);
      last = BigInt(own.last);
      lastTrial = own.lastTrial ?? 0;
      Object.assign(counts, own.counts);
      serials.restore(
        Array.from({ length: serials.slots }, (_, slot) => read(`serials/${slot}`) ?? []).flatMap(
          (state) => (Array.isArray(state) ? [] : [state]),
        ),
      );
      teaching.restore(read);
      driftWatch.restore(read("drift") ?? []);
      standTypes.restore(read);
    },
  };
}

export type StandChain = ReturnType<typeof createStandChain>;

function notJudged({ code, reason }: Complaint) {
  return {
    gate: "rework",
    judged: false,
    notJudged: { code, reason },
    grades: {},
    findings: [],
    comparedWith: 0,
    measurements: [],
  } as const;
}

function unknownType(id: string | undefined, types: readonly BearingType[]): Complaint {
  const known = types.map((type) => type.id).join(", ") || "none";
  const found = id === undefined ? "no type" : `type "${id}"`;
  return { code: "unknown-type", reason: `${found}; the plant file has ${known}` };
}

export type { StandType };
