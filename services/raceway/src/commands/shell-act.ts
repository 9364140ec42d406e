import { userInfo } from "node:os";
import { type AccountsPlace, auditOf } from "../accounts-option.ts";

/** What is about to be done at the command line. */
export interface ShellDeed {
  readonly what: string;
  readonly target: string;
  readonly after?: object;
}

/**
 * Writes down what is about to be done, does it, and writes down how it went.
 *
 * @param work returns how it went, where that is more than `done`
 * @throws AuditUnavailable when nothing can be written: then nothing is done; and what `work` throws, written down as refused
 */
export async function auditedAct(
  place: AccountsPlace,
  { after, ...deed }: ShellDeed,
  work: () => string | undefined | Promise<string | undefined>,
): Promise<void> {
  const audit = auditOf(place, "command line");
  try {
    const by = { who: osUser(), role: "shell", address: "command line" };
    const intent = audit.begin({ ...by, ...deed, ...(after && { after: JSON.stringify(after) }) });
    try {
      intent.end((await work()) ?? "done");
    } catch (error) {
      intent.end(`refused: ${error instanceof Error ? error.message : error}`);
      throw error;
    }
  } finally {
    audit.close();
  }
}

/** Who runs the command, as the machine knows them; a container may not have a name for its user. */
export function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? "?"}`;
  }
}
