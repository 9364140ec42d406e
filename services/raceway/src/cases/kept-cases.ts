import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { createAlarmHistory } from "@raceway/alarms/journal/alarm-history";
import type { AlarmOccurrence } from "@raceway/model/alarm-occurrence";

/** An opening of an alarm of which somebody told what they found: what was said of it, and what it was. */
export type Case = Omit<AlarmOccurrence, "feedback" | "acknowledged" | "assigned"> &
  Required<Pick<AlarmOccurrence, "feedback">>;

const AT_ONCE = 500;

/**
 * Reads every case from an alarms' file that nobody has open, the oldest first.
 *
 * @throws RangeError when there is no such file, a service has it open, or it is of an older version
 */
export function keptCases(path: string): readonly Case[] {
  if (!existsSync(path))
    throw new RangeError(
      `${path} does not exist: --data names the data directory of the alarms, or a backup of it`,
    );
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    return [...casesIn(createAlarmHistory(db))];
  } catch (error) {
    const text = error instanceof Error ? error.message : "";
    if (/locked|busy/i.test(text))
      throw new RangeError(
        `${path} is in use by a running service: save it first (raceway backup FOLDER) and name that folder with --data`,
      );
    if (/no such (table|column)/i.test(text))
      throw new RangeError(`${path} is of an older version: start the alarm service on it once`);
    throw error;
  } finally {
    db.close();
  }
}

function* casesIn({ page }: ReturnType<typeof createAlarmHistory>): Generator<Case> {
  for (let offset = 0; ; offset += AT_ONCE) {
    const { rows } = page({
      ...{ diagnosis: "any", sort: "since", descending: false },
      ...{ offset, limit: AT_ONCE },
    });
    // Who had it in hand says nothing of the diagnosis.
    for (const { acknowledged: _1, assigned: _2, feedback, ...row } of rows)
      if (feedback !== undefined) yield { ...row, feedback };
    if (rows.length < AT_ONCE) return;
  }
}

/** How many of what was named were found so, e.g. `outer-race: 3 right, 1 wrong`. */
export function tally(cases: readonly Case[]): readonly string[] {
  const byFault = Map.groupBy(cases, ({ fault }) => fault ?? "unnamed");
  return [...byFault]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([fault, own]) => {
      const count = (outcome: string) =>
        own.filter(({ feedback }) => feedback.diagnosis === outcome).length;
      const parts = [
        [count("right"), "right"],
        [count("wrong"), "wrong"],
        [count("not-found"), "with nothing found"],
      ] as const;
      return `${fault}: ${parts.flatMap(([n, what]) => (n > 0 ? [`${n} ${what}`] : [])).join(", ")}`;
    });
}
