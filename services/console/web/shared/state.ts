import type { Alarm } from "@raceway/model/alarm";
import type {
  IndicatorView,
  MachineView,
  PlantView,
  PointSummary,
  ServicesView,
} from "../../src/http/api-types.ts";
import { LEVELS, type Level } from "../../src/http/api-types.ts";

import { setGrafana } from "./grafana-link.ts";
import { setPlantZone } from "./plant-clock.ts";

export type PlantState = ReturnType<typeof createPlantState>;

/** Changes are told of at most so often, milliseconds: a plant of 2000 points sends hundreds a second, and nobody reads faster. */
const SPACING_MS = 200;

/** What all pages share: the plant, the open alarms, the services. `changed` is called after a change, or after several that came together. */
export function createPlantState(changed: () => void) {
  let plant: PlantView | undefined;
  let alarms: readonly Alarm[] = [];
  let services: ServicesView | undefined;
  let reported = "";
  let catalogue: Readonly<Record<string, IndicatorView>> = {};
  const points = new Map<string, PointSummary>();
  /** Counts the changes of a line's points, and of all: what was made of them is good until then. */
  const versions = new Map<string, number>();
  let version = 0;
  let ranked: { readonly version: number; readonly points: readonly PointSummary[] } | undefined;
  let pending = false;
  let toldAt = Number.NEGATIVE_INFINITY;

  function tell(): void {
    if (pending) return;
    pending = true;
    // Not an animation frame: those do not come while nobody looks, and a page that is looked at again must be right at once.
    setTimeout(
      () => {
        pending = false;
        toldAt = performance.now();
        changed();
      },
      Math.max(0, toldAt + SPACING_MS - performance.now()),
    );
  }

  return {
    plant: () => plant,
    alarms: () => alarms,
    services: () => services,
    /** When the alarm service last told how the alarms fare; empty: not while this page was open. */
    reported: () => reported,
    catalogue: () => catalogue,
    point: (path: string) => points.get(path),
    /** The present summaries, the worst first; plant order among equals. */
    points(): readonly PointSummary[] {
      if (ranked?.version !== version) {
        const of = Map.groupBy(points.values(), ({ level }) => level);
        ranked = { version, points: LEVELS.flatMap((level) => of.get(level) ?? []) };
      }
      return ranked.points;
    },
    /** Another number after any change of a line's points. */
    versionOf: (line: string): number => versions.get(line) ?? 0,
    pointsOf: (machine: MachineView): readonly PointSummary[] =>
      machine.points.map((point) => points.get(point.path) ?? point),
    setPlant(view: PlantView): void {
      plant = view;
      setPlantZone(view.timeZone);
      setGrafana(view.grafana);
      version += 1;
      points.clear();
      for (const { id } of view.lines) versions.set(id, version);
      for (const point of view.lines.flatMap(({ machines }) => machines.flatMap((it) => it.points)))
        points.set(point.path, point);
      tell();
    },
    setPoint(summary: PointSummary): void {
      if (!points.has(summary.path)) return;
      points.set(summary.path, summary);
      version += 1;
      versions.set(summary.path.split("/")[1] ?? "", version);
      tell();
    },
    setAlarms(list: readonly Alarm[]): void {
      alarms = list;
      tell();
    },
    setReported(time: string): void {
      reported = time;
      tell();
    },
    setServices(view: ServicesView): void {
      services = view;
      tell();
    },
    setCatalogue(view: Readonly<Record<string, IndicatorView>>): void {
      catalogue = view;
    },
  };
}

/** 0 is the worst. */
export function rank(level: Level): number {
  return LEVELS.indexOf(level);
}

/** The worst level of some points; `unknown` of none. */
export function worstLevel(points: readonly PointSummary[]): Level {
  return LEVELS[Math.min(...points.map(({ level }) => rank(level)))] ?? "unknown";
}
