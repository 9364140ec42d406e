import type { Log } from "@raceway/ports/log";

export interface DamageParts {
  readonly path: string;
  /** What the file is called, and what is not done any more. */
  readonly says: { readonly name: string; readonly stopped: string };
  readonly log: Log;
  /** Absent: thrown where nothing catches it, so that the process ends. */
  readonly onBroken: ((error: Error) => void) | undefined;
}

/** To be told whenever a database is found damaged while it is open. However many notice it: it is said once. */
export function damageOnce({ path, says, log, onBroken }: DamageParts): (cause: unknown) => void {
  let said = false;
  return (cause) => {
    if (said) return;
    said = true;
    const found = cause instanceof Error ? cause.message : String(cause);
    const error = new Error(
      `the ${says.name} ${path} is damaged (${found}): ${says.stopped} any more. Start again: the file is then set aside and a new one begun`,
      { cause },
    );
    log.error({ journal: path, reason: found }, error.message);
    if (onBroken) onBroken(error);
    else
      queueMicrotask(() => {
        throw error;
      });
  };
}
