import type { WaterfallView } from "../../src/http/api-types.ts";
import { t } from "../i18n/text.ts";
import { faultOf, getWaterfall } from "../shared/api.ts";
import { fill, h } from "../shared/dom.ts";
import { moment, number, unitText } from "../shared/format.ts";

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
  const canvas = h("canvas", { class: "waterfall", role: "img" });
  const readout = h("p", { class: "small tabular" });
  const note = h("p", { class: "small quiet" });
  const element = h("div", {}, canvas, readout, note);
  let shown: WaterfallView | undefined;

  canvas.addEventListener("pointermove", ({ offsetX, offsetY }) => {
    if (shown === undefined) return;
    const column = Math.floor((offsetX / canvas.clientWidth) * canvas.width);
    const row = shown.rows[Math.floor((offsetY / canvas.clientHeight) * canvas.height)];
    const value = row?.values[column];
    readout.textContent =
      row === undefined || value === undefined
        ? ""
        : `${number(column * shown.step)} Hz · ${moment(row.time)} · ${number(value)} ${unitText(shown.unit)}`;
  });

  function draw(view: WaterfallView): void {
    const width = Math.max(...view.rows.map(({ values }) => values.length), 1);
    canvas.width = width;
    canvas.height = Math.max(view.rows.length, 1);
    const context = canvas.getContext("2d");
    if (context === null) return;
    const image = context.createImageData(canvas.width, canvas.height);
    const largest = Math.max(...view.rows.flatMap(({ values }) => values), Number.MIN_VALUE);
    view.rows.forEach(({ values }, y) => {
      values.forEach((value, x) => {
        const share = 1 + (20 * Math.log10(value / largest)) / RANGE_DB;
        image.data.set([...colorOf(share), 255], 4 * (y * width + x));
      });
    });
    context.putImageData(image, 0, 0);
  }

  return {
    element,
    async read(point: string, channel: string, name: string): Promise<void> {
      try {
        shown = await getWaterfall(point, channel, name);
        draw(shown);
        const [first, last] = [shown.rows[0], shown.rows.at(-1)];
        const end = number(shown.step * canvas.width);
        const text =
          first === undefined || last === undefined
            ? t("spectrum.none")
            : t("waterfall.note", { from: moment(first.time), to: moment(last.time), end });
        fill(note, text);
        canvas.setAttribute("aria-label", text);
      } catch (error) {
        fill(note, faultOf(error));
      }
    },
  };
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
