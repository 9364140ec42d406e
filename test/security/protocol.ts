import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where attempts are written down for docs/security.md; unset: nowhere. */
export const FOLDER_VARIABLE = "RACEWAY_OUTSIDERS";

export interface Attempts {
  readonly title: string;
  /** What was tried, and what was answered. */
  readonly rows: readonly (readonly [string, string])[];
}

/** Tells what was tried and what was answered, to a reader of the test's output and to one of docs/security.md. */
export function createProtocol(title: string) {
  const rows: [string, string][] = [];
  return {
    /** Notes an attempt, and gives its answer back to be checked. */
    note<T>(attempt: string, answer: T): T {
      rows.push([attempt, String(answer)]);
      return answer;
    },
    print(): void {
      const width = Math.max(...rows.map(([attempt]) => attempt.length));
      const text = rows.map(([attempt, answer]) => `  ${attempt.padEnd(width)}  ${answer}`);
      process.stdout.write(`\n${title}\n${text.join("\n")}\n`);
      const folder = process.env[FOLDER_VARIABLE];
      const attempts: Attempts = { title, rows };
      if (folder !== undefined)
        writeFileSync(join(folder, `${title}.json`), JSON.stringify(attempts));
    },
  };
}
