import {
  type Alarm,
  type AlarmCondition,
  POINT_CONDITIONS,
  SYSTEM_FAULTS,
  type SystemFault,
} from "./alarm.ts";
import { type PointPath, parsePointPath, pointPath } from "./identity.ts";
import { type Plant, pointsOf } from "./plant.ts";

/** Which alarm it is, open or not. */
export type AlarmSubject = Pick<Alarm, "id" | "point" | "condition" | "where">;

/** The id of the alarm of a point and condition: `line.machine.point.condition`. */
export function alarmId(path: PointPath, condition: AlarmCondition): string {
  const { line, machine, point } = parsePointPath(path);
  return `${line}.${machine}.${point}.${condition}`;
}

/**
 * Where an alarm of Raceway itself stands among the others. No point of a plant file has the condition `system`, so even a line of the same name has
 * other ids.
 */
export function systemPoint(site: string, fault: SystemFault): PointPath {
  return pointPath({ site, line: "raceway", machine: "ingest", point: fault });
}

/** Every alarm that a plant can have, by id: two of each measurement point, and those of Raceway itself. */
export function alarmSubjects(plant: Plant): ReadonlyMap<string, AlarmSubject> {
  const subjects = [...pointsOf(plant)].flatMap(([path, { line, machine, point }]) => {
    const where = { line: line.name, machine: machine.name, point: point.name };
    return POINT_CONDITIONS.map((condition) => ({ point: path, condition, where }));
  });
  const system = SYSTEM_FAULTS.map((fault) => ({
    point: systemPoint(plant.site, fault),
    condition: "system" as const,
    where: { line: plant.name, machine: "Raceway", point: "ingest" },
  }));
  return new Map(
    [...subjects, ...system].map((subject) => {
      const id = alarmId(subject.point, subject.condition);
      return [id, { id, ...subject }];
    }),
  );
}
