import { expect, test } from "vitest";
import { PlantFileError, parsePlant } from "./plant-file.ts";

const POINTS = "points: [{ id: p, channels: [{ id: vib, kind: vibration }] }]";
const plantOf = (machine: string, line = "") =>
  parsePlant(
    `
site: s
timeZone: Europe/Berlin
lines:
  - id: l
    ${line}
    machines:
      - { id: m, ${machine} ${POINTS} }
      - { id: other, ${POINTS} }
`,
    "plant.yaml",
    () => [],
  );

function refusal(machine: string, line?: string): string {
  try {
    plantOf(machine, line);
  } catch (error) {
    if (error instanceof PlantFileError) return error.message;
    throw error;
  }
  return "none";
}

test("what is left out is filled in: a tenth of the nominal speed, and how long a state is believed", () => {
  const [measured] =
    plantOf("speed: { rpm: 3000 }, production: { states: speed },").lines[0]?.machines ?? [];
  expect(measured?.production).toEqual({ states: "speed", runningAbove: 300, silentAfter: 900 });
  const [told] =
    plantOf("production: { states: messages, cycleSeconds: 3 },").lines[0]?.machines ?? [];
  expect(told?.production).toEqual({ states: "messages", silentAfter: 604_800, cycleSeconds: 3 });
});

test("shifts are by the plant's clock", () => {
  const [line] = plantOf(
    "",
    'shifts: [{ name: early, days: [mon], from: "06:00", to: "14:00" }]',
  ).lines;
  expect(line?.shifts).toEqual([
    { ...{ name: "early", days: ["mon"], from: "06:00", to: "14:00", timeZone: "Europe/Berlin" } },
  ]);
});

test.each([
  [
    "a load without the load that decides",
    "production: { states: load },",
    undefined,
    /load above which it runs, %/,
  ],
  [
    "a speed without any speed",
    "production: { states: speed },",
    undefined,
    /speed above which it runs/,
  ],
  [
    "a mark where messages tell",
    "production: { states: messages, runningAbove: 5 },",
    undefined,
    /states: speed or load/,
  ],
  ["a word that is no source", "production: { states: sometimes },", undefined, /states/],
  [
    "shifts that overlap",
    "",
    'shifts: [{ name: early, from: "06:00", to: "14:30" }, { name: late, from: "14:00", to: "22:00" }]',
    /early and late, which overlap/,
  ],
  [
    "a bottleneck that is not there",
    "production: { states: messages },",
    "bottleneck: x",
    /x, which is not there.*one of m/s,
  ],
  [
    "a bottleneck that tells nothing",
    "production: { states: messages },",
    "bottleneck: other",
    /other, which has no `production`/,
  ],
])("%s is refused, with what would be right", (_, machine, line, words) => {
  expect(refusal(machine, line)).toMatch(words);
});
