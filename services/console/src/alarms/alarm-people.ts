import { includes, isPerson, roleOn } from "@raceway/access/role";
import type { ConsoleAccess } from "../accounts/console-access.ts";
import { lineOfAlarm } from "../accounts/lines.ts";
import { Problem } from "../http/problem.ts";
import type { LiveState } from "../live/live-state.ts";
import type { ReadHistory } from "./history-routes.ts";
import { subjectOf } from "./subject-of.ts";

export interface AlarmPeopleParts {
  readonly live: Pick<LiveState, "subject">;
  readonly read: ReadHistory;
  /** Absent: no logins, and people are whoever they say. */
  readonly access?: Pick<ConsoleAccess, "accounts">;
}

/** Who may be given an alarm. */
export function alarmPeople({ live, read, access }: AlarmPeopleParts) {
  /** @returns `all`: nobody else may. @throws Problem 404 when the plant has no such alarm. */
  async function of(
    id: string,
  ): Promise<{ readonly names: readonly string[]; readonly all: boolean }> {
    subjectOf(live.subject, id);
    if (access === undefined) {
      const { people } = await read({}, { offset: 0, limit: 1 });
      return { names: people, all: false };
    }
    const line = lineOfAlarm(id);
    const able = access.accounts.list().filter((account) => {
      const role = roleOn(account, line);
      return (
        !account.disabled &&
        isPerson(account.role) &&
        role !== undefined &&
        includes(role, "operator")
      );
    });
    return { names: able.map(({ name }) => name).sort((a, b) => a.localeCompare(b)), all: true };
  }

  return {
    of,
    /** @throws Problem 409 when somebody may not be given it: they could do nothing with it. */
    async require(id: string, name: string): Promise<void> {
      const { names, all } = await of(id);
      if (all && !names.includes(name))
        throw new Problem(
          409,
          "Nobody of that name",
          `Nobody named ${name} may act on this alarm: it can be given to ${names.join(", ")}.`,
        );
    },
  };
}
