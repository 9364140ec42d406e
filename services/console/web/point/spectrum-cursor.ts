import type { EChartsType } from "echarts/core";
import type { VNode } from "preact";
import { t } from "../i18n/text.ts";
import { number } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { redraw } from "../shared/redraw.ts";

/** Lines that a cursor draws on each side, or above. */
const MOST_LINES = 12;

/** The axis as the cursor needs it. */
export interface CursorAxis {
  /** Frequency of one unit of the axis, Hz: 1, or the shaft's when it counts orders. */
  readonly unitHz: number;
  readonly stepHz: number;
  readonly endHz: number;
  readonly shaftHz?: number;
}

/**
 * Lines under the mouse: a frequency and its harmonics; after a click its sidebands, at the distance from the click to the mouse. The same by keyboard:
 * arrows move by one bin (with Shift by ten), Enter sets the carrier, Escape ends.
 */
export function createSpectrumCursor(
  chart: () => EChartsType | undefined,
  axis: () => CursorAxis | undefined,
) {
  let hz: number | undefined;
  let carrier: number | undefined;

  function frequencyAt(event: MouseEvent & { readonly currentTarget: Element }) {
    const now = axis();
    const left = event.currentTarget.getBoundingClientRect().left;
    const value = chart()?.convertFromPixel({ xAxisIndex: 0 }, event.clientX - left);
    if (now === undefined || typeof value !== "number") return undefined;
    const found = value * now.unitHz;
    return found > 0 && found <= now.endHz ? found : undefined;
  }

  function onKey({ key, shiftKey }: KeyboardEvent): boolean {
    const now = axis();
    if (now === undefined) return false;
    const bins = (shiftKey ? 10 : 1) * now.stepHz;
    if (key === "ArrowRight" || key === "ArrowLeft") {
      const next = (hz ?? now.endHz / 10) + (key === "ArrowRight" ? bins : -bins);
      hz = Math.min(now.endHz, Math.max(now.stepHz, next));
    } else if (key === "Enter") carrier = carrier === undefined ? hz : undefined;
    else if (key === "Escape") {
      hz = undefined;
      carrier = undefined;
    } else return false;
    return true;
  }

  function lineAt({ hz: at, main }: CursorLine, { unitHz }: CursorAxis): VNode[] {
    const x = chart()?.convertToPixel({ xAxisIndex: 0 }, at / unitHz);
    if (typeof x !== "number") return [];
    const left = `${x}px`;
    return [h("div", { class: main ? "cursor-line main" : "cursor-line", style: { left } })];
  }

  return {
    /** What listens on the plot. */
    listeners: {
      tabIndex: 0,
      onpointermove(event: PointerEvent & { readonly currentTarget: Element }) {
        hz = frequencyAt(event);
        redraw();
      },
      onpointerleave() {
        hz = carrier;
        redraw();
      },
      onclick(event: MouseEvent & { readonly currentTarget: Element }) {
        carrier = carrier === undefined ? frequencyAt(event) : undefined;
        redraw();
      },
      onkeydown(event: KeyboardEvent) {
        if (onKey(event)) event.preventDefault();
        redraw();
      },
    },
    /** The lines over the plot; they stay where they are when the spectrum below is another. */
    layer(): VNode {
      const now = axis();
      const lines = now === undefined || hz === undefined ? [] : linesAt(hz, carrier, now.endHz);
      return h(
        "div",
        { class: "cursor-layer", "aria-hidden": "true" },
        lines.flatMap((line) => (now ? lineAt(line, now) : [])),
      );
    },
    readout(): VNode {
      const now = axis();
      const text = now === undefined || hz === undefined ? "" : words(hz, carrier, now);
      return h("p", { class: "small tabular cursor-readout", role: "status" }, text);
    },
  };
}

interface CursorLine {
  readonly hz: number;
  readonly main: boolean;
}

function linesAt(hz: number, carrier: number | undefined, end: number): readonly CursorLine[] {
  if (carrier === undefined)
    return Array.from({ length: MOST_LINES }, (_, k) => ({
      hz: hz * (k + 1),
      main: k === 0,
    })).filter((line) => line.hz <= end);
  const distance = Math.abs(hz - carrier);
  if (distance === 0) return [{ hz: carrier, main: true }];
  return Array.from({ length: MOST_LINES + 1 }, (_, k) => k - MOST_LINES / 2)
    .map((k) => ({ hz: carrier + k * distance, main: k === 0 }))
    .filter((line) => line.hz > 0 && line.hz <= end);
}

function words(hz: number, carrier: number | undefined, { shaftHz }: CursorAxis): string {
  const order = (of: number) => (shaftHz === undefined ? "" : ` = ${number(of / shaftHz)} ×`);
  const at = (of: number) => `${number(of)} Hz${order(of)}`;
  if (carrier === undefined) return t("cursor.harmonics", { at: at(hz) });
  if (hz === carrier) return t("cursor.carrier", { at: at(hz) });
  return t("cursor.sidebands", { carrier: at(carrier), distance: at(Math.abs(hz - carrier)) });
}
