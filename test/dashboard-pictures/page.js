// In the browser: draws a dashboard from its JSON and the answers to its queries. Lines, tables and numbers are Grafana's own components (@grafana/ui), as are units,
// overrides and transformations (@grafana/data); histograms, timelines, heat maps and bars, which Grafana keeps to itself, are drawn plainly here.
import * as data from "@grafana/data";
import * as ui from "@grafana/ui";
import { TableNG } from "@grafana/ui/unstable";
import { createElement as h } from "react";
import { createRoot } from "react-dom/client";
import { firstValueFrom } from "rxjs";

const COLUMN_COUNT = 24;
const CELL = 30;
const GAP = 8;
const LEGEND = { showLegend: true, displayMode: "list", placement: "bottom", calcs: [] };
const theme = data.createTheme({ colors: { mode: "dark" } });

/** Options that fields of every panel have. */
const STANDARD = [
  "unit",
  "min",
  "max",
  "decimals",
  "displayName",
  "color",
  "thresholds",
  "mappings",
  "links",
  "noValue",
];
const byId = new Map(
  Object.values(data.standardTransformers).flatMap((each) =>
    each.id === undefined ? [] : [[each.id, each]],
  ),
);
data.standardTransformersRegistry.setInit(() =>
  [...byId.values()].map((transformation) => ({
    id: transformation.id,
    name: transformation.name,
    transformation: async () => transformation,
  })),
);

/** Which options a panel's fields have, by what its JSON sets: Grafana's standard ones, and those of its own (`custom.…`). All are taken as they are. */
function registryOf({ defaults = {}, overrides = [] }) {
  const own = [
    ...Object.keys(defaults.custom ?? {}).map((key) => `custom.${key}`),
    ...overrides.flatMap(({ properties }) => properties.map(({ id }) => id)),
  ].filter((id) => id.startsWith("custom."));
  return new data.Registry(() =>
    [...STANDARD, ...new Set(own)].map((id) => ({
      id,
      name: id,
      path: id.replace(/^custom\./, ""),
      isCustom: id.startsWith("custom."),
      process: (value) => value,
      shouldApply: () => true,
    })),
  );
}

async function framesOf(panel, answers) {
  const frames = answers.map((answer) => data.toDataFrame(answer));
  const transformed = await firstValueFrom(
    data.transformDataFrame(panel.transformations ?? [], frames),
  );
  const { defaults = {}, overrides = [] } = panel.fieldConfig ?? {};
  // What Grafana's panels take where nothing else is said.
  const color = panel.type === "table" ? { mode: "thresholds" } : { mode: "palette-classic" };
  const fieldConfig = { defaults: { color, ...defaults }, overrides };
  const styled = data.applyFieldOverrides({
    data: transformed,
    fieldConfig,
    fieldConfigRegistry: registryOf(fieldConfig),
    replaceVariables: (text) => text,
    theme,
    timeZone: "browser",
  });
  if (panel.type !== "histogram") return styled;
  // The transformation keeps colours and forgets names.
  const names = styled.map((frame) => data.getFieldDisplayName(frame.fields[1], frame));
  const [spread] = await firstValueFrom(
    data.transformDataFrame([{ id: "histogram", options: {} }], styled),
  );
  return spread === undefined ? [] : [{ ...spread, names }];
}

function content(panel, frames, range, width, height) {
  const drawn = frames.filter(({ length }) => length > 0);
  if (drawn.length === 0 && panel.type !== "stat")
    return message(panel.fieldConfig?.defaults?.noValue);
  const timeRange = data.makeTimeRange(range.from, range.to);
  switch (panel.type) {
    case "timeseries":
      return h(ui.TimeSeries, {
        frames: drawn,
        structureRev: 1,
        width,
        height,
        timeRange,
        timeZone: "browser",
        legend: { ...LEGEND, ...panel.options?.legend },
      });
    case "table":
      return h(TableNG, {
        data: sorted(drawn[0], panel.options?.sortBy),
        width,
        height,
        timeRange,
      });
    case "stat":
      return stat(panel, drawn, width, height);
    case "histogram":
      return histogram(drawn[0], width, height);
    case "state-timeline":
      return timeline(drawn, range, width, height);
    case "heatmap":
      return heatmap(drawn, range, width, height);
    case "barchart":
      return bars(drawn[0], width, height);
    default:
      throw new Error(`no way to draw a ${panel.type}`);
  }
}

