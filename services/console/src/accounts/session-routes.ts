import { requireGoodPassword } from "@raceway/access/accounts";
import type { Audit } from "@raceway/access/audit/audit";
import type { ShippingStatus } from "@raceway/access/audit/shipping";
import { hashPassword } from "@raceway/access/password";
import { isPerson } from "@raceway/access/role";
import { keyOf } from "@raceway/access/sessions";
import type { Log } from "@raceway/ports/log";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { parse } from "../http/parse.ts";
import { Problem } from "../http/problem.ts";
import type { ConsoleAccess } from "./console-access.ts";
import { begin } from "./guard.ts";
import {
  AGAIN_PATH,
  AGAIN_SCRIPT,
  LANGUAGE_COOKIE,
  type LoginRefusal,
  localPath,
  loginLanguage,
  loginPage,
} from "./login-page.ts";
import { addOidc } from "./oidc-routes.ts";
import { giveSession, sessionOf, takeSession } from "./session-cookie.ts";
import type { SessionLine } from "./session-line.ts";

interface Whom {
  readonly request: FastifyRequest;
  readonly name: string;
  readonly role: string;
}

export interface SessionParts {
  readonly access?: ConsoleAccess;
  readonly audit?: Audit;
  readonly shipping?: () => readonly ShippingStatus[];
  readonly log: Log;
}

const credentials = z.strictObject({ name: z.string().max(200), password: z.string().max(256) });
const loginForm = credentials.extend({ to: z.string().max(2000).optional() });
const newPassword = z.strictObject({ old: z.string().max(256), new: z.string().max(256) });
const loginQuery = z.object({ to: z.string().max(2000).optional() });
const auditQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  before: z.coerce.number().int().min(1).optional(),
});

/** Attempts of one address a minute, beside what the throttle of logins makes of them. */
const LOGIN_RATE = { max: 30, timeWindow: 60_000 };
const FORMS = "application/x-www-form-urlencoded";

/** `GET /api/session` who am I, `POST` log in, `DELETE` log out, `POST /api/session/password`; `/api/sessions`, and `/api/sessions/everybody`; `/login` as a page; `GET /api/audit` and `/api/audit/shipping`. */
export function addSessions(
  app: FastifyInstance,
  { access, audit, shipping, log }: SessionParts,
): void {
  if (audit !== undefined)
    app.get("/api/audit", { config: { role: "admin" } }, async (request) => {
      const { limit, before } = parse(auditQuery, request.query);
      return audit.read(limit, before);
    });
  app.get("/api/audit/shipping", { config: { role: "admin" } }, async () => shipping?.() ?? []);
  if (access === undefined) {
    // Without logins everybody at this machine may do everything.
    app.get("/api/session", async () => ({ logins: false, name: null, role: "admin" }));
    return;
  }
  /** Does something of a person's own session once it is written down. */
  async function audited<T>(by: Whom, what: string, work: () => T | Promise<T>): Promise<T> {
    const { request, name, role } = by;
    const deed = { who: name, role, address: request.ip, what, target: name };
    const intent = audit && begin(audit, deed);
    try {
      const result = await work();
      intent?.end("done");
      return result;
    } catch (error) {
      intent?.end(`failed: ${error instanceof Error ? error.message : error}`);
      throw error;
    }
  }

  async function logIn(request: FastifyRequest, reply: FastifyReply, input: unknown) {
    const { name, password } = parse(credentials, input);
    const result = await access?.logins.login({ name, password, address: request.ip });
    if (result?.ok && isPerson(result.identity.role)) {
      const { role } = result.identity;
      await audited({ request, name, role }, "log in", () => newSession(request, reply, name));
      return { logins: true, name, role };
    }
    if (result?.ok === false && result.why === "throttled") {
      reply.header("retry-after", String(result.retryAfterSeconds));
      const detail = `Too many attempts: wait ${result.retryAfterSeconds} s.`;
      throw new Problem(429, "Too many attempts", detail);
    }
    throw new Problem(401, "Login refused", "The name or the password is not right.");
  }

  /** Whatever session the browser brought ends: nobody can have planted the one that counts from here on. */
  function newSession(
    request: FastifyRequest,
    reply: FastifyReply,
    name: string,
    idToken?: string,
  ): void {
    const brought = access && sessionOf(request, access.sessions);
    if (brought !== undefined) access?.sessions.end(brought.id);
    const whence = { address: request.ip, agent: request.headers["user-agent"], idToken };
    giveSession(request, reply, access?.sessions.begin(name, whence) ?? "");
  }

  const own = { config: { filtered: true } };
  app.get("/api/session", own, async ({ identity }) => ({ logins: true, ...identity }));
  const anyone = { config: { role: "anyone", rateLimit: LOGIN_RATE } } as const;
  app.post("/api/session", anyone, async (request, reply) => {
    if (!request.headers["content-type"]?.startsWith("application/json"))
      throw new Problem(415, "Not JSON", "A login is sent as application/json.");
    return logIn(request, reply, request.body);
  });
  app.delete(
    "/api/session",
    { config: { role: "viewer", filtered: true } },
    async (request, reply) => {
      const { identity, session } = requireSession(request, access);
      const idToken = access.sessions.idToken(session);
      await audited({ request, ...identity }, "log out", () => access.sessions.end(session));
      takeSession(request, reply);
      // An issuer that is away keeps nobody logged in here.
      const url = idToken && (await access.oidc?.endUrl(idToken).catch(() => undefined));
      return url ? { url } : reply.status(204).send();
    },
  );
  const viewer = {
    config: { role: "viewer", filtered: true, rateLimit: LOGIN_RATE },
  } as const;
  app.post("/api/session/password", viewer, async (request, reply) => {
    const { old, new: chosen } = parse(newPassword, request.body);
    const { identity } = request;
    if (identity === undefined) throw new Problem(401, "Not logged in", "Log in first.");
    const { name, role } = identity;
    const checked = await access.logins.login({ name, password: old, address: request.ip });
    if (!checked.ok) throw new Problem(403, "Not changed", "The old password is not right.");
    try {
      requireGoodPassword(name, chosen);
    } catch (error) {
      throw new Problem(400, "Not changed", error instanceof Error ? error.message : "");
    }
    const hash = await hashPassword(chosen);
    await audited({ request, name, role }, "change password", () => {
      access.accounts.setPassword(name, hash);
      newSession(request, reply, name);
    });
    return reply.status(204).send();
  });
  addSessionList(app, access, audited);
  const show = showLogin(access.oidc?.title);
  addLoginPage(app, logIn, show);
  if (access.oidc !== undefined)
    addOidc(app, {
      access,
      oidc: access.oidc,
      log,
      enter: (request, reply, { account: { name, role }, idToken }) =>
        audited({ request, name, role }, "log in", () => newSession(request, reply, name, idToken)),
      refuse: (reply, status) => show(reply.status(status), "/", { status, retryAfterSeconds: "" }),
    });
}

