import {
  iconDisconnected,
  iconErrorFilled,
  iconHourglass,
  iconQuestion,
  iconSuccess,
  iconWarningFilled,
} from "@siemens/ix-icons/icons";
import type { Level } from "../src/api-types.ts";
import { h } from "./dom.ts";

interface LevelLook {
  readonly word: string;
  /** Of its own shape each, so that colour is never needed to tell them apart. */
  readonly icon: string;
  readonly pill: "alarm" | "warning" | "info" | "neutral" | "success" | "critical";
}

const LOOKS: Readonly<Record<Level, LevelLook>> = {
  alarm: { word: "Alarm", icon: iconErrorFilled, pill: "alarm" },
  warning: { word: "Warning", icon: iconWarningFilled, pill: "warning" },
  sensor: { word: "Sensor fault", icon: iconDisconnected, pill: "critical" },
  unknown: { word: "No data", icon: iconQuestion, pill: "neutral" },
  learning: { word: "Learning", icon: iconHourglass, pill: "info" },
  normal: { word: "Normal", icon: iconSuccess, pill: "success" },
};

export function levelLook(level: Level): LevelLook {
  return LOOKS[level];
}

/** The level's icon in its colour; the word must stand near it. */
export function levelIcon(level: Level): HTMLElement {
  return h("ix-icon", {
    class: `level-icon level-${level}`,
    name: LOOKS[level].icon,
    size: "24",
    "aria-hidden": "true",
  });
}

/** The level as icon and word. */
export function levelPill(level: Level): HTMLElement {
  const { word, icon, pill } = LOOKS[level];
  return h("ix-pill", { variant: pill, icon, outline: true }, word);
}
