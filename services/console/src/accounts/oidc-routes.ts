import type { Account } from "@raceway/access/account";
import type { Log } from "@raceway/ports/log";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Problem } from "../http/problem.ts";
import type { ConsoleAccess } from "./console-access.ts";
import { localPath } from "./login-page.ts";
import { CALLBACK_PATH, type Oidc, type Vouched } from "./oidc.ts";

/** Ties a login to the browser that began it. Lax, for it must come along from the issuer's page. */
const STATE_COOKIE = "raceway-oidc";

export interface OidcParts {
  readonly access: ConsoleAccess;
  readonly oidc: Oidc;
  readonly log: Log;
  /** Gives whoever logged in a session, once it stands in the audit. */
  readonly enter: (request: FastifyRequest, reply: FastifyReply, who: Entered) => Promise<unknown>;
  /** Shows the login once more, with what went wrong. */
  readonly refuse: (reply: FastifyReply, status: number) => unknown;
}

export interface Entered {
  readonly account: Account;
  readonly idToken: string;
}

/** `/login/oidc` leads to the issuer, and its callback comes back. */
export function addOidc(app: FastifyInstance, parts: OidcParts): void {
  const { oidc, log, enter, refuse } = parts;
  const config = { role: "anyone", rateLimit: { max: 30, timeWindow: 60_000 } } as const;

  app.get("/login/oidc", { config }, async (request, reply) => {
    const { to } = request.query as { readonly to?: unknown };
    try {
      const { url, state } = await oidc.begin(localPath(typeof to === "string" ? to : undefined));
      const secure = request.protocol === "https";
      const cookie = { path: "/login/oidc", httpOnly: true, secure, sameSite: "lax" } as const;
      return reply.setCookie(STATE_COOKIE, state, { ...cookie, maxAge: 600 }).redirect(url, 303);
    } catch (error) {
      log.error({ reason: String(error) }, "console: the OpenID Connect issuer does not answer");
      return refuse(reply, 502);
    }
  });

  app.get(CALLBACK_PATH, { config }, async (request, reply) => {
    const state = request.cookies[STATE_COOKIE] ?? "";
    reply.clearCookie(STATE_COOKIE, { path: "/login/oidc" });
    try {
      const vouched = await oidc.finish(request.url.split("?")[1] ?? "", state);
      await enter(request, reply, { account: accountOf(parts, vouched), idToken: vouched.idToken });
      return reply.redirect(vouched.to, 303);
    } catch (error) {
      const status = error instanceof Problem ? error.status : 401;
      const reason = error instanceof Error ? error.message : String(error);
      log.warn({ address: request.ip, reason }, "login refused");
      return refuse(reply, status);
    }
  });
}

function accountOf({ access }: OidcParts, { name, voucher, rights }: Vouched): Account {
  if (rights === undefined)
    throw new Problem(403, "No role", `No group of ${name} has a role at this console.`);
  try {
    return access.accounts.vouched(name, voucher, rights);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Problem(403, "Not let in", `${error.message}.`);
  }
}