type Show = ReturnType<typeof showLogin>;

function showLogin(issuer: string | undefined) {
  return (reply: FastifyReply, to: string, refusal?: LoginRefusal) => {
    const { cookies, headers } = reply.request;
    const language = loginLanguage(cookies[LANGUAGE_COOKIE], headers["accept-language"]);
    return reply
      .type("text/html; charset=utf-8")
      .header("cache-control", "no-store")
      .send(loginPage(to, language, { ...(refusal && { refusal }), ...(issuer && { issuer }) }));
  };
}

type Audited = <T>(by: Whom, what: string, work: () => T | Promise<T>) => Promise<T>;

/** Where oneself is logged in, and ending that; for administrators also others. */
function addSessionList(app: FastifyInstance, access: ConsoleAccess, audited: Audited): void {
  const { sessions } = access;
  const own = { config: { role: "viewer", filtered: true } } as const;
  const admin = { config: { role: "admin" } } as const;
  /** Present sessions, of one account when it is named. */
  function listFor(request: FastifyRequest, name?: string): readonly SessionLine[] {
    const current = keyOf(requireSession(request, access).session);
    return sessions.list(name).map((one) => ({ ...one, current: one.key === current }));
  }
  app.get("/api/sessions", own, async (request) => listFor(request, request.identity?.name));
  app.get("/api/sessions/everybody", admin, async (request) => listFor(request));
  app.get("/api/users/:name/sessions", admin, async (request) =>
    listFor(request, parse(z.object({ name: z.string() }), request.params).name),
  );
  app.delete("/api/sessions/:key", own, async (request, reply) => {
    const { identity } = requireSession(request, access);
    const { key } = parse(z.object({ key: z.string() }), request.params);
    const found = sessions.list().find((session) => session.key === key);
    if (found === undefined || (found.name !== identity.name && identity.role !== "admin"))
      throw new Problem(404, "No such session", "There is no such session, or it is not yours.");
    const what = `end a session of ${found.name} from ${found.address}`;
    await audited({ request, ...identity }, what, () => sessions.endByKey(key));
    return reply.status(204).send();
  });
}

function requireSession(request: FastifyRequest, { sessions }: ConsoleAccess) {
  const found = sessionOf(request, sessions);
  if (found === undefined) throw new Problem(401, "Not logged in", "Log in first.");
  return { identity: found.identity, session: found.id };
}

type LogIn = (request: FastifyRequest, reply: FastifyReply, input: unknown) => Promise<unknown>;

/** In a scope of its own: nothing but the login takes forms. */
function addLoginPage(app: FastifyInstance, logIn: LogIn, show: Show): void {
  app.register((scope, _options, ready) => {
    scope.addContentTypeParser(FORMS, { parseAs: "string" }, (_request, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    scope.get("/login", { config: { role: "anyone" } }, async (request, reply) =>
      show(reply, localPath(parse(loginQuery, request.query).to)),
    );
    scope.get(AGAIN_PATH, { config: { role: "anyone" } }, async (_request, reply) =>
      reply.type("text/javascript; charset=utf-8").send(AGAIN_SCRIPT),
    );
    const config = { role: "anyone", rateLimit: LOGIN_RATE } as const;
    scope.post("/login", { config }, async (request, reply) => {
      const { to, ...shown } = parse(loginForm, request.body);
      const target = localPath(to);
      try {
        await logIn(request, reply, shown);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        const retryAfterSeconds = String(reply.getHeader("retry-after") ?? "");
        return show(reply.status(error.status), target, {
          status: error.status,
          retryAfterSeconds,
        });
      }
      return reply.redirect(target, 303);
    });
    ready();
  });
}
