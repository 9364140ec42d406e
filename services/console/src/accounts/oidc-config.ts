import type { Rights } from "@raceway/access/accounts";
import { includes, PERSON_ROLES } from "@raceway/access/role";
import { z } from "zod";

const grant = z.strictObject({
  group: z.string().min(1).describe("As the issuer calls it."),
  role: z.enum(PERSON_ROLES),
  line: z.string().min(1).exactOptional().describe("On this line only; absent: everywhere."),
});

/** What the file of `--oidc` says. */
export const oidcConfigSchema = z.strictObject({
  issuer: z.url().refine(isSafe, "https is right, or http on this machine"),
  clientId: z.string().min(1),
  /** Of the console, as browsers reach it: `https://console.example`. */
  consoleUrl: z.url().refine(isSafe, "https is right, or http on this machine"),
  /** What the login page calls it. */
  title: z.string().min(1).default("OpenID Connect"),
  scope: z.string().default("openid profile"),
  nameClaim: z.string().default("preferred_username"),
  groupsClaim: z.string().default("groups"),
  grants: z.array(grant).min(1),
});

export type OidcConfig = z.output<typeof oidcConfigSchema>;

/** The highest role that groups give everywhere, and on each line; undefined: they give none, so nobody is let in. Lines alone limit to them. */
export function rightsOf(
  groups: readonly string[],
  { grants }: Pick<OidcConfig, "grants">,
): Rights | undefined {
  const given = grants.filter(({ group }) => groups.includes(group));
  const highest = (line: string | undefined) =>
    given
      .filter((one) => one.line === line)
      .map(({ role }) => role)
      .reduce((a, b) => (includes(a, b) ? a : b), PERSON_ROLES[0]);
  const named = [...new Set(given.flatMap(({ line }) => line ?? []))];
  const lines = Object.fromEntries(named.map((line) => [line, highest(line)]));
  const isLimited = given.every(({ line }) => line !== undefined);
  if (given.length === 0) return undefined;
  return {
    role: highest(undefined),
    ...(named.length > 0 && { lines }),
    ...(isLimited && { limited: true }),
  };
}

/** Without TLS anybody on the way could log in as anybody. */
function isSafe(text: string): boolean {
  const { protocol, hostname } = new URL(text);
  return protocol === "https:" || ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}
