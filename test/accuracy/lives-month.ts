import { createManipulation } from "@raceway/condition/manipulation/manipulation";
import { createPlantAnalysis } from "@raceway/condition/plant-analysis";
import type { TransformEngine } from "@raceway/dsp/transform/transform";
import { median } from "@raceway/learn/robust";
import { pointsOf } from "@raceway/model/plant";
import { nanosOfSeconds, secondsOf } from "@raceway/model/time";
import { simulatedRecords } from "@raceway/simulator/simulated-records";
import { percent, table } from "./markdown.ts";
import { simulatedMonth } from "./simulated-month.ts";

const POINTS = 40;
const DAYS = 30;
const EVERY = 1800;
const FAULTS = 12;
const DAY = 86_400;
/** 2026-01-01T00:00:00Z. */
const START = 1_767_225_600n * 1_000_000_000n;

interface Opened {
  readonly point: string;
  readonly day: number;
  readonly why: string;
}

/** A month of a plant without faults and the same month with twelve. */
export function monthSection(engine: TransformEngine): string {
  const healthy = runMonth(0, 1, engine);
  const sick = runMonth(FAULTS, 2, engine);
  const years = (POINTS * DAYS) / 365.25;
  const rows = sick.faults.map(({ at, fault, onsetSeconds, growthSeconds }) => {
    const onset = onsetSeconds / DAY;
    const opened = sick.opened.find(({ point, day }) => point === at && day >= onset);
    return [
      at.split("/").slice(2).join("/"),
      fault,
      onset.toFixed(0),
      opened === undefined ? "not found" : opened.day.toFixed(1),
      opened === undefined ? "" : percent(((opened.day - onset) * DAY) / growthSeconds),
      opened?.why ?? "",
    ];
  });
  const leads = sick.faults.flatMap(({ at, onsetSeconds, growthSeconds }) => {
    const opened = sick.opened.find(({ point, day }) => point === at && day >= onsetSeconds / DAY);
    return opened === undefined ? [] : (onsetSeconds + growthSeconds) / DAY - opened.day;
  });
  const sickPoints = new Set(sick.faults.map(({ at }) => at));
  const beside = sick.opened.filter(
    ({ point, day }) =>
      !sickPoints.has(point) ||
      day < (sick.faults.find(({ at }) => at === point)?.onsetSeconds ?? 0) / DAY,
  );
  return [
    "## A simulated month of a plant",
    `${POINTS} points on ${POINTS / 2} machines with vibration and temperature, a block each ${EVERY / 60} minutes, ${DAYS} days (${years.toFixed(2)} point-years): a third of the machines on two shifts, a third on speeds that change twice a day between 60 and 100 %, a third day and night under a load that swings by half; a hall whose temperature follows the day and which is up to 14 and 18 K warmer in two hot spells, measured by one thermometer that the plant file declares as \`ambient\`.`,
    `**No faults:** ${healthy.opened.length} persistent anomalies, ${(healthy.opened.length / years).toFixed(2)} a point-year (wanted: at most 1); ${healthy.sensor} sensor verdicts.`,
    `**Twelve faults,** one a point, from the tenth day on, each growing over ten days: ${leads.length} of ${sick.faults.length} found, median lead before they are full-grown ${median(leads).toFixed(1)} days; ${beside.length} persistent anomalies elsewhere or before.`,
    table(
      [
        "point",
        "fault",
        "begins on day",
        "persistent anomaly on day",
        "share of its growth",
        "strongest evidence",
      ],
      rows,
    ),
  ].join("\n\n");
}

function runMonth(faults: number, seed: number, engine: TransformEngine) {
  const { plant, scenario } = simulatedMonth({
    points: POINTS,
    days: DAYS,
    every: EVERY,
    samples: 4096,
    faults,
  });
  const analysis = createPlantAnalysis(plant);
  const manipulations = new Map(
    [...pointsOf(plant)].map(([path, context]) => [path, createManipulation(context, { engine })]),
  );
  const opened: Opened[] = [];
  const open = new Set<string>();
  let sensor = 0;
  const end = START + nanosOfSeconds(DAYS * DAY);
  for (const record of simulatedRecords(plant, scenario, { seed, start: START, end })) {
    const manipulate = manipulations.get(record.point);
    if (manipulate === undefined) continue;
    // Names of faults are another study's matter, and the dearest part.
    const { modulation: _, ...observation } = manipulate(record);
    for (const verdict of analysis.judge({ ...observation, spectra: [] })?.verdicts ?? []) {
      if (verdict.kind === "sensor") sensor += 1;
      if (verdict.kind !== "anomaly") continue;
      const now = verdict.persistent && verdict.severity !== "normal";
      if (now && !open.has(record.point)) {
        const best = verdict.evidence[0];
        opened.push({
          point: record.point,
          day: secondsOf(record.time - START) / DAY,
          why: best === undefined ? "" : `${best.channel} ${best.indicator}`,
        });
      }
      if (now) open.add(record.point);
      else open.delete(record.point);
    }
  }
  return { opened, sensor, faults: scenario.faults ?? [] };
}
