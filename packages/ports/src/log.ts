/**
 * Where adapters say what happens to them: start, stop, connect, disconnect, degrade. The first argument is the facts by name, the second the
 * sentence for a person. A pino logger is one.
 */
export interface Log {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** Says nothing. */
export const silentLog: Log = { info() {}, warn() {}, error() {} };
