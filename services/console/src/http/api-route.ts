import type { PersonRole } from "@raceway/access/role";
import type { FastifyReply } from "fastify";
import type { z } from "zod";
import type { Sees } from "../live/seen-live-state.ts";

/** One operation of the API: what is registered, and what /api/openapi.json says of it. */
export interface ApiRoute {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** As fastify writes it. */
  readonly url: string;
  /** Least role that may. Default: `viewer` for GET, `operator` for changes. */
  readonly role?: PersonRole;
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Absent: not JSON. */
  readonly answer?: z.ZodType;
  /** Types of the answer where it is not JSON. */
  readonly media?: readonly string[];
  /**
   * For what depends on the question alone and not on who asks: one answer does for all who ask the same within so many milliseconds, unless the
   * point's revision changes.
   */
  readonly sharedMs?: number;
  /** A question that is too long for an address: it is posted, and stands in no audit. */
  readonly changesNothing?: true;
  /** Its body is a file (`application/octet-stream`) of at most so many bytes, in place of JSON. */
  readonly takesFile?: number;
  /** Shows of the plant only what {@link Asked.sees} lets through. Without it, who sees some lines only must name one of them. */
  readonly filtered?: true;
  handle(asked: Asked): unknown;
}

export interface Asked {
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly body: unknown;
  readonly reply: FastifyReply;
  /** Who asks; absent where there are no logins. */
  readonly who?: string;
  /** Which lines the asker may see; absent: all. */
  readonly sees?: Sees;
}
