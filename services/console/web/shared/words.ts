import type { Alarm, AlarmWords } from "@raceway/model/alarm";
import { type AnyFault, faultWords } from "@raceway/model/fault-words";
import { lifeSaid } from "@raceway/model/life-words";
import { certainty } from "@raceway/model/verdict-words";
import type { ComponentChild } from "preact";
import type { AdviceView, LifeView, PointSummary } from "../../src/http/api-types.ts";
import { language, t } from "../i18n/text.ts";
import { printed } from "./format.ts";
import { h } from "./h.ts";

/** What the service says, in the chosen language: its own words in English, and in any other those that the model makes of its fields. */

export function faultText(fault: AnyFault): string {
  return faultWords(fault, language()).title;
}

/** What a person does about a fault. */
export function actionText(fault: AnyFault): string {
  return faultWords(fault, language()).action;
}

/** A sentence of the service; where it has none in the chosen language it is English, and marked so for screen readers. */
export function spoken(text: string): ComponentChild {
  const foreign = language() === "en" || !/[\u4e00-\u9fff]/.test(text);
  return foreign ? h("span", { lang: "en" }, printed(text)) : text;
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
    : t("headline.sure", { fault, percent: certainty(cause.confidence) });
}

/** What to do by when. */
export function adviceOf({ advice, translations }: AdviceView): string {
  return language() === "en" ? advice : (translations?.zh.advice ?? advice);
}

/** What an alarm says. */
export function alarmWords(alarm: Alarm): AlarmWords {
  const chosen = language();
  return chosen === "en" ? alarm : (alarm.translations?.[chosen] ?? alarm);
}

/** A remaining life as people say it. */
export function lifeText(life: LifeView): string {
  return lifeSaid(life, language());
}
