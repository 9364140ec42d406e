import { pointPath } from "@raceway/model/identity";
import type { PointContext } from "@raceway/model/plant";
import { unitFacts } from "@raceway/model/unit";
import type { PlaceView, SensorView } from "../http/api-types.ts";
import type { PointNow } from "./live-point.ts";
import type { LiveState } from "./live-state.ts";

/** Every channel as a sensor, in the plant file's order. */
export function readSensors(live: LiveState): readonly SensorView[] {
  return live.all().flatMap(sensorsOf);
}

function sensorsOf(now: PointNow): readonly SensorView[] {
  const { context, verdicts, indicators, heard, status } = now;
  return context.point.channels.map((channel) => {
    const { id, name, kind, unit, silentAfter } = channel;
    const arrival = heard.get(id);
    const view = indicators.get(id);
    const spoken = verdicts.sensors?.[id];
    return {
      point: context.point.path,
      where: placeOf(context),
      channel: { id, name, kind, ...(unit !== undefined && { unit: unitFacts(unit).canonical }) },
      ...(view !== undefined && { time: view.time }),
      ...(arrival !== undefined && { heard: new Date(arrival).toISOString() }),
      silentAfter,
      ...(spoken !== undefined &&
        spoken.fault !== "none" && {
          fault: spoken.fault,
          text: spoken.text,
          persistent: spoken.persistent,
        }),
      ...(status !== undefined && { status }),
    };
  });
}

/** A point's place in the names of the plant file. */
export function placeOf({ line, machine, point }: PointContext): PlaceView {
  return { line: line.name, machine: machine.name, point: point.name };
}

/** Path of a point from a row's tags; undefined when they are not a point's. */
export function pathOfTags(site: string, tags: Readonly<Record<string, string>>) {
  const { line, machine, point } = tags;
  return line && machine && point ? pointPath({ site, line, machine, point }) : undefined;
}
