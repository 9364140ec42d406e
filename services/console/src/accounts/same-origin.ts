import { Problem } from "../http/problem.ts";

/** What of a request tells where it comes from. */
export interface Provenance {
  readonly method: string;
  /** `host[:port]` that the client asked for. */
  readonly host: string;
  readonly origin: string | undefined;
  /** Fetch metadata: every browser of today sends it, and no page can forge it. */
  readonly fetchSite: string | undefined;
  readonly contentType: string | undefined;
}

const SAFE_METHODS: readonly string[] = ["GET", "HEAD", "OPTIONS"];

export function changes(method: string): boolean {
  return !SAFE_METHODS.includes(method);
}

/**
 * Refuses changes that another site's page could have caused (cross-site request forgery): by fetch metadata, by the Origin header, and by the type of
 * the body, since a form can send no JSON and a script of another origin may not without being asked for here, which is never allowed.
 *
 * @param strict whether a request that says nothing of where it comes from is refused: with a cookie it may be a browser's.
 * @throws Problem 403 or 415.
 */
export function requireSameOrigin(from: Provenance, strict: boolean): void {
  if (!changes(from.method)) return;
  const { fetchSite, origin, host } = from;
  if (fetchSite !== undefined && fetchSite !== "same-origin")
    throw foreign(`the browser says that it comes from elsewhere (${fetchSite})`);
  if (origin !== undefined && hostOf(origin) !== host)
    throw foreign("its Origin is not this console");
  if (strict && fetchSite === undefined && origin === undefined)
    throw foreign("it says nothing of where it comes from: send an Origin header");
}

/** @throws Problem 415 for a body that is no file as no form can send one. */
export function requireFile({ contentType = "" }: Provenance): void {
  if (!/^application\/octet-stream\s*(;|$)/i.test(contentType))
    throw new Problem(415, "Not a file", "Files are sent as application/octet-stream.");
}

/** @throws Problem 415 for a body that is no JSON. */
export function requireJson({ method, contentType }: Provenance): void {
  if (!changes(method) || contentType === undefined) return;
  if (!/^application\/json\s*(;|$)/i.test(contentType))
    throw new Problem(415, "Not JSON", "Changes are sent as application/json.");
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i;

/**
 * A console without logins answers only to the names of this machine: a page from elsewhere that had its own name point here (DNS rebinding) would
 * otherwise be of the same origin.
 *
 * @throws Problem 421.
 */
export function requireLoopbackName(host: string): void {
  if (LOOPBACK.test(host)) return;
  throw new Problem(
    421,
    "Not for this name",
    "Without logins the console answers only to localhost and 127.0.0.1.",
  );
}

function foreign(why: string): Problem {
  return new Problem(403, "Not from here", `The change is refused: ${why}.`);
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
