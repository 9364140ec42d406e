import type { AlarmOccurrence } from "@raceway/model/alarm-occurrence";
import { isoOf, nanosOfIso } from "@raceway/model/time";
import { parsePlant } from "@raceway/plant/plant-file";
import type { SeriesQuery, SeriesRow } from "@raceway/ports/telemetry-store";
import { expect, test } from "vitest";
import { alarmsWorth } from "./alarms-worth.ts";
import { shiftsCsv, stopsCsv } from "./production-csv.ts";
import { alarmsWorthView, productionView } from "./production-schema.ts";
import { readProduction } from "./read-production.ts";

const PLANT = parsePlant(
  `
site: s
lines:
  - id: l
    shifts: [{ name: early, from: "06:00", to: "14:00" }, { name: late, from: "14:00", to: "22:00" }]
    bottleneck: m
    costs: { unplannedHour: 900, failureHours: 6 }
    plannedStops: [{ days: [mon], from: "13:00", to: "14:00" }]
    machines:
      - id: m
        production: { states: messages, cycleSeconds: 6 }
        points: [{ id: p, channels: [{ id: vib, kind: vibration }] }]
      - id: silent
        points: [{ id: p, channels: [{ id: vib, kind: vibration }] }]
  - id: other
    machines:
      - { id: m, points: [{ id: p, channels: [{ id: vib, kind: vibration }] }] }
`,
  "plant.yaml",
  () => [],
);
/** A Monday. */
const at = (clock: string) => nanosOfIso(`2026-06-01T${clock}:00Z`) ?? 0n;

type Row = readonly [clock: string, fields: SeriesRow["fields"]];

/** A store that has rows of the machine's states and of work at its point. */
function storeOf(states: readonly Row[], works: readonly Row[] = []) {
  return {
    async series({ measurement, from, to }: SeriesQuery): Promise<readonly SeriesRow[]> {
      const rows = measurement === "machine_state" ? states : works;
      return rows
        .map(([clock, fields]) => ({ time: at(clock), tags: {}, fields }))
        .filter(({ time }) => from <= time && time < to);
    },
  };
}

const STATES: readonly Row[] = [
  ["05:00", { state: 2 }],
  ["07:00", { pieces: 600 }],
  ["08:00", { state: 0, cause: "tool change" }],
  ["08:30", { state: 2, pieces: 800, rejected: 40 }],
  ["12:30", { pieces: 2000, rejected: 100 }],
  ["13:00", { state: 0 }],
  ["13:50", { state: 2, pieces: 50 }],
  ["15:00", { state: 0 }],
  ["15:40", { state: 2 }],
  ["15:20", { planned: 1, cause: "cleaning" }],
];
const parts = { store: storeOf(STATES), plant: () => PLANT };
const DAY = { start: at("00:00"), end: at("18:00") };

test("a line's shifts are accounted for minute by minute, with the pieces of its bottleneck", async () => {
  const view = await readProduction(parts, DAY, () => true);
  expect(productionView.parse(view)).toEqual(view);
  const [line, ...others] = view.lines;
  // A line of which no machine tells anything is no line of this page.
  expect(others).toEqual([]);
  const [early, late] = line?.shifts ?? [];
  expect(early?.minutes).toEqual({
    ...{ running: 390, idle: 0, unplanned: 30, planned: 50, extra: 10, unknown: 0 },
  });
  // PBT 420: the hour from 13:00 is planned. The 50 pieces made in it belong to no planned busy time.
  expect(early).toMatchObject({ name: "early", made: { pieces: 3400, good: 3260 }, known: 1 });
  expect(early?.availability).toBeCloseTo(390 / 420, 12);
  expect(early?.performance).toBeCloseTo((6 * 3400) / (60 * 390), 12);
  expect(early?.oee).toBeCloseTo((6 * 3260) / (60 * 420), 12);
  // The stop was told as planned afterwards; the shift is not over yet.
  expect(late?.minutes).toMatchObject({ running: 200, planned: 40, unplanned: 0 });
  expect(line?.causes).toEqual([{ cause: "tool change", minutes: 30, stops: 1 }]);
  expect(line?.total).toMatchObject({ failures: 1, mttrMinutes: 30, mtbfMinutes: 600 });
});

test("planned stops that overlap, of the week and of the calendar, are missed once", async () => {
  const [own, ...rest] = PLANT.lines;
  if (own === undefined) throw new Error("the plant has a line");
  const calendarStops = [
    { start: at("07:45"), end: at("08:15") },
    { start: at("12:30"), end: at("13:30") },
  ];
  const plant = { ...PLANT, lines: [{ ...own, calendarStops }, ...rest] };
  const { lines } = await readProduction({ ...parts, plant: () => plant }, DAY, () => true);
  const [early] = lines[0]?.shifts ?? [];
  // 07:45 to 08:15 and 12:30 to 14:00: two hours in all, of which it ran 15 + 30 + 10 minutes.
  expect(early?.minutes).toMatchObject({ planned: 65, extra: 55, unplanned: 15, running: 345 });
});

test("who sees some lines only gets only those", async () => {
  expect((await readProduction(parts, DAY, () => false)).lines).toEqual([]);
});

test("of a machine that never told its state there are no figures, and pieces alone make none", async () => {
  const store = storeOf([["07:00", { pieces: 600 }]]);
  const { lines } = await readProduction({ ...parts, store }, DAY, () => true);
  expect(lines[0]?.total).toMatchObject({ known: 0, made: { pieces: 0, good: 0 }, failures: 0 });
  expect(lines[0]?.total.availability).toBeUndefined();
});

test("tables for a spreadsheet have a row for each shift, and for each stop with its cause", async () => {
  const view = await readProduction(parts, DAY, () => true);
  expect(shiftsCsv(view).split("\r\n")[1]).toBe(
    "l,early,2026-06-01T06:00:00.000Z,2026-06-01T14:00:00.000Z,390.0,0.0,30.0,50.0,10.0,0.0,1.0000,0.9286,0.8718,0.9588,0.7762,3400,3260",
  );
  expect(stopsCsv(view)).toContain(
    "l,m,2026-06-01T08:00:00.000Z,2026-06-01T08:30:00.000Z,30.0,unplanned,tool change\r\n",
  );
});

function opened(machine: string, told: Partial<AlarmOccurrence> = {}): AlarmOccurrence {
  return {
    ...{ id: `l.${machine}.p.machine`, occurrence: 1, condition: "machine", severity: "alarm" },
    where: { line: "Line", machine: "Machine", point: "Point" },
    since: isoOf(at("07:30")),
    ...told,
  };
}

test("an alarm is worth what its machine stood, and what a breakdown takes where work came in time", async () => {
  const store = storeOf(STATES, [["13:10", { work: "bearing-replaced" }]]);
  const closed = isoOf(at("14:00"));
  const feedback = { who: "Li", at: closed, diagnosis: "right", files: [] } as const;
  const found = await alarmsWorth({ ...parts, store }, DAY, [
    opened("m", { closed, feedback, since: isoOf(at("09:00")) }),
    opened("m", { closed }),
    opened("silent"),
  ]);
  expect(alarmsWorthView.parse(found)).toEqual(found);
  expect(found.alarms.map(({ worth }) => worth)).toEqual([
    { outcome: "repaired", suffered: 0, avoided: 360, confirmed: true },
    // It stood for half an hour before anything was done.
    { outcome: "broke-down", suffered: 30, confirmed: false },
    undefined,
  ]);
  expect(found.totals).toEqual({
    ...{ suffered: 30, avoidedConfirmed: 360, avoidedClaimed: 0, nothingFound: 0 },
  });
});
