import { pointsOf } from "@raceway/model/plant";
import { isoOf, nanosOfIso, nanosOfSeconds, secondsOf } from "@raceway/model/time";
import { describe, expect, it } from "vitest";
import { asSimulated, plantStory, storyBegins } from "./plant-story.ts";
import { scenarioComplaints, severitiesAt } from "./scenario.ts";
import { simulatedRecords } from "./simulated-records.ts";
import { GRINDER, TEST_PLANT } from "./test-plant.ts";

const DAY = 86_400;
/** The story's, in short blocks: what is in them is not looked at here. */
const SHORT = { ...plantStory(TEST_PLANT, 0.5).sampling, samples: 64, leastTurns: 1e-6 };
const at = (iso: string) => nanosOfIso(iso) ?? 0n;
const BERLIN = {
  ...TEST_PLANT,
  lines: TEST_PLANT.lines.map((line) => ({ ...line, timeZone: "Europe/Berlin" })),
};

describe("the story of a simulated plant", () => {
  it.each([
    ["2026-11-30T11:00:00Z", "2026-11-24T07:00:00.000Z"],
    ["2026-12-01T07:00:00Z", "2026-12-01T07:00:00.000Z"],
    ["2026-12-01T06:59:59Z", "2026-11-24T07:00:00.000Z"],
    ["2026-07-30T11:00:00Z", "2026-07-28T06:00:00.000Z"],
  ])("begins at the latest Tuesday, 8 o'clock by the plant's wall clock: at %s", (now, begins) => {
    expect(isoOf(storyBegins(BERLIN, at(now)))).toBe(begins);
  });

  it("fits its plant, with a past of any length", () => {
    for (const days of [0.1, 1, 7, 30])
      expect(scenarioComplaints(TEST_PLANT, plantStory(TEST_PLANT, days))).toEqual([]);
  });

  it("brings a bearing of the grinder to an end, which nothing showed weeks before", () => {
    const story = plantStory(TEST_PLANT, 30);
    const severity = (day: number) => severitiesAt(story, GRINDER, day * DAY)["outer-race"] ?? 0;
    expect(severity(20)).toBe(0);
    expect(severity(30)).toBeLessThan(0.1);
    expect(severity(36)).toBeGreaterThan(0.2);
    expect(severity(50)).toBe(1);
  });

  it("lets machines rest on Sunday, and run on the day before and after", () => {
    const start = at("2026-11-27T00:00:00Z");
    const end = start + nanosOfSeconds(4 * DAY);
    const story = { ...plantStory(TEST_PLANT, 0.5), sampling: SHORT };
    const rpm = new Map<string, number>();
    for (const record of simulatedRecords(TEST_PLANT, story, { seed: 1, start, end }))
      if (record.type === "waveform" && record.point === GRINDER && record.channel === "x")
        rpm.set(isoOf(record.time).slice(0, 13), record.speedRpm ?? Number.NaN);
    expect(rpm.get("2026-11-28T12")).toBeGreaterThan(1700);
    expect(rpm.get("2026-11-29T12")).toBe(0);
    expect(rpm.get("2026-11-30T12")).toBeGreaterThan(1700);
  });

  it("does not let sensors that rest between two blocks pass for silent ones", () => {
    const { vibrationEverySeconds } = plantStory(TEST_PLANT).sampling;
    for (const { point } of pointsOf(asSimulated(TEST_PLANT)).values())
      for (const { silentAfter } of point.channels)
        expect(silentAfter).toBeGreaterThan(4 * vibrationEverySeconds);
  });

  it("goes on from any moment with the records that it would have had from its start", () => {
    const start = at("2026-11-27T00:00:00Z");
    const span = { seed: 1, start, end: start + nanosOfSeconds(DAY) };
    const story = { ...plantStory(TEST_PLANT, 0.5), sampling: SHORT };
    const whole = [...simulatedRecords(TEST_PLANT, story, span)];
    const from = start + nanosOfSeconds(0.7 * DAY);
    const rest = [...simulatedRecords(TEST_PLANT, story, { ...span, from })];
    const expected = whole.filter(({ time }) => time >= from);
    expect(rest.map(({ point, channel, time }) => [point, channel, time])).toEqual(
      expected.map(({ point, channel, time }) => [point, channel, time]),
    );
    for (const [k, record] of rest.entries()) {
      const other = expected[k];
      if (record.type === "waveform") expect(record).toEqual(other);
      // A housing remembers how it was warmed: reckoned in other steps, it is as warm.
      else if (other?.type === "reading" && record.type === "reading")
        expect(Math.abs(record.value - other.value)).toBeLessThan(1);
    }
    expect(secondsOf((rest[0]?.time ?? 0n) - from)).toBeLessThan(3600);
  });
});
