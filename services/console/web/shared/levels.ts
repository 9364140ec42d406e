import {
  iconDisconnected,
  iconErrorFilled,
  iconHourglass,
  iconQuestion,
  iconSuccess,
  iconWarningFilled,
} from "@siemens/ix-icons/icons";
import type { VNode } from "preact";
import type { Level, PointSummary } from "../../src/http/api-types.ts";
import { t } from "../i18n/text.ts";
import { h } from "./h.ts";

interface LevelLook {
  /** Of its own shape each, so that colour is never needed to tell them apart. */
  readonly icon: string;
  readonly pill: "alarm" | "warning" | "info" | "neutral" | "success" | "critical";
}

const LOOKS: Readonly<Record<Level, LevelLook>> = {
  alarm: { icon: iconErrorFilled, pill: "alarm" },
  warning: { icon: iconWarningFilled, pill: "warning" },
  sensor: { icon: iconDisconnected, pill: "critical" },
  unknown: { icon: iconQuestion, pill: "neutral" },
  learning: { icon: iconHourglass, pill: "info" },
  normal: { icon: iconSuccess, pill: "success" },
};

export function levelWord(level: Level): string {
  return t(`level.${level}`);
}

/** A point in one word: whether its machine stands is said before how it is. */
export function standingWord({ level, state }: Pick<PointSummary, "level" | "state">): string {
  const isQuiet = level === "learning" || level === "normal";
  return t(isQuiet && state?.stopped !== undefined ? "level.stopped" : `level.${level}`);
}

/** The level's icon in its colour; the word must stand near it. */
export function levelIcon(level: Level): VNode {
  return h("ix-icon", {
    // A web component keeps classes of its own on itself, which another value of the class would take away.
    key: level,
    class: `level-icon level-${level}`,
    name: LOOKS[level].icon,
    size: "24",
    "aria-hidden": "true",
  });
}

/** The level as icon and word. */
export function levelPill(level: Level, text = levelWord(level)): VNode {
  const { icon, pill } = LOOKS[level];
  return h("ix-pill", { variant: pill, icon, outline: true }, text);
}
