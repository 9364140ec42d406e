import type { Alarm, SystemFault } from "@raceway/model/alarm";
import type { Fault, SensorFault } from "@raceway/model/verdict";
import type { AdviceView, LifeView, PointSummary } from "../src/api-types.ts";
import { percent, span } from "./format.ts";
import { language, t } from "./i18n/text.ts";

/**
 * What the service says, in the chosen language. In English its own words stand. In any other the codes beside them are put into words here; evidence has
 * none and stays in English.
 */

type AnyFault = Fault | SensorFault | SystemFault;

export function faultText(fault: AnyFault): string {
  return t(`fault.${fault}`);
}

/** A point in one line. */
export function headlineOf({
  level,
  cause,
  headline,
  state,
}: Pick<PointSummary, "level" | "cause" | "headline" | "state">): string {
  if (level === "unknown") return t("headline.unknown");
  if (level === "learning" || level === "normal") {
    if (state?.stopped !== undefined) return t(`headline.stopped.${state.stopped}`);
    return level === "learning" && state?.learned !== undefined
      ? t("headline.learned", state.learned)
      : t(`headline.${level}`);
  }
  if (cause === undefined || language() === "en") return headline;
  const fault = faultText(cause.fault);
  return cause.confidence === undefined
    ? fault
    : t("headline.sure", { fault, percent: percent(cause.confidence) });
}

/** What to do by when. */
export function adviceOf({ advice, translations }: AdviceView): string {
  return language() === "en" ? advice : (translations?.zh.advice ?? advice);
}

export function alarmTitle({ title, fault, condition }: Alarm): string {
  if (language() === "en") return title;
  return faultText(fault ?? (condition === "sensor" ? "silence" : "unnamed"));
}

/** The interval of a remaining life. */
export function lifeRange({ low, high, interval }: LifeView): string {
  return t("life.range", { low: span(low), high: span(high), percent: percent(interval) });
}
