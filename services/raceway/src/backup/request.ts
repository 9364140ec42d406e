import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { saidBy } from "../doctor/finding.ts";

/*
 * A journal lets no second process in, so the service that has it open makes its copy. It is asked by a file in its data directory: whoever may write there
 * owns the data anyway, and no port is needed.
 */

export type SavingService = "ingest" | "alarms";

const LOOK_MS = 500;
const PATIENCE_MS = 600_000;

const requestOf = (data: string, service: SavingService) => join(data, `${service}.backup-request`);
const answerOf = (data: string, service: SavingService) => join(data, `${service}.backup-answer`);

/** Whether a file of the data directory is one of these. */
export function isBackupNote(name: string): boolean {
  return /\.backup-(request|answer)$/.test(name);
}

/** Makes a service save its files to the folder that a request names, as long as it runs. */
export function answerBackups(
  data: string,
  service: SavingService,
  saveTo: (folder: string) => Promise<void>,
): { close(): Promise<void> } {
  const request = requestOf(data, service);
  let busy: Promise<void> | undefined;
  const look = () => {
    if (busy !== undefined || !existsSync(request)) return;
    busy = answer().finally(() => {
      busy = undefined;
    });
  };
  const timer = setInterval(look, LOOK_MS);
  timer.unref();

  async function answer(): Promise<void> {
    const folder = readFileSync(request, "utf8");
    rmSync(request);
    const said = await saveTo(folder).then(
      () => "",
      (error: unknown) => saidBy(error) || "it failed",
    );
    const file = answerOf(data, service);
    writeFileSync(`${file}.new`, said, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  return {
    async close() {
      clearInterval(timer);
      await busy?.catch(() => undefined);
    },
  };
}

/** @throws Error when the service could not save its files, or does not answer. */
export async function askForBackup(
  data: string,
  service: SavingService,
  folder: string,
): Promise<void> {
  const request = requestOf(data, service);
  const answer = answerOf(data, service);
  rmSync(answer, { force: true });
  writeFileSync(`${request}.new`, folder, { mode: 0o600 });
  renameSync(`${request}.new`, request);
  for (let waited = 0; waited < PATIENCE_MS; waited += 100) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (!existsSync(answer)) continue;
    const said = readFileSync(answer, "utf8");
    rmSync(answer);
    if (said === "") return;
    throw new Error(`${service} could not save its files: ${said}`);
  }
  rmSync(request, { force: true });
  throw new Error(`${service} has its journal open and does not answer: is it of this version?`);
}
