import { drawSvg } from "@raceway/console/report/draw-svg";
import type { Judged } from "./measures.ts";

/** Points drawn of a curve: more cannot be seen. */
const DRAWN = 160;
/** Half of the cone, as a share of the truth. */
export const ALPHA = 0.3;

/** The α–λ picture of one life as SVG (Saxena et al., Int. J. PHM 2010): answers with their interval over the share of life that has passed, against the truth and a cone of ± α around it. */
export function alphaLambda({
  watched: { life, length, onset },
  standing,
}: Judged): Promise<string> {
  const points = Array.from({ length: DRAWN }, (_, i) => {
    const share = (i + 1) / (DRAWN + 1);
    return {
      share: Math.round(1000 * share) / 10,
      truth: 100 * (1 - share),
      answer: standing(share * length),
    };
  });
  const inPercent = (seconds: number | undefined) =>
    seconds === undefined || !Number.isFinite(seconds)
      ? null
      : Math.round((1e4 * seconds) / length) / 100;
  const curve = (
    name: string,
    color: string,
    data: readonly (readonly [number, number | null])[],
    type = "solid",
  ) => ({
    type: "line",
    name,
    showSymbol: false,
    connectNulls: false,
    lineStyle: { width: 1.5, color, type },
    itemStyle: { color },
    data,
  });
  const most = 150;
  return drawSvg({
    title: { text: life.name, left: 75, top: 5 },
    legend: {
      top: 10,
      right: 40,
      data: ["remaining life", "truth", "80 % interval", `truth ± ${100 * ALPHA} %`],
    },
    grid: [{ left: 80, right: 40, top: 60, height: 400 }],
    xAxis: [
      {
        type: "value",
        min: 0,
        max: 100,
        name: "share of life passed, %",
        nameLocation: "middle",
        nameGap: 30,
      },
    ],
    yAxis: [
      {
        type: "value",
        min: 0,
        max: most,
        name: "remaining, % of life",
        nameLocation: "middle",
        nameGap: 55,
      },
    ],
    series: [
      curve(
        "truth",
        "#222222",
        points.map(({ share, truth }) => [share, truth]),
        "dashed",
      ),
      ...[1 - ALPHA, 1 + ALPHA].map((factor) =>
        curve(
          `truth ± ${100 * ALPHA} %`,
          "#bbbbbb",
          points.map(({ share, truth }) => [share, factor * truth]),
        ),
      ),
      {
        ...curve(
          "remaining life",
          "#0b6fa4",
          points.map(({ share, answer }) => [share, inPercent(answer?.estimate)]),
        ),
        ...(onset !== undefined && {
          markLine: {
            symbol: "none",
            lineStyle: { color: "#c0392b" },
            label: { formatter: "persistent anomaly", position: "insideEndTop", fontSize: 10 },
            data: [{ xAxis: Math.round((1000 * onset) / length) / 10 }],
          },
        }),
      },
      ...(["low", "high"] as const).map((end) =>
        curve(
          "80 % interval",
          "#8fb8d0",
          points.map(({ share, answer }) => {
            const value = inPercent(answer?.[end]);
            return [share, value === null ? null : Math.min(value, most)];
          }),
        ),
      ),
    ],
  });
}
