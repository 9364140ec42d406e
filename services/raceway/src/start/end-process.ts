/** Ends a service whose journal is damaged. Whoever supervises it starts it again: only a fresh start sets the file aside. */
export function endProcess(error: Error): void {
  process.stderr.write(`raceway: ${error.message}\n`);
  process.exit(1);
}
