import type { Drift } from "@raceway/inspection/control/drift-watch";
import { causeText as causeIn, featureText } from "@raceway/model/part-words";
import type { PartView } from "../../src/stands/stand-types.ts";
import { language, t } from "../i18n/text.ts";
import { moment, number, withUnit } from "../shared/format.ts";

/** What is said of parts and stands. */

/** A fault, or a reason why a part was not judged, by its code. */
export const causeText = (code: string): string => causeIn(code, language());

/** Everything that is wrong with a part. */
export function faultsText({ faults, notJudged }: PartView): string {
  if (notJudged !== undefined) return causeText(notJudged);
  return faults.length === 0 ? t("stands.nothing") : faults.map(causeText).join(", ");
}

/** What the strongest fault rests on. */
export function evidenceText({ evidence }: PartView): string {
  if (evidence === undefined) return "";
  const { side, rpm, feature, value, limit, usual, unit } = evidence;
  const written = (of: number) => withUnit(of, unit);
  const facts = {
    ...{ feature: featureText(feature, language()), value: written(value), limit: written(limit) },
    ...{ side, rpm: number(rpm) },
  };
  if (usual === undefined) return t("stands.evidence", facts);
  return t("stands.evidenceUsual", { ...facts, usual: written(usual) });
}

/** A drift in a sentence or two. */
export function driftText({
  type,
  side,
  rpm,
  band,
  direction,
  factor,
  since,
  origin,
}: Drift): string {
  const facts = {
    ...{ type, side, rpm: number(rpm), factor: number(factor) },
    band: t(`stands.bandName.${band}`),
    since: since.serial ?? moment(since.time),
  };
  const said = t(`stands.drift.${direction}`, facts);
  if (origin === undefined) return said;
  const { machine, piece, parts } = origin;
  return `${said} ${t("stands.drift.origin", { machine, piece, parts })}`;
}
