import type { Identity } from "@raceway/access/account";
import type { Sessions } from "@raceway/access/sessions";
import type { FastifyReply, FastifyRequest } from "fastify";

/** Over TLS the name's prefix makes browsers insist that nobody but this very host has set it. */
const nameFor = (request: FastifyRequest) => (isSecure(request) ? "__Host-raceway" : "raceway");
const LASTS_SECONDS = 7 * 24 * 3600;

const isSecure = (request: FastifyRequest) => request.protocol === "https";

const optionsFor = (request: FastifyRequest) =>
  ({ path: "/", httpOnly: true, sameSite: "strict", secure: isSecure(request) }) as const;

/** The session that a request brings, when it is anybody's. */
export function sessionOf(
  request: FastifyRequest,
  sessions: Sessions,
): { readonly id: string; readonly identity: Identity } | undefined {
  const id = request.cookies[nameFor(request)];
  if (id === undefined) return undefined;
  const identity = sessions.find(id);
  return identity && { id, identity };
}

export function giveSession(request: FastifyRequest, reply: FastifyReply, id: string): void {
  reply.setCookie(nameFor(request), id, { ...optionsFor(request), maxAge: LASTS_SECONDS });
}

export function takeSession(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(nameFor(request), optionsFor(request));
}
