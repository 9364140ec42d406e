import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createOidc } from "./oidc.ts";
import { rightsOf } from "./oidc-config.ts";

const CONSOLE = "http://127.0.0.1:8080";
const GRANTS = [
  { group: "admins", role: "admin" },
  { group: "people", role: "viewer" },
  { group: "line-1", role: "operator", line: "line-1" },
  { group: "line-1-lead", role: "engineer", line: "line-1" },
] as const;
const own = generateKeyPairSync("rsa", { modulusLength: 2048 });
const foreign = generateKeyPairSync("rsa", { modulusLength: 2048 });

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

function tokenOf(claims: object, key: KeyObject): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "RS256", kid: "1" })}.${part(claims)}`;
  return `${signed}.${sign("sha256", Buffer.from(signed), key).toString("base64url")}`;
}

/** An issuer whose ID token is what a test makes of the right one. */
async function openIssuer(made: (claims: Claims) => object, key = own.privateKey) {
  const said = { nonce: "" };
  const server = createServer((request, response) => {
    const answer = (value: object) =>
      response.setHeader("content-type", "application/json").end(JSON.stringify(value));
    if (request.url === "/jwks")
      return answer({
        keys: [{ ...own.publicKey.export({ format: "jwk" }), kid: "1", alg: "RS256" }],
      });
    if (request.url !== "/token")
      return answer({
        issuer: url,
        authorization_endpoint: `${url}/authorize`,
        token_endpoint: `${url}/token`,
        jwks_uri: `${url}/jwks`,
        id_token_signing_alg_values_supported: ["RS256"],
      });
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: url, sub: "1", aud: "raceway", iat: now, exp: now + 60, ...said };
    const people = { preferred_username: "Anna", groups: ["people"] };
    const id_token = tokenOf(made({ ...claims, ...people }), key);
    return answer({ access_token: "a", token_type: "Bearer", id_token });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  stops.push(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const oidc = createOidc(
    {
      issuer: url,
      clientId: "raceway",
      consoleUrl: CONSOLE,
      title: "x",
      scope: "openid",
      nameClaim: "preferred_username",
      groupsClaim: "groups",
      grants: [...GRANTS],
    },
    "secret",
  );
  return async () => {
    const { url: leads, state } = await oidc.begin("/");
    said.nonce = new URL(leads).searchParams.get("nonce") ?? "";
    return oidc.finish(`code=c&state=${state}`, state);
  };
}

type Claims = { readonly exp: number; readonly [claim: string]: unknown };

describe("what an issuer says of a person", () => {
  it("counts when it is signed, for this console, of now, and of this login", async () => {
    const login = await openIssuer((claims) => claims);
    expect(await login()).toMatchObject({ name: "anna", to: "/", rights: { role: "viewer" } });
  });

  it("gives no rights without a group that has some", async () => {
    const login = await openIssuer(({ groups: _, ...claims }) => claims);
    expect((await login()).rights).toBeUndefined();
  });

  it.each<[string, (claims: Claims) => object]>([
    ["for another audience", (claims) => ({ ...claims, aud: "another" })],
    ["of another login", (claims) => ({ ...claims, nonce: "another" })],
    ["expired", (claims) => ({ ...claims, exp: claims.exp - 3600 })],
    ["of another issuer", (claims) => ({ ...claims, iss: "https://another.example" })],
    ["without a name", ({ preferred_username: _, ...claims }) => claims],
  ])("does not count: %s", async (_title, made) => {
    await expect((await openIssuer(made))()).rejects.toThrow();
  });

  it("does not count when another has signed it", async () => {
    await expect((await openIssuer((claims) => claims, foreign.privateKey))()).rejects.toThrow();
  });
});

describe("groups", () => {
  it.each([
    [["admins", "people"], { role: "admin" }],
    [["people", "line-1"], { role: "viewer", lines: { "line-1": "operator" } }],
    [["line-1", "line-1-lead"], { role: "viewer", lines: { "line-1": "engineer" }, limited: true }],
    [["others"], undefined],
    [[], undefined],
  ])("%j give %j", (groups, rights) =>
    expect(rightsOf(groups, { grants: [...GRANTS] })).toEqual(rights),
  );
});
