import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createOidc, type Oidc } from "@raceway/console/accounts/oidc";
import Provider from "oidc-provider";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { freePort } from "../servers/free-port.ts";
import { type House, openHouse } from "./guarded-house.ts";

vi.setConfig({ testTimeout: 30_000 });

const SECRET = "secret-of-the-console-at-the-issuer";
/** What groups the issuer tells of each person. */
const PEOPLE: Readonly<Record<string, readonly string[]>> = {
  anna: ["admins"],
  bert: ["line-1-people"],
  chris: ["gardeners"],
};
const GRANTS = [
  { group: "admins", role: "admin" },
  { group: "line-1-people", role: "operator", line: "line-1" },
] as const;

let issuer: { readonly url: string; readonly server: Server };
let house: House;
let oidc: Oidc;

/** A real OpenID Connect provider, whose people log in by their name alone. */
async function openIssuer(consoleUrl: string) {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(url, {
    clients: [
      {
        client_id: "raceway",
        client_secret: SECRET,
        redirect_uris: [`${consoleUrl}/login/oidc/callback`],
        post_logout_redirect_uris: [`${consoleUrl}/login`],
      },
    ],
    claims: { openid: ["sub"], profile: ["preferred_username", "groups"] },
    cookies: { keys: ["only for this test"] },
    pkce: { required: () => true },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => ({ sub, preferred_username: sub, groups: [...(PEOPLE[sub] ?? [])] }),
    }),
  });
  server.on("request", provider.callback());
  return { url, server };
}

beforeAll(async () => {
  const port = await freePort();
  const consoleUrl = `http://127.0.0.1:${port}`;
  issuer = await openIssuer(consoleUrl);
  oidc = createOidc(
    {
      issuer: issuer.url,
      clientId: "raceway",
      consoleUrl,
      title: "Works login",
      scope: "openid profile",
      nameClaim: "preferred_username",
      groupsClaim: "groups",
      grants: [...GRANTS],
    },
    SECRET,
  );
  house = await openHouse({}, { port, oidc });
});
afterAll(async () => {
  await house.close();
  issuer.server.closeAllConnections();
  issuer.server.close();
});

/** A browser, as far as a login needs one: follows redirects and keeps each host's cookies. */
function openBrowser() {
  const jars = new Map<string, Map<string, string>>();

  async function ask(url: string, init: RequestInit = {}): Promise<Response> {
    const { host } = new URL(url);
    const jar = jars.get(host) ?? new Map<string, string>();
    jars.set(host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(url, {
      ...init,
      redirect: "manual",
      headers: { ...init.headers, cookie },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [name = "", value = ""] = (line.split(";")[0] ?? "").split(/=(.*)/);
      if (value === "" || /expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  }

  /** Goes on until an answer leads nowhere, or to where `stop` says. */
  async function follow(url: string, stop = (_url: string) => false): Promise<Response | string> {
    let answer = await ask(url);
    let at = url;
    for (let n = 0; n < 20; n++) {
      const to = answer.headers.get("location");
      if (to === null) return answer;
      at = new URL(to, at).href;
      if (stop(at)) return at;
      answer = await ask(at);
    }
    throw new Error("led around in circles");
  }

  /** The issuer's own pages for tests: a name, then a consent. */
  async function logInAtIssuer(name: string): Promise<string> {
    let next = `${house.consoleUrl}/login/oidc?to=/`;
    const isBack = (url: string) => url.startsWith(`${house.consoleUrl}/login/oidc/callback`);
    for (const fields of [{ prompt: "login", login: name, password: "x" }, { prompt: "consent" }]) {
      const page = await follow(next, isBack);
      if (typeof page === "string") return page;
      const action = /action="([^"]+)"/.exec(await page.text())?.[1] ?? "";
      const answer = await ask(new URL(action, issuer.url).href, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams(fields as Record<string, string>).toString(),
      });
      next = new URL(answer.headers.get("location") ?? "", issuer.url).href;
    }
    return String(await follow(next, isBack));
  }

  const who = async () =>
    (await (await ask(`${house.consoleUrl}/api/session`)).json()) as Record<string, unknown>;
  return { ask, logInAtIssuer, who };
}

describe("a login at an OpenID Connect issuer", () => {
  it("is offered, lets in by groups, and logs out at the issuer too", async () => {
    const login = await (await fetch(`${house.consoleUrl}/login`)).text();
    expect(login).toContain("Log in with Works login");
    const browser = openBrowser();
    const back = await browser.logInAtIssuer("anna");
    expect((await browser.ask(back)).headers.get("location")).toBe("/");
    expect(await browser.who()).toMatchObject({ name: "anna", role: "admin" });
    expect(house.accounts.get("anna")).toMatchObject({
      voucher: { issuer: issuer.url, subject: "anna" },
    });
    const out = await browser.ask(`${house.consoleUrl}/api/session`, {
      method: "DELETE",
      headers: { origin: house.consoleUrl },
    });
    expect(await out.json()).toEqual({
      url: expect.stringContaining(`${issuer.url}/session/end?`),
    });
    expect((await browser.who())["status"]).toBe(401);
    expect(house.audit.read(2).map(({ who, what }) => [who, what])).toEqual([
      ["anna", "log out"],
      ["anna", "log in"],
    ]);
  });

  it("limits to lines those whose groups speak of lines only", async () => {
    const browser = openBrowser();
    await browser.ask(await browser.logInAtIssuer("bert"));
    expect(await browser.who()).toMatchObject({
      role: "viewer",
      lines: { "line-1": "operator" },
      limited: true,
    });
  });

  it("lets nobody in without a group that has a role, who is disabled, or under another's name", async () => {
    const browser = openBrowser();
    expect((await browser.ask(await browser.logInAtIssuer("chris"))).status).toBe(403);
    expect(house.accounts.get("chris")).toBeUndefined();
    house.accounts.disable("bert");
    const other = openBrowser();
    expect((await other.ask(await other.logInAtIssuer("bert"))).status).toBe(403);
    expect((await other.who())["status"]).toBe(401);
  });

  it("counts once, and only in the browser that began it", async () => {
    const [one, two] = [openBrowser(), openBrowser()];
    const back = await one.logInAtIssuer("anna");
    expect((await two.ask(back)).status).toBe(401);
    expect((await one.ask(back)).status).toBe(303);
    expect((await one.ask(back)).status).toBe(401);
    expect(house.logged()).not.toContain(SECRET);
  });
});
