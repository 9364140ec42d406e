import { parseTopic } from "@raceway/wire/topic";
import { lineOfAlarm, lineOfPoint } from "../accounts/lines.ts";
import type { LiveState } from "./live-state.ts";

/** Whether somebody may see a line. */
export type Sees = (line: string) => boolean;

/** The present of a plant as somebody sees it who may not see every line: what they may not see is not there. */
export function seenLiveState(live: LiveState, sees: Sees | undefined): LiveState {
  if (sees === undefined) return live;
  const seesPoint = (path: string) => sees(lineOfPoint(path));
  const seesAlarm = ({ id }: { readonly id: string }) => {
    const line = lineOfAlarm(id);
    return line === undefined || sees(line);
  };
  return {
    ...live,
    plant() {
      const plant = live.plant();
      return { ...plant, lines: plant.lines.filter(({ id }) => sees(id)) };
    },
    point: (path) => (seesPoint(path) ? live.point(path) : undefined),
    context: (path) => (seesPoint(path) ? live.context(path) : undefined),
    all: () => live.all().filter(({ context }) => sees(context.line.id)),
    stands: {
      ...live.stands,
      all: () => live.stands.all().filter(({ context }) => sees(context.line.id)),
    },
    // What no bearing is named of is called by its point.
    lives: () =>
      live.lives().filter(({ kind }) => live.context(kind) === undefined || seesPoint(kind)),
    alarms: () => live.alarms().filter(seesAlarm),
    coveredAlarms: () => live.coveredAlarms().filter(seesAlarm),
    deadLetters: () =>
      live.deadLetters().filter(({ topic: text }) => {
        const topic = parseTopic(text);
        return topic !== undefined && "line" in topic && sees(topic.line);
      }),
  };
}
