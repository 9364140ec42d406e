import type { DrainOptions } from "@raceway/journal/outbox";

/** Who takes results out of ingest's outbox. */
export const DRAINS = {
  store: { kinds: ["telemetry"] },
  publish: { kinds: ["publish"] },
} as const satisfies Readonly<Record<string, DrainOptions>>;
