import type { Rights } from "@raceway/access/accounts";
import { NANOS_PER_SECOND, type Nanos } from "@raceway/model/time";
import { type Clock, systemClock } from "@raceway/ports/clock";
import * as client from "openid-client";
import { z } from "zod";
import { type OidcConfig, rightsOf } from "./oidc-config.ts";

/** Whom the issuer vouches for, and what its groups allow. */
export interface Vouched {
  readonly name: string;
  readonly voucher: { readonly issuer: string; readonly subject: string };
  /** Absent: no group of theirs has a role here. */
  readonly rights?: Rights;
  readonly idToken: string;
}

/** A login that has begun and not come back. */
interface Pending {
  readonly verifier: string;
  readonly nonce: string;
  readonly to: string;
  readonly begunAt: Nanos;
}

const MOST_PENDING = 1000;
const PENDING_FOR = 600n * NANOS_PER_SECOND;
export const CALLBACK_PATH = "/login/oidc/callback";

export type Oidc = ReturnType<typeof createOidc>;

/**
 * Logins at an OpenID Connect issuer: authorization code (OpenID Connect Core 1.0, §3.1) with PKCE (RFC 7636), state and nonce. The issuer is asked for its
 * addresses at the first login, so that a console starts without it.
 */
export function createOidc(
  config: OidcConfig,
  secret: string | undefined,
  clock: Clock = systemClock,
) {
  const pending = new Map<string, Pending>();
  const redirectUri = new URL(CALLBACK_PATH, config.consoleUrl).href;
  let found: Promise<client.Configuration> | undefined;

  function issuer(): Promise<client.Configuration> {
    const server = new URL(config.issuer);
    const isPlain = server.protocol === "http:";
    found ??= client.discovery(server, config.clientId, secret, undefined, {
      // An ID token straight from the issuer need not be signed (Core 1.0, §3.1.3.7): it is looked at all the same.
      execute: [
        client.enableNonRepudiationChecks,
        ...(isPlain ? [client.allowInsecureRequests] : []),
      ],
      timeout: 10,
    });
    // One that could not be reached is asked again.
    found.catch(() => {
      found = undefined;
    });
    return found;
  }

  function take(state: string): Pending | undefined {
    const login = pending.get(state);
    pending.delete(state);
    return login && clock.now() - login.begunAt <= PENDING_FOR ? login : undefined;
  }

  return {
    title: config.title,
    /** Where a browser logs in, and the state that it must bring back. @throws Error when the issuer does not answer. */
    async begin(to: string): Promise<{ readonly url: string; readonly state: string }> {
      const [state, nonce] = [client.randomState(), client.randomNonce()];
      const verifier = client.randomPKCECodeVerifier();
      const url = client.buildAuthorizationUrl(await issuer(), {
        redirect_uri: redirectUri,
        scope: config.scope,
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
      });
      const oldest = pending.keys().next();
      if (pending.size >= MOST_PENDING && !oldest.done) pending.delete(oldest.value);
      pending.set(state, { verifier, nonce, to, begunAt: clock.now() });
      return { url: url.href, state };
    },
    /**
     * Who came back.
     *
     * @param query of the callback.
     * @throws Error when the login is not one of ours, or what the issuer says does not hold: signature, issuer, audience, time, nonce.
     */
    async finish(query: string, state: string): Promise<Vouched & { readonly to: string }> {
      const login = take(state);
      if (login === undefined) throw new Error("the login was not begun here, or too long ago");
      const server = await issuer();
      const tokens = await client.authorizationCodeGrant(
        server,
        new URL(`${redirectUri}?${query}`),
        {
          pkceCodeVerifier: login.verifier,
          expectedState: state,
          expectedNonce: login.nonce,
          idTokenExpected: true,
        },
      );
      const said = tokens.claims();
      if (said === undefined || tokens.id_token === undefined) throw new Error("no ID token came");
      const more = await moreOf(server, tokens.access_token, said);
      const claims: Readonly<Record<string, unknown>> = { ...more, ...said };
      const name = z.string().parse(claims[config.nameClaim]).toLowerCase();
      const groups = z.array(z.string()).catch([]).parse(claims[config.groupsClaim]);
      const rights = rightsOf(groups, config);
      const voucher = { issuer: said.iss, subject: said.sub };
      return { name, voucher, idToken: tokens.id_token, to: login.to, ...(rights && { rights }) };
    },
    /** Where a browser logs out of the issuer too; undefined: it has no such place. */
    async endUrl(idToken: string): Promise<string | undefined> {
      const server = await issuer();
      if (server.serverMetadata().end_session_endpoint === undefined) return undefined;
      return client.buildEndSessionUrl(server, {
        id_token_hint: idToken,
        post_logout_redirect_uri: new URL("/login", config.consoleUrl).href,
      }).href;
    },
  };

  /** Many issuers tell groups and names only when they are asked. */
  async function moreOf(server: client.Configuration, token: string, said: client.IDToken) {
    const hasAll = [config.nameClaim, config.groupsClaim].every((claim) => claim in said);
    if (hasAll || server.serverMetadata().userinfo_endpoint === undefined) return {};
    return client.fetchUserInfo(server, token, said.sub);
  }
}
