/** Runs until SIGINT or SIGTERM, then closes what was opened, newest first. A second signal ends at once. */
export async function untilStopped(opened: readonly { close(): unknown }[]): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => process.exit(130));
  await closeAll(opened);
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
