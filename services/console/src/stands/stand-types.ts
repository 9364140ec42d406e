import type { Index } from "@raceway/inspection/control/capability";
import type { Drift } from "@raceway/inspection/control/drift-watch";
import type { RunSignal } from "@raceway/inspection/control/run-rules";
import type { GaugeStudy, StudyFault } from "@raceway/inspection/gauge/gauge-study";
import type { PartFinding, PartResult } from "@raceway/model/part";
import type { Gate } from "@raceway/model/test-stand";
import type { CauseView, Level, PlaceView } from "../http/api-types.ts";

/** A test stand of `GET /api/stands`. */
export interface StandView {
  /** site/line/stand. */
  readonly path: string;
  readonly line: { readonly id: string; readonly name: string };
  readonly id: string;
  readonly name: string;
  /** Of all its parts; absent until ingest has told. */
  readonly counts?: Readonly<Record<Gate | "notJudged", number>>;
  readonly types: readonly StandTypeView[];
  /** How often it sorts wrongly, by what people have checked. */
  readonly teaching?: {
    readonly falseRejects: RateView;
    readonly escapes?: RateView;
    readonly checked: number;
  };
  readonly drifts: readonly DriftView[];
  /** Newest first. */
  readonly results: readonly PartView[];
}

/** A drift, beside the condition of the machine that the parts which differ come from. */
export interface DriftView extends Drift {
  /** Absent: they come from no machine more than from others, or the asker may not see it, or nothing is measured there. */
  readonly condition?: OriginCondition;
}

/** How a machine is, by the point that is worst. */
export interface OriginCondition {
  /** site/line/machine/point. */
  readonly point: string;
  readonly where: PlaceView;
  readonly level: Level;
  readonly headline: string;
  readonly cause?: CauseView;
  /** When its alarm was opened; absent: none is open. */
  readonly since?: string;
}

interface RateView {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** A bearing type as one stand knows it. */
export interface StandTypeView {
  readonly id: string;
  readonly name: string;
  readonly sides: readonly string[];
  /** Speeds at which it is measured, r/min. */
  readonly speeds: readonly number[];
  /** Delivered parts that were seen, and those that a part is compared with: 0 while it is learnt. */
  readonly seen: number;
  readonly comparedWith: number;
}

/** A part with its answer and why. */
export interface PartView
  extends Pick<PartResult, "time" | "serial" | "lot" | "bearingType" | "gate" | "judged" | "made"> {
  readonly retest?: true;
  /** Code of the reason why it was not judged. */
  readonly notJudged?: string;
  /** What is wrong, strongest first. */
  readonly faults: readonly PartFinding["fault"][];
  /** The strongest finding's evidence; absent in what is read from the store. */
  readonly evidence?: Omit<PartFinding, "fault" | "text">;
}

/** Control charts and capability of one band of a type, from one side at one speed, on one stand. */
export interface QualityView {
  /** In the order in which they were measured; µm/s. */
  readonly parts: readonly {
    readonly time: string;
    readonly serial?: string;
    readonly value: number;
  }[];
  /** Absent: too few parts for a chart. */
  readonly charts?: {
    /** So many of the first parts say what is in control; absent: ingest does, by the parts that it has learnt from. */
    readonly base?: number;
    readonly individuals: LimitsView & { readonly signals: readonly RunSignal[] };
    /** Null where there was none yet. */
    readonly ewma: {
      readonly values: readonly (number | null)[];
      readonly lower: readonly (number | null)[];
      readonly upper: readonly (number | null)[];
    };
    readonly subgroups?: {
      readonly size: number;
      readonly means: LimitsView & {
        readonly values: readonly number[];
        readonly signals: readonly RunSignal[];
      };
      /** Largest over smallest of each subgroup. */
      readonly ranges: LimitsView & { readonly values: readonly number[] };
    };
  };
  /** By the worst grade that is delivered; absent where no table limits the band. */
  readonly capability?: {
    readonly limit: number;
    readonly table: string;
    readonly grade: string;
    readonly cpk: Index;
    readonly ppk: Index;
  };
}

interface LimitsView {
  readonly centre: number;
  readonly lower: number;
  readonly upper: number;
}

/** What became of a stand's parts. */
export interface YieldView {
  /** Each part once. */
  readonly parts: number;
  /** Delivered without having been here before. */
  readonly firstPass: number;
  readonly accept: number;
  readonly rework: number;
  readonly reject: number;
  readonly notJudged: number;
  /** What turned parts away, most frequent first; reasons why parts were not judged among them. */
  readonly causes: readonly { readonly cause: string; readonly parts: number }[];
}

/** A gauge study: how much of the spread of a band is the stand's and its operators'. */
export interface GaugeView {
  readonly study: string;
  /** Of its latest trial. */
  readonly time: string;
  /** Trials so far. */
  readonly measured: number;
  /** Spreads of logarithms; absent until every part was measured equally often by every operator. */
  readonly result?: GaugeStudy;
  readonly lacks?: StudyFault;
}