function message(text) {
  return h(
    "div",
    {
      style: {
        display: "grid",
        height: "100%",
        placeItems: "center",
        color: theme.colors.text.secondary,
      },
    },
    text,
  );
}

function sorted(frame, sortBy = []) {
  const [by] = sortBy;
  const at = frame.fields.findIndex(
    (field) => data.getFieldDisplayName(field, frame) === by?.displayName,
  );
  return at < 0 ? frame : data.sortDataFrame(frame, at, by.desc);
}

function stat(panel, [frame], width, height) {
  const field = frame?.fields.find(({ type }) => type === "number");
  const value = field?.display(field.values.at(-1)) ?? {
    text: panel.fieldConfig.defaults.noValue,
    numeric: 0,
    color: theme.visualization.getColorByName(panel.fieldConfig.defaults.color.fixedColor),
  };
  return h(ui.BigValue, {
    value,
    width,
    height,
    theme,
    colorMode: "value",
    graphMode: "none",
    justifyMode: "auto",
    textMode: "value",
  });
}

/** A picture of width × height with a plot inside: axes below and at the left, a legend under them. */
function plot(width, height, left, legend, draw) {
  const box = {
    left,
    top: 6,
    right: width - 12,
    bottom: height - 24 - (legend.length > 0 ? 22 : 0),
  };
  const swatches = legend.map(({ name, color }, at) => [
    h("rect", {
      key: `r${at}`,
      x: left + at * 130,
      y: height - 12,
      width: 14,
      height: 4,
      fill: color,
    }),
    text(left + at * 130 + 20, height - 6, name, "start", `l${at}`),
  ]);
  return h("svg", { width, height, style: { display: "block" } }, draw(box), swatches);
}

function text(x, y, words, anchor, key) {
  return h(
    "text",
    { key, x, y, fill: theme.colors.text.primary, fontSize: 12, textAnchor: anchor },
    words,
  );
}

function timeAxis({ left, right, bottom }, { from, to }) {
  const count = Math.max(2, Math.floor((right - left) / 130));
  return Array.from({ length: count }, (_, k) => {
    const share = (k + 0.5) / count;
    const words = data.dateTimeFormat(from + share * (to - from), {
      format: to - from > 86_400_000 * count ? "MM/DD" : "MM/DD HH:mm",
    });
    return text(left + share * (right - left), bottom + 16, words, "middle", `t${k}`);
  });
}

function histogram({ names, fields: [xMin, xMax, ...counts] }, width, height) {
  const named = counts.map((field, at) => ({
    field,
    name: names[at],
    color: data.getFieldSeriesColor(field, theme).color,
  }));
  const [first, last] = [xMin.values[0], xMax.values.at(-1)];
  const most = Math.max(...counts.flatMap(({ values }) => values));
  return plot(width, height, 42, named, (box) => {
    const x = (value) => box.left + ((value - first) / (last - first)) * (box.right - box.left);
    const y = (count) => box.bottom - (count / most) * (box.bottom - box.top);
    const step = Math.max(1, Math.ceil(xMin.values.length / 6));
    return [
      ...[0, 0.5, 1].map((share) =>
        text(box.left - 6, y(share * most) + 4, Math.round(share * most), "end", `y${share}`),
      ),
      ...xMin.values.flatMap((value, k) =>
        k % step === 0
          ? [
              text(
                x(value),
                box.bottom + 16,
                data.formattedValueToString(xMin.display(value)),
                "middle",
                `x${k}`,
              ),
            ]
          : [],
      ),
      ...named.flatMap(({ field, color }, at) => {
        const { lineWidth = 1, fillOpacity = 80 } = field.config.custom ?? {};
        return field.values.flatMap((count, k) =>
          count > 0
            ? [
                h("rect", {
                  key: `${at} ${k}`,
                  x: x(xMin.values[k]),
                  y: y(count),
                  width: x(xMax.values[k]) - x(xMin.values[k]),
                  height: box.bottom - y(count),
                  fill: color,
                  fillOpacity: fillOpacity / 100,
                  stroke: color,
                  strokeWidth: lineWidth,
                }),
              ]
            : [],
        );
      }),
    ];
  });
}

