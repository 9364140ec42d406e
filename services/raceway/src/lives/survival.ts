import type { LifeDurations } from "@raceway/condition/prognosis/fleet";
import { drawSvg } from "@raceway/console/report/draw-svg";
import { kaplanMeier } from "@raceway/learn/remaining/kaplan-meier";

type ByKind = ReadonlyMap<string, LifeDurations>;

const DAY = 86_400;

/** How long bearings of each kind last, as lines for a terminal: how many ended and run, and after each end the share that lasts longer. */
export function survivalText(durations: ByKind): string {
  if (durations.size === 0) return "No bearing has run here yet.\n";
  return [...durations]
    .map(([kind, { ended, running }]) => {
      const head = `${kind}: ${ended.length} ended, ${running.length} run or were replaced before their end\n`;
      const steps = kaplanMeier(ended, running).map(
        ({ seconds, surviving, low, high, atRisk }) =>
          `  ${inDays(seconds).padStart(9)} of running: ${percent(surviving)} last longer (80 %: ${percent(low)} to ${percent(high)}), of ${atRisk} that came so far\n`,
      );
      return (
        head +
        (steps.length > 0
          ? steps.join("")
          : "  nothing is known of how long they last: none has ended\n")
      );
    })
    .join("");
}

/** The same as steps over running days, an SVG; kinds of which none has ended are not in it. */
export function survivalPicture(durations: ByKind): Promise<string> {
  const kinds = [...durations].filter(([, { ended }]) => ended.length > 0);
  return drawSvg({
    title: { text: "Share of bearings that last longer", left: 75, top: 5 },
    legend: { top: 10, right: 40, data: kinds.map(([kind]) => kind) },
    grid: [{ left: 80, right: 40, top: 60, height: 400 }],
    xAxis: [
      { type: "value", min: 0, name: "running time, d", nameLocation: "middle", nameGap: 30 },
    ],
    yAxis: [{ type: "value", min: 0, max: 100, name: "%", nameLocation: "middle", nameGap: 55 }],
    series: kinds.map(([kind, { ended, running }]) => ({
      type: "line",
      step: "end",
      name: kind,
      showSymbol: false,
      data: [
        [0, 100],
        ...kaplanMeier(ended, running).map(({ seconds, surviving }) => [
          seconds / DAY,
          100 * surviving,
        ]),
        // Whoever has run longest without an end carries the last step on.
        ...lastStep(ended, running),
      ],
    })),
  });
}

function lastStep(ended: readonly number[], running: readonly number[]): readonly number[][] {
  const longest = Math.max(0, ...running);
  const last = kaplanMeier(ended, running).at(-1);
  return last !== undefined && longest > last.seconds
    ? [[longest / DAY, 100 * last.surviving]]
    : [];
}

function inDays(seconds: number): string {
  return `${(seconds / DAY).toFixed(1)} d`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
