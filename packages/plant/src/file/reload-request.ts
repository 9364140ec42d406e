import { replaceFile } from "./replace-file.ts";

/** Beside the plant file, so that services in containers of their own see it: whenever it changes they read the plant file again. */
export const reloadFile = (plantFile: string): string => `${plantFile}.reload`;

/** Asks all services for the plant file to be read again. @throws Error of the file system, in words. */
export function askReload(plantFile: string, request: ReloadRequest): void {
  replaceFile(reloadFile(plantFile), `${JSON.stringify(request)}\n`);
}

export interface ReloadRequest {
  /** Of the text that is to count. */
  readonly revision: string;
  /** ISO 8601. */
  readonly at: string;
  readonly who: string;
}