/** One row a series, coloured from each value to the next. */
function timeline(frames, range, width, height) {
  const series = frames.map((frame) => ({ frame, time: frame.fields[0], field: frame.fields[1] }));
  const names = series.map(({ frame, field }) => data.getFieldDisplayName(field, frame));
  const left = Math.min(300, 16 + 7 * Math.max(...names.map(({ length }) => length)));
  const words = new Map(
    series
      .flatMap(({ field }) => field.values.map((value) => field.display(value)))
      .map(({ text: name, color }) => [name, { name, color }]),
  );
  return plot(width, height, left, [...words.values()], (box) => {
    const x = (time) =>
      box.left + ((time - range.from) / (range.to - range.from)) * (box.right - box.left);
    const tall = (box.bottom - box.top) / series.length;
    return [
      timeAxis(box, range),
      ...series.flatMap(({ time, field }, row) => [
        text(left - 8, box.top + (row + 0.5) * tall + 4, names[row], "end", `n${row}`),
        ...stretches(time.values, field.values, range.to).map(({ value, begin, end }) =>
          h("rect", {
            key: `${row} ${begin}`,
            x: x(begin),
            y: box.top + row * tall + 2,
            width: Math.max(1, x(end) - x(begin)),
            height: tall - 4,
            fill: field.display(value).color,
          }),
        ),
      ]),
    ];
  });
}

/** Values that stay the same for a while, each until the next begins. */
function stretches(times, values, end) {
  const begins = values.flatMap((value, k) => (value === values[k - 1] ? [] : [k]));
  return begins.map((k, at) => ({
    value: values[k],
    begin: times[k],
    end: times[begins[at + 1]] ?? end,
  }));
}

/** One row a band, one column a row of the answer: dark blue is low, red high (Turbo of d3, as Grafana's). */
function heatmap(frames, range, width, height) {
  const rows = frames
    .map((frame) => ({
      name: Number(data.getFieldDisplayName(frame.fields[1], frame)),
      time: frame.fields[0].values,
      level: frame.fields[1].values,
    }))
    .sort((a, b) => a.name - b.name);
  const levels = rows.flatMap(({ level }) => level).filter((level) => level !== null);
  const [low, high] = [Math.min(...levels), Math.max(...levels)];
  return plot(
    width,
    height,
    64,
    [
      { name: `${low.toFixed(0)} dB`, color: turbo(0) },
      { name: `${high.toFixed(0)} dB`, color: turbo(1) },
    ],
    (box) => {
      const x = (time) =>
        box.left + ((time - range.from) / (range.to - range.from)) * (box.right - box.left);
      const tall = (box.bottom - box.top) / rows.length;
      const labelled = Math.ceil(rows.length / 12);
      return [
        timeAxis(box, range),
        ...rows.flatMap(({ name, time, level }, row) => {
          const y = box.bottom - (row + 1) * tall;
          const step = Math.min(...time.slice(1).map((at, k) => at - time[k]));
          return [
            ...(row % labelled === 0
              ? [
                  text(
                    box.left - 6,
                    y + tall,
                    name >= 1000 ? `${(name / 1000).toFixed(1)} kHz` : `${name.toFixed(0)} Hz`,
                    "end",
                    `b${row}`,
                  ),
                ]
              : []),
            ...level.map((value, k) =>
              value === null
                ? null
                : h("rect", {
                    key: `${row} ${k}`,
                    x: x(time[k]),
                    y,
                    width: x(time[k] + step) - x(time[k]) + 0.3,
                    height: tall + 0.3,
                    fill: turbo((value - low) / (high - low)),
                  }),
            ),
          ];
        }),
      ];
    },
  );
}

