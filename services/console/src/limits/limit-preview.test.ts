import type { Plant } from "@raceway/model/plant";
import type { SeriesQuery } from "@raceway/ports/telemetry-store";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLiveState } from "../live/live-state.ts";
import { limitPlace } from "./limit-place.ts";
import { crossings, highest, previewLimit, spansOf } from "./limit-preview.ts";

const MINUTE = 60_000;
const every = (minutes: number, values: readonly number[]) =>
  values.map((value, i) => [i * minutes * MINUTE, value] as const);
const tried = (rows: readonly (readonly [number, number])[], mark: number) =>
  crossings(rows, spansOf(rows), mark);
const history = fc.array(fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.double({ noNaN: true })), {
  maxLength: 50,
});
/** Rows in time order from gaps and values. */
function rowsOf(parts: readonly (readonly [number, number])[]) {
  let time = 0;
  return parts.map(([gap, value]) => {
    time += gap;
    return [time, value] as const;
  });
}

describe("a limit tried on history", () => {
  it("counts each time that it is reached, from the mark itself on", () => {
    const found = tried(every(1, [1, 5, 6, 1, 5, 1]), 5);
    expect(found).toMatchObject({ values: 3, times: 2, seconds: 180, share: 0.5 });
    expect(found.first).toBe("1970-01-01T00:01:00.000Z");
    expect(found.last).toBe("1970-01-01T00:04:00.000Z");
  });

  it("takes silence for no history, and what comes after it for another time", () => {
    const rows = [...every(1, [9, 9, 9]), [1000 * MINUTE, 9] as const];
    expect(tried(rows, 5)).toMatchObject({ times: 2, seconds: 8 * 60, share: 1 });
  });

  it("says nothing of an empty history", () => {
    expect(tried([], 5)).toEqual({ mark: 5, values: 0, times: 0, seconds: 0, share: 0 });
  });

  it("is reached less often and for less time the higher it is", () => {
    fc.assert(
      fc.property(
        history,
        fc.double({ noNaN: true }),
        fc.double({ noNaN: true }),
        (parts, a, b) => {
          const rows = rowsOf(parts);
          const [low, high] = [tried(rows, Math.min(a, b)), tried(rows, Math.max(a, b))];
          expect(high.values).toBeLessThanOrEqual(low.values);
          expect(high.share).toBeLessThanOrEqual(low.share);
          expect(low.times).toBeLessThanOrEqual(low.values);
        },
      ),
    );
  });
});

describe("a preview", () => {
  const START = 1_767_225_600_000n;
  const channel = { id: "temp", name: "T", kind: "temperature", unit: "degC" } as const;
  const point = {
    path: "s/l/m/p",
    id: "p",
    name: "P",
    channels: [{ ...channel, silentAfter: 60, limits: [] }],
  };
  const plant: Plant = {
    site: "s",
    name: "S",
    trace: {},
    lines: [
      {
        id: "l",
        name: "L",
        machines: [{ id: "m", name: "M", speed: { tolerance: 0 }, loadUnit: "%", points: [point] }],
      },
    ],
  };

  it("looks at means where there are more values than it may read, and says so", async () => {
    const live = createLiveState(plant, () => undefined, Date.now);
    const asked: SeriesQuery[] = [];
    const store = {
      async series(query: SeriesQuery) {
        asked.push(query);
        const count = query.everySeconds === undefined ? (query.limit ?? 0) : 100;
        return Array.from({ length: count }, (_, i) => ({
          time: (START + BigInt(i * 1000)) * 1_000_000n,
          tags: {},
          fields: { temperature: 60 },
        }));
      },
    };
    const place = limitPlace(live, {
      point: "s/l/m/p",
      channel: "temp",
      indicator: "temperature",
    });
    const now = () => START * 1_000_000n;
    const view = await previewLimit(live, store, place, { ...place, days: 30, alarm: 50 }, now);
    expect(asked).toHaveLength(2);
    expect(asked[0]?.limit).toBeLessThanOrEqual(50_000);
    expect(view).toMatchObject({ values: 100, unit: "degC", alarm: { share: 1, times: 1 } });
    expect(view.everySeconds).toBe(asked[1]?.everySeconds);
    expect(view.everySeconds).toBeGreaterThanOrEqual((30 * 86_400) / 50_000);
  });
});

describe("a history to draw", () => {
  it("is short, in time order, and hides no peak", () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 20 }), (parts, most) => {
        const rows = rowsOf(parts);
        const drawn = highest(rows, most);
        expect(drawn.length).toBeLessThanOrEqual(most);
        expect(drawn.toSorted((a, b) => a[0] - b[0])).toEqual(drawn);
        const top = (list: typeof rows) => Math.max(...list.map(([, value]) => value));
        expect(top([...drawn])).toBe(top(rows));
      }),
    );
  });
});
