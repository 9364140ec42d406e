import { readFileSync } from "node:fs";

/**
 * A secret from the environment, or from the file that `NAME_FILE` names (as container platforms hand them out; its last line break does not
 * count). Never from a command line, which everybody on the machine may read.
 *
 * @throws RangeError when both are set, or the file cannot be read. The secret is never part of the message.
 */
export function secretOf(name: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const value = env[name];
  const path = env[`${name}_FILE`];
  if (!path) return value || undefined;
  if (value) throw new RangeError(`${name} and ${name}_FILE are both set: one of them is right`);
  try {
    return readFileSync(path, "utf8").replace(/\r?\n$/, "") || undefined;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    throw new RangeError(`${name}_FILE: ${path} cannot be read (${code})`);
  }
}
