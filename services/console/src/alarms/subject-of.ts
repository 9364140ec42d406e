import type { AlarmSubject } from "@raceway/model/alarm-subject";
import { Problem } from "../http/problem.ts";
import type { LiveState } from "../live/live-state.ts";

/** What an alarm is about. @throws Problem 404 when the plant has none of that id. */
export function subjectOf(subject: LiveState["subject"], id: string): AlarmSubject {
  const found = subject(id);
  if (found === undefined) throw new Problem(404, "No such alarm", `The plant has no alarm ${id}.`);
  return found;
}
