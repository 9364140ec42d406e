import type { PersonRole } from "@raceway/access/role";
import type { FastifyReply } from "fastify";
import type { z } from "zod";

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
  handle(asked: Asked): unknown;
}

export interface Asked {
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly body: unknown;
  readonly reply: FastifyReply;
}
