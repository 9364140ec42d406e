import type { VNode } from "preact";
import type { WaterfallView } from "../../src/http/api-types.ts";
import { t } from "../i18n/text.ts";
import { faultOf, getWaterfall } from "../shared/api.ts";
import { moment, number, unitText } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { redraw } from "../shared/redraw.ts";

/** What lies further below the largest value than this is drawn as nothing, dB. */
const RANGE_DB = 50;
/** Anchors of viridis (matplotlib, CC0): even to the eye, and readable by the colour-blind. */
const COLORS = [
  [68, 1, 84],
  [59, 82, 139],
  [33, 145, 140],
  [94, 201, 98],
  [253, 231, 37],
] as const;

/** How a spectrum changed: frequency to the right, time downwards, brightness in decibel. */
export function createWaterfallView() {
  let canvas: HTMLCanvasElement | undefined;
  let readout = "";
  let note = "";
  let shown: WaterfallView | undefined;

  function mount(node: HTMLCanvasElement | null): void {
    canvas = node ?? undefined;
    if (shown !== undefined) draw(shown);
  }

  function point({ offsetX, offsetY }: PointerEvent): void {
    if (shown === undefined || canvas === undefined) return;
    const column = Math.floor((offsetX / canvas.clientWidth) * canvas.width);
    const row = shown.rows[Math.floor((offsetY / canvas.clientHeight) * canvas.height)];
    const value = row?.values[column];
    readout =
      row === undefined || value === undefined
        ? ""
        : `${number(column * shown.step)} Hz · ${moment(row.time)} · ${number(value)} ${unitText(shown.unit)}`;
    redraw();
  }

  function draw(view: WaterfallView): void {
    const context = canvas?.getContext("2d") ?? null;
    if (context === null || canvas === undefined) return;
    canvas.width = widthOf(view);
    canvas.height = Math.max(view.rows.length, 1);
    const image = context.createImageData(canvas.width, canvas.height);
    const largest = Math.max(...view.rows.flatMap(({ values }) => values), Number.MIN_VALUE);
    view.rows.forEach(({ values }, y) => {
      values.forEach((value, x) => {
        const share = 1 + (20 * Math.log10(value / largest)) / RANGE_DB;
        image.data.set([...colorOf(share), 255], 4 * (y * image.width + x));
      });
    });
    context.putImageData(image, 0, 0);
  }

  return {
    view: (): VNode =>
      h(
        "div",
        {},
        h("canvas", {
          class: "waterfall",
          role: "img",
          "aria-label": note,
          onpointermove: point,
          ref: mount,
        }),
        h("p", { class: "small tabular" }, readout),
        h("p", { class: "small quiet" }, note),
      ),
    async read(path: string, channel: string, name: string): Promise<void> {
      try {
        shown = await getWaterfall(path, channel, name);
        draw(shown);
        note = noteOf(shown);
      } catch (error) {
        note = faultOf(error);
      }
      redraw();
    },
  };
}

function widthOf({ rows }: WaterfallView): number {
  return Math.max(...rows.map(({ values }) => values.length), 1);
}

function noteOf(view: WaterfallView): string {
  const [first, last] = [view.rows[0], view.rows.at(-1)];
  if (first === undefined || last === undefined) return t("spectrum.none");
  const end = number(view.step * widthOf(view));
  return t("waterfall.note", { from: moment(first.time), to: moment(last.time), end });
}

/** @param share 0 to 1; less is drawn as 0. */
function colorOf(share: number): readonly [number, number, number] {
  const place = Math.min(Math.max(share, 0), 1) * (COLORS.length - 1);
  const below = COLORS[Math.floor(place)] ?? COLORS[0];
  const above = COLORS[Math.ceil(place)] ?? below;
  const between = place % 1;
  const mix = (i: 0 | 1 | 2) => Math.round(below[i] + (above[i] - below[i]) * between);
  return [mix(0), mix(1), mix(2)];
}