/** Polynomial of the colour map Turbo (A. Mikhailov, Google AI blog, 2019). */
function turbo(t) {
  const of = (...c) =>
    Math.round(
      255 *
        Math.max(
          0,
          Math.min(
            1,
            c.reduceRight((sum, each) => sum * t + each, 0),
          ),
        ),
    );
  return `rgb(${of(0.1357, 4.5974, -42.3277, 130.5887, -150.5666, 58.1375)},${of(0.0914, 2.1856, 4.8052, -14.0195, 4.2109, 2.7747)},${of(0.1067, 12.5925, -60.1097, 109.0745, -88.5066, 26.8183)})`;
}

function bars(frame, width, height) {
  const names = frame.fields.find(({ type }) => type === "string").values;
  const field = frame.fields.find(({ type }) => type === "number");
  const values = field.values;
  const [low, high] = [Math.min(0, ...values), Math.max(...values)];
  const { color } = data.getFieldSeriesColor(field, theme);
  return plot(width, height, 52, [], (box) => {
    const wide = (box.right - box.left) / values.length;
    const y = (value) => box.bottom - ((value - low) / (high - low)) * (box.bottom - box.top);
    const step = Math.ceil(values.length / Math.floor((box.right - box.left) / 70));
    return [
      ...[0, 0.5, 1].map((share) =>
        text(
          box.left - 6,
          y(low + share * (high - low)) + 4,
          data.formattedValueToString(field.display(low + share * (high - low))),
          "end",
          `y${share}`,
        ),
      ),
      ...values.map((value, k) =>
        h("rect", {
          key: k,
          x: box.left + k * wide + 1,
          y: y(value),
          width: wide - 2,
          height: box.bottom - y(value),
          fill: color,
        }),
      ),
      ...names.flatMap((name, k) =>
        k % step === 0
          ? [text(box.left + (k + 0.5) * wide, box.bottom + 16, name, "middle", `n${k}`)]
          : [],
      ),
    ];
  });
}

function placed(panel, frames, range, column) {
  const { x, y, w, h: tall } = panel.gridPos;
  const box = { width: w * column - GAP, height: tall * (CELL + GAP) - GAP };
  const style = { position: "absolute", left: x * column, top: y * (CELL + GAP), ...box };
  if (panel.type === "row")
    return h(
      "div",
      {
        key: panel.id,
        style: {
          ...style,
          color: theme.colors.text.primary,
          fontSize: 16,
          lineHeight: `${CELL}px`,
        },
      },
      panel.title,
    );
  const chrome = h(
    ui.PanelChrome,
    { ...box, title: panel.title, padding: panel.type === "table" ? "none" : "md" },
    (width, height) => content(panel, frames, range, width, height),
  );
  return h("div", { key: panel.id, style }, chrome);
}

/** Draws what belongs to one or more rows of a dashboard, `width` pixels wide. `panels`: each with its answers. Resolves to the picture's height. */
globalThis.draw = async ({ panels, range, width }) => {
  const column = (width - GAP) / COLUMN_COUNT;
  const top = Math.min(...panels.map(({ panel }) => panel.gridPos.y));
  const all = await Promise.all(
    panels.map(async ({ panel, answers, shift = 0 }) => ({
      panel: { ...panel, gridPos: { ...panel.gridPos, y: panel.gridPos.y - top } },
      frames: await framesOf(panel, answers),
      range: { from: range.from - shift, to: range.to - shift },
    })),
  );
  const height = Math.max(
    ...all.map(({ panel: { gridPos } }) => (gridPos.y + gridPos.h) * (CELL + GAP)),
  );
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  createRoot(root).render(
    h(
      data.ThemeContext.Provider,
      { value: theme },
      h(ui.PortalContainer),
      h(ui.GlobalStyles, { hackNoBackdropBlur: true, isExtensionSidebarOpen: false }),
      h(
        "div",
        {
          id: "dashboard",
          style: {
            position: "relative",
            width,
            height,
            padding: GAP,
            background: theme.colors.background.canvas,
          },
        },
        h(
          "div",
          { style: { position: "relative" } },
          all.map((each) => placed(each.panel, each.frames, each.range, column)),
        ),
      ),
    ),
  );
  return height;
};
