import type { Json } from "@raceway/model/json";
import { type MaintenanceWork, workWords } from "@raceway/model/maintenance";
import { isoOf } from "@raceway/model/time";
import type { AnomalyVerdict, DiagnosisVerdict, Fault, Verdict } from "@raceway/model/verdict";
import type { Observation } from "../observation.ts";
import { isNamed, type ToldVerdicts } from "./level.ts";

/** Blocks after work from which nothing is learnt: they may be of the fault that was to be mended. */
const LOOK = 12;
/** Blocks after work in which the old fault's name still means the old fault; later it is a new one. */
const WATCH = 200;
/** Share of its former height from which a line counts as as tall as before: 6 dB are within what mounting and load move. */
const AS_TALL = 0.5;

/** What was wrong when work was told, and how the point has fared since. */
type Watched = {
  readonly work: MaintenanceWork;
  readonly diagnosis: DiagnosisVerdict;
  readonly anomaly: AnomalyVerdict | null;
  readonly health: number;
  /** Of the fault's tallest line. */
  readonly height: number;
  /** Vibration blocks since the work. */
  readonly blocks: number;
  /** Name that the diagnosis has for it now. */
  readonly name: Fault | null;
  /** The fault was found again, as large as it was. */
  readonly stands: boolean;
};

/**
 * Work that was told need not have mended what was wrong. A named fault that stood when a point was told to learn anew is looked for again: found with lines as
 * tall as before it is "still there", as severe as it was, and nothing is learnt while it may be there.
 */
export function createProbation() {
  let watched: Watched | undefined;
  /** Of the latest vibration block. */
  let rms = 0;

  return {
    /** Work was told, after which a point learns anew. */
    begin(work: MaintenanceWork, { anomaly, diagnosis }: ToldVerdicts, health: number): void {
      const standing = anomaly?.persistent && anomaly.severity !== "normal" ? anomaly : null;
      // Work on what is on probation already must mend the fault that was there at first.
      const before = watched?.stands ? watched : undefined;
      watched =
        diagnosis !== undefined && isNamed(diagnosis)
          ? {
              work,
              diagnosis,
              anomaly: standing,
              health,
              height: heightOf(diagnosis, rms),
              ...FRESH,
            }
          : before && { ...before, work, ...FRESH };
    },
    /** Whether the present block may be learnt as normal. */
    mayLearn: (): boolean =>
      watched === undefined ||
      (!watched.stands && watched.blocks >= LOOK && watched.name !== watched.diagnosis.fault),
    /** Health that the point is not better than; undefined: nothing bounds it. */
    health: (): number | undefined => (watched?.stands ? watched.health : undefined),
    /** The verdicts on an observation, as they are after what was known before the work. */
    review(
      { kind, time, indicators }: Observation,
      verdicts: readonly Verdict[],
    ): readonly Verdict[] {
      if (kind === "vibration") rms = indicators["rms"] ?? rms;
      if (watched === undefined) return verdicts;
      const found = verdicts.find((verdict) => verdict.kind === "diagnosis");
      const blocks = watched.blocks + (kind === "vibration" ? 1 : 0);
      watched = { ...watched, blocks, name: found?.fault ?? watched.name };
      if (watched.stands) {
        if (found === undefined || found.fault === watched.diagnosis.fault)
          return kept(watched, verdicts);
        const { anomaly } = watched;
        watched = undefined;
        return anomaly === null ? verdicts : [...verdicts, over(anomaly, isoOf(time))];
      }
      if (isStillThere(watched, found, rms)) {
        watched = { ...watched, stands: true };
        const { anomaly } = watched;
        const again = anomaly === null ? [] : [{ ...anomaly, time: isoOf(time) }];
        return [...kept(watched, verdicts), ...again];
      }
      if (blocks > WATCH) watched = undefined;
      return verdicts;
    },
    snapshot: (): Json => ({ rms, watched: (watched ?? null) as unknown as Json }),
    restore(saved: Json): void {
      const state = saved as unknown as { rms: number; watched: Watched | null } | null;
      rms = state?.rms ?? 0;
      watched = state?.watched ?? undefined;
    },
  };
}

const FRESH = { blocks: 0, name: null, stands: false } as const;

function isStillThere(
  { diagnosis, height }: Watched,
  found: DiagnosisVerdict | undefined,
  rms: number,
): boolean {
  if (found === undefined || !isNamed(found) || found.fault !== diagnosis.fault) return false;
  // Faults of the shaft are told by other signs than lines.
  return diagnosis.lines.length === 0 || heightOf(found, rms) >= AS_TALL * height;
}

/** Lines are told as shares by which they modulate the vibration: its level makes them heights. */
function heightOf({ lines }: DiagnosisVerdict, rms: number): number {
  return rms * Math.max(0, ...lines.map(({ amplitude }) => amplitude));
}

/** What is said while the fault stands: nothing milder than before the work, and of the fault that it is still there. */
function kept({ anomaly, work }: Watched, verdicts: readonly Verdict[]): readonly Verdict[] {
  const isMilder = (verdict: Verdict) =>
    verdict.kind === "anomaly" && anomaly !== null && verdict.severity !== "alarm";
  return verdicts
    .filter((verdict) => !isMilder(verdict))
    .map((verdict) =>
      verdict.kind === "diagnosis"
        ? { ...verdict, text: `still there after ${workWords(work)}: ${verdict.text}` }
        : verdict,
    );
}

function over(anomaly: AnomalyVerdict, time: string): AnomalyVerdict {
  return { ...anomaly, time, severity: "normal", score: 0, evidence: [] };
}
