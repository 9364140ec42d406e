import type { Identity } from "@raceway/access/account";
import { type Audit, AuditUnavailable, type Intent } from "@raceway/access/audit/audit";
import type { Deed } from "@raceway/access/audit/entry";
import type { PersonRole } from "@raceway/access/role";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Problem } from "../http/problem.ts";
import type { ConsoleAccess } from "./console-access.ts";
import { requireRole } from "./lines.ts";
import { AGAIN_PATH } from "./login-page.ts";
import {
  changes,
  type Provenance,
  requireFile,
  requireJson,
  requireLoopbackName,
  requireSameOrigin,
} from "./same-origin.ts";
import { sessionOf } from "./session-cookie.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Who may use a route. Default: `viewer` for reading, `operator` for changing. */
    role?: PersonRole | "anyone";
    /** Its answer holds nothing of lines that the asker may not see. Default: who sees some lines only may not ask unless they name one. */
    filtered?: boolean;
    /** Its body is a file. */
    takesFile?: boolean;
    /** Posted, and yet only a question. */
    changesNothing?: boolean;
  }
  interface FastifyRequest {
    /** Who asks; undefined where there are no logins. */
    identity?: Identity;
    /** Set for a change that was let through to its route: it stands in the audit. */
    intent?: Intent;
  }
}

export interface GuardParts {
  /** Absent: no logins, for this machine only. */
  readonly access?: ConsoleAccess;
  readonly audit?: Audit;
  /** The object of a change as it is before, for the audit. */
  readonly before: (request: FastifyRequest) => unknown;
}

/** Routes that answer everybody: they tell nothing of the plant. */
const OPEN_ROUTES: readonly string[] = ["/healthz", "/readyz"];
const AUDIT_CHARACTERS = 4000;
/** Title of the problem that an act is refused with while it cannot be written down. */
export const NO_AUDIT = "No audit";

/**
 * Asks of every request of a scope: does it come from here, who asks, may they; and writes every change down. Must be added before the routes.
 */
export function addGuard(app: FastifyInstance, parts: GuardParts): void {
  const { access, audit } = parts;
  app.addHook("onRequest", async (request, reply) => {
    if (isOpen(request)) return;
    const from = provenanceOf(request);
    if (access === undefined) {
      requireLoopbackName(request.host);
      requireSameOrigin(from, false);
      return;
    }
    requireSameOrigin(from, true);
    if (neededRole(request) === "anyone") return;
    const identity = sessionOf(request, access.sessions)?.identity;
    if (identity === undefined) return turnAway(request, reply);
    request.identity = identity;
  });
  app.addHook("preValidation", async (request) => {
    const needed = neededRole(request);
    if (needed === "anyone") return;
    if (request.routeOptions.config.takesFile === true) requireFile(provenanceOf(request));
    else requireJson(provenanceOf(request));
    if (request.identity === undefined) return;
    requireRole(request, request.identity, needed, isFiltered(request));
    sayWho(request.body, request.identity.name);
  });
  if (audit === undefined) return;
  // Only here, before the act itself: what strangers try is refused and logged, and must not fill the audit.
  app.addHook("preHandler", async (request) => {
    if (isChange(request)) request.intent = begin(audit, deedOf(request, parts.before(request)));
  });
  // Before the answer leaves, and also when nobody is there any more to take it.
  app.addHook("onSend", async (request, reply, payload) => {
    const answer = typeof payload === "string" ? withoutPassword(payload) : undefined;
    request.intent?.end(String(reply.statusCode), answer);
    delete request.intent;
    return payload;
  });
}

/** Writes down what is about to be done. @throws Problem 503 when it cannot be: nothing is done then. */
export function begin(audit: Audit, deed: Deed): Intent {
  try {
    return audit.begin(deed);
  } catch (error) {
    if (!(error instanceof AuditUnavailable)) throw error;
    const detail = `Nothing was done, since it could not be written down first: ${error.message}.`;
    throw new Problem(503, NO_AUDIT, detail);
  }
}

function isOpen(request: FastifyRequest): boolean {
  return OPEN_ROUTES.includes(request.routeOptions.url ?? "");
}

function neededRole(request: FastifyRequest): PersonRole | "anyone" {
  return request.routeOptions.config.role ?? (changes(request.method) ? "operator" : "viewer");
}

/** Pages hold nothing of the plant. */
function isFiltered({ routeOptions: { url = "", config } }: FastifyRequest): boolean {
  return config.filtered === true || !url.startsWith("/api/");
}

function provenanceOf({ method, host, headers }: FastifyRequest): Provenance {
  const { origin, "content-type": contentType } = headers;
  const site = headers["sec-fetch-site"];
  return {
    method,
    host,
    origin,
    contentType,
    fetchSite: typeof site === "string" ? site : undefined,
  };
}

/** Sends a person to the login, and tells a program. */
function turnAway(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const isPage = request.headers.accept?.includes("text/html") && !request.url.startsWith("/api/");
  if (!isPage || request.method !== "GET")
    throw new Problem(401, "Not logged in", "Log in first: POST /api/session, or open /login.");
  // Whoever follows a link of a mail comes without the cookie, which is for this site's own pages: asked once more from here, they bring it.
  if (request.headers["sec-fetch-site"] === "cross-site")
    return reply
      .type("text/html; charset=utf-8")
      .header("cache-control", "no-store")
      .send(`<!doctype html><title>Raceway</title><script src="${AGAIN_PATH}"></script>`);
  return reply.redirect(`/login?to=${encodeURIComponent(request.url)}`, 303);
}

/** Who acts is who is logged in, whatever name was typed. */
function sayWho(body: unknown, name: string): void {
  if (typeof body === "object" && body !== null && "who" in body) body.who = name;
}

/** Sessions write their own entries, without passwords. */
function isChange(request: FastifyRequest): boolean {
  const { url = "", config } = request.routeOptions;
  if (config.changesNothing === true) return false;
  return changes(request.method) && url.startsWith("/api/") && !url.startsWith("/api/session");
}

function deedOf(request: FastifyRequest, found: unknown): Deed {
  const { identity, body: typed } = request;
  const [before, after] = [textOf(found), textOf(typed)];
  const named =
    typeof typed === "object" && typed !== null && "who" in typed ? String(typed.who) : "";
  return {
    who: identity?.name ?? (named || "anyone"),
    role: identity?.role ?? "no logins",
    address: request.ip,
    what: `${request.method} ${request.routeOptions.url ?? request.url}`,
    target: request.url,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  };
}

/** An administrator is shown a generated password; the audit is not. */
function withoutPassword(payload: string): string {
  return payload.replace(/("password":)"[^"]*"/g, '$1"…"');
}

/** Whoever has a browser's push address, and our key, can write there: the audit keeps the service's name. */
function withoutAddress(text: string): string {
  return text
    .replace(/("endpoint":"https?:\/\/[^/"]*)[^"]*"/g, '$1/…"')
    .replace(/("auth":)"[^"]*"/g, '$1"…"');
}

function textOf(value: unknown): string | undefined {
  if (value instanceof Uint8Array) return `a file of ${value.length} bytes`;
  return value === undefined || value === null
    ? undefined
    : withoutAddress(JSON.stringify(value)).slice(0, AUDIT_CHARACTERS);
}
