import { drawSvg } from "@raceway/console/report/draw-svg";
import type { Replay } from "./life-replay.ts";
import type { Life } from "./recorded-lives.ts";

/** Moments drawn of a curve: more cannot be seen. */
const DRAWN = 160;

/** One picture per life as SVG, by file name: health, the onset, and the remaining life with its interval against the truth. */
export async function lifePictures(
  lives: readonly Life[],
  replays: readonly Replay[],
): Promise<Readonly<Record<string, string>>> {
  const pictures: Record<string, string> = {};
  for (const [i, replay] of replays.entries()) {
    const life = lives[i];
    if (life !== undefined)
      pictures[`life-${life.name.toLowerCase()}.svg`] = await drawSvg(picture(life, replay));
  }
  return pictures;
}

function picture({ start, end, name }: Life, replay: Replay): object {
  const minutes = (seconds: number) => Math.round((seconds - start) / 6) / 10;
  const remaining = (seconds: number) => Math.round(seconds / 0.6) / 100;
  const answers = few(replay.answers);
  const from = answers[0]?.time ?? start;
  const axis = (index: number, label: string) => ({
    gridIndex: index,
    name: label,
    nameLocation: "middle",
    nameGap: 55,
  });
  const line = (index: number, color: string, type = "solid") => ({
    type: "line",
    xAxisIndex: index,
    yAxisIndex: index,
    showSymbol: false,
    lineStyle: { width: 1.5, color, type },
    itemStyle: { color },
  });
  return {
    title: { text: name, left: 75, top: 5 },
    legend: { top: 10, right: 40, data: ["remaining life", "truth", "80 % interval"] },
    grid: [
      { left: 80, right: 40, top: 60, height: 150 },
      { left: 80, right: 40, top: 250, height: 250 },
    ],
    xAxis: [0, 1].map((gridIndex) => ({
      gridIndex,
      type: "value",
      min: gridIndex === 0 ? 0 : Math.floor(minutes(from)),
      max: minutes(end),
      ...(gridIndex === 1 && { name: "minutes of life", nameLocation: "middle", nameGap: 30 }),
    })),
    yAxis: [
      { ...axis(0, "health"), type: "value", min: 0, max: 100 },
      { ...axis(1, "remaining life, min"), type: "log", logBase: 10 },
    ],
    series: [
      {
        ...line(0, "#0b6fa4"),
        name: "health",
        data: few(replay.health).map(({ time, health }) => [
          minutes(time),
          Math.round(10 * health) / 10,
        ]),
        markLine: {
          symbol: "none",
          lineStyle: { color: "#c0392b" },
          label: { formatter: "persistent anomaly", position: "insideEndTop", fontSize: 10 },
          data: replay.onsets.map(({ at }) => ({ xAxis: minutes(start + at * (end - start)) })),
        },
      },
      {
        ...line(1, "#222222", "dashed"),
        name: "truth",
        data: answers.map(({ time, actual }) => [minutes(time), remaining(actual)]),
      },
      {
        ...line(1, "#0b6fa4"),
        name: "remaining life",
        data: answers.map(({ time, estimate }) => [minutes(time), remaining(estimate)]),
      },
      ...(["low", "high"] as const).map((end) => ({
        ...line(1, "#8fb8d0"),
        name: "80 % interval",
        data: answers.map((answer) => [minutes(answer.time), remaining(answer[end])]),
      })),
    ],
  };
}

function few<T>(items: readonly T[]): readonly T[] {
  const step = Math.max(1, Math.ceil(items.length / DRAWN));
  return items.filter((_, i) => i % step === 0 || i === items.length - 1);
}
