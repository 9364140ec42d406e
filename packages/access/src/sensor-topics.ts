import { type PointPath, pointPath } from "@raceway/model/identity";
import { type MachinePath, machinePathOf } from "@raceway/model/production";
import { type StandPath, standPath } from "@raceway/model/test-stand";
import { type PartEventName, parseTopic, SENSOR_CLASSES, TOPIC_ROOT } from "@raceway/wire/topic";
import { ALL_POINTS } from "./account.ts";

/** What a sensor says of itself and of its bearing. */
const PUBLISHED: readonly string[] = [...SENSOR_CLASSES, "status"];

const OF_PEOPLE: readonly PartEventName[] = ["sorted", "relearn"];

/**
 * Whether a sensor may publish on a topic: a measurement or status of one of its points, the state of its machine, or a part of its test stand. A scope is a whole path (`site/line/machine/point`) or
 * whole words of its beginning (`site/line`), so that `a/b` covers `a/b/c/d` and never `a/bb/c/d`.
 */
export function isOwnTopic(points: readonly string[], text: string): boolean {
  const topic = parseTopic(text);
  // What became of a part at the sorter, and what is to be learnt anew, is a person's to say.
  if (topic?.class === "part")
    return !OF_PEOPLE.includes(topic.event) && coversPoint(points, standPath(topic));
  if (topic?.class === "machine-state") return coversPoint(points, machinePathOf(topic));
  if (topic === undefined || !PUBLISHED.includes(topic.class) || !("point" in topic)) return false;
  return coversPoint(points, pointPath(topic));
}

/** Whether scopes cover a point, a machine or a test stand. */
export function coversPoint(
  points: readonly string[],
  point: PointPath | MachinePath | StandPath,
): boolean {
  return points.some((scope) => scope === ALL_POINTS || `${point}/`.startsWith(`${scope}/`));
}

/**
 * Whether a topic or filter of Raceway speaks of nothing but what some scopes cover: its levels after the class begin with one of them, word by word,
 * without a wildcard among them.
 */
export function isWithin(points: readonly string[], filter: string): boolean {
  if (points.includes(ALL_POINTS)) return true;
  if (!filter.startsWith(`${TOPIC_ROOT}/`)) return false;
  const [, ...levels] = filter.slice(TOPIC_ROOT.length + 1).split("/");
  const path = `${levels.join("/")}/`;
  return points.some((scope) => path.startsWith(`${scope}/`));
}

/** The scopes that cover no point of the plant: a typing error, or a point that is gone. */
export function strayScopes(points: readonly string[], known: Iterable<string>): readonly string[] {
  const paths = [...known];
  return points.filter(
    (scope) => scope !== ALL_POINTS && !paths.some((path) => `${path}/`.startsWith(`${scope}/`)),
  );
}
