import type { ServerEvent, ServerEvents } from "../http/api-types.ts";

/** Told what changed, as the pages are. */
export type Emit = <E extends ServerEvent>(event: E, data: ServerEvents[E]) => void;
