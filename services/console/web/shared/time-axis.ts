import { axisMoment } from "./format.ts";

const DAY_MS = 86_400_000;

/** An axis of time by the plant's clock, its labels and the time under the mouse as texts beside it write them. @param from to milliseconds since 1970. */
export function timeAxis(from: number | undefined, to: number) {
  const span = from === undefined ? 0 : to - from;
  const detail = span > 4 * DAY_MS ? "days" : span > DAY_MS ? "both" : "hours";
  return {
    type: "time",
    ...(from !== undefined && { min: from }),
    max: to,
    axisLabel: { hideOverlap: true, formatter: (at: number) => axisMoment(at, detail) },
    axisPointer: {
      label: {
        formatter: ({ value }: { readonly value: unknown }) => axisMoment(Number(value), "both"),
      },
    },
  } as const;
}
