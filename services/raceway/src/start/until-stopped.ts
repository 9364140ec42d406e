/** A supervisor that was told to stop a service kills it some seconds later: by then everything must be closed. */
const STOP_WITHIN_MS = 10_000;

/**
 * Runs until SIGINT or SIGTERM, then closes what was opened, newest first, within ten seconds. A second signal ends at once. Whatever the end: what was
 * acknowledged is in the journal, and the next start goes on from there.
 *
 * @param onSignal called at the first signal.
 */
export async function untilStopped(
  opened: readonly { close(): unknown }[],
  onSignal: () => void = () => {},
): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => process.exit(130));
  onSignal();
  const deadline = setTimeout(() => {
    process.stderr.write(
      `raceway: not stopped within ${STOP_WITHIN_MS / 1000} s, ending now; what was acknowledged is kept and analysed at the next start\n`,
    );
    process.exit(1);
  }, STOP_WITHIN_MS);
  deadline.unref();
  await closeAll(opened);
  clearTimeout(deadline);
}

/** Closes newest first; one that fails does not keep the others open. */
export async function closeAll(opened: readonly { close(): unknown }[]): Promise<void> {
  for (const part of opened.toReversed()) {
    try {
      await part.close();
    } catch (error) {
      process.stderr.write(
        `raceway: while stopping: ${error instanceof Error ? error.message : error}\n`,
      );
    }
  }
}
