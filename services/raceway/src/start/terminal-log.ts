import { type Logger, pino } from "pino";

const WORDS: Readonly<Record<number, string>> = {
  10: "trace",
  20: "debug",
  30: "info",
  40: "warning",
  50: "error",
  60: "fatal",
};
/** What every line has, or nobody at a terminal asks for. */
const USUAL: ReadonlySet<string> = new Set(["level", "time", "msg", "pid", "hostname", "name"]);

/** Log lines for a person at a terminal, who also reads what the command says: one line each, what it is about behind. */
export function terminalLog(level: string, write: (line: string) => void): Logger {
  return pino({ level }, { write: (line: string) => write(`${lineInWords(line)}\n`) });
}

/** A line of pino's JSON in words; anything else as it is. */
export function lineInWords(line: string): string {
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return line.trimEnd();
  }
  const word = WORDS[Number(entry["level"])] ?? String(entry["level"]);
  const about = Object.entries(entry)
    .filter(([key, value]) => !USUAL.has(key) && value !== null)
    .map(([key, value]) => `${key}: ${shown(value)}`);
  const text = String(entry["msg"] ?? "");
  return `${word}: ${text}${about.length > 0 ? ` (${about.join(", ")})` : ""}`;
}

/** Of an error its message: the stack is for the log in JSON. */
function shown(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  if ("message" in value && "stack" in value) return String(value.message);
  return JSON.stringify(value);
}
