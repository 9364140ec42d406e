import type { Json } from "@raceway/model/json";
import { keepEvidence } from "@raceway/model/kept-evidence";
import { nanosOfIso } from "@raceway/model/time";
import type {
  AnomalyVerdict,
  DiagnosisVerdict,
  PrognosisVerdict,
  SensorVerdict,
  Verdict,
} from "@raceway/model/verdict";

/** How bad something is. */
export type Severity = "normal" | "warning" | "alarm";

/** What counts of the latest verdict of each kind at a point, of sensors by channel. */
export interface Standing {
  readonly anomaly?: Pick<AnomalyVerdict, "severity" | "persistent" | "time">;
  readonly diagnosis?: Pick<DiagnosisVerdict, "fault" | "confidence" | "persistent" | "time">;
  readonly sensors?: Readonly<Record<string, Pick<SensorVerdict, "fault" | "persistent">>>;
}

/**
 * Where a point stands. `level` is the one that is shown, stored, published, counted and alarmed; `sensor` says that only sensors are at fault, so that
 * little can be said of the machine. Learning, a stopped machine and maintenance stand beside it.
 */
export interface PointLevel {
  readonly level: "normal" | "sensor" | "warning" | "alarm";
  /** The worst of the parts: a sensor's fault warns. */
  readonly severity: Severity;
  readonly parts: {
    readonly anomaly: Severity;
    readonly diagnosis: Severity;
    readonly sensor: Severity;
  };
}

/** Chance below which the name of a fault alone is nothing to act on. */
const SURE = 0.5;

/** Whether a diagnosis is sure enough to act on. An unnamed one says nothing that the anomaly does not say. */
export function isNamed(diagnosis: Standing["diagnosis"]): boolean {
  return (
    diagnosis?.persistent === true && diagnosis.fault !== "unnamed" && diagnosis.confidence >= SURE
  );
}

/** Whether a verdict says that something is wrong: only persistent ones do. */
export function isTrouble(
  verdict: AnomalyVerdict | DiagnosisVerdict | PrognosisVerdict | SensorVerdict,
): boolean {
  switch (verdict.kind) {
    case "anomaly":
      return verdict.persistent && verdict.severity !== "normal";
    case "diagnosis":
      return isNamed(verdict);
    case "prognosis":
      return verdict.persistent && verdict.trend === "rising";
    case "sensor":
      return verdict.persistent && verdict.fault !== "none";
  }
}

/** The level of a point: the worst of anomaly, diagnosis and sensors. */
export function levelOf({ anomaly, diagnosis, sensors = {} }: Standing): PointLevel {
  const isIll = Object.values(sensors).some((it) => it.persistent && it.fault !== "none");
  const isKnown = isNamed(diagnosis) && !isOver(diagnosis, anomaly);
  const parts = {
    anomaly: anomaly?.persistent ? anomaly.severity : "normal",
    diagnosis: isKnown ? "warning" : "normal",
    sensor: isIll ? "warning" : "normal",
  } as const;
  const machine = worse(parts.anomaly, parts.diagnosis);
  return {
    level: machine === "normal" && isIll ? "sensor" : machine,
    severity: worse(machine, parts.sensor),
    parts,
  };
}

/** No diagnosis says "healthy": a return to normal that is newer ends it. */
function isOver(diagnosis: Standing["diagnosis"], anomaly: Standing["anomaly"]): boolean {
  if (!anomaly?.persistent || anomaly.severity !== "normal") return false;
  return (nanosOfIso(diagnosis?.time ?? "") ?? 0n) < (nanosOfIso(anomaly.time) ?? 0n);
}

/** The worse of two. */
export function worse(a: Severity, b: Severity): Severity {
  if (a === "alarm" || b === "alarm") return "alarm";
  return a === "warning" || b === "warning" ? "warning" : "normal";
}

/** The latest verdicts on the machine of a point, in full. */
export interface ToldVerdicts {
  readonly anomaly?: AnomalyVerdict;
  readonly diagnosis?: DiagnosisVerdict;
  readonly prognosis?: PrognosisVerdict;
}

type Told = ToldVerdicts & Pick<Standing, "sensors">;

/** Keeps what the verdicts of a point said last. */
export function createStanding() {
  let standing: Told = {};

  return {
    note(verdicts: readonly Verdict[]): void {
      for (const verdict of verdicts) standing = after(standing, verdict);
    },
    level: (): PointLevel => levelOf(standing),
    told: (): ToldVerdicts => standing,
    /** The machine is another one: nothing that was said of it stands. What was said of sensors does. */
    forgetMachine(): void {
      const { sensors } = standing;
      standing = sensors === undefined ? {} : { sensors };
    },
    snapshot: (): Json => standing as unknown as Json,
    restore(saved: Json): void {
      standing = saved as unknown as Told;
    },
  };
}

function after(standing: Told, verdict: Verdict): Told {
  switch (verdict.kind) {
    case "anomaly":
      return { ...standing, anomaly: keepEvidence(standing.anomaly, verdict) };
    case "diagnosis":
      return { ...standing, diagnosis: verdict };
    case "prognosis":
      return { ...standing, prognosis: verdict };
    case "sensor": {
      const { fault, persistent, channel = "" } = verdict;
      return { ...standing, sensors: { ...standing.sensors, [channel]: { fault, persistent } } };
    }
  }
}
