import { type Account, identityOf } from "@raceway/access/account";
import { generatePassword, hashPassword } from "@raceway/access/password";
import { isPerson, PERSON_ROLES, ROLES } from "@raceway/access/role";
import type { Plant } from "@raceway/model/plant";
import { z } from "zod";
import type { ApiRoute } from "../http/api-route.ts";
import { parse } from "../http/parse.ts";
import { Problem } from "../http/problem.ts";
import type { ConsoleAccess } from "./console-access.ts";
import type { UserView } from "./user-view.ts";

const name = z.string().min(1, "a name is needed").max(200);
const role = z.enum(PERSON_ROLES).describe("Of people, the least first.");
const rights = {
  role,
  lines: z
    .record(z.string(), role)
    .exactOptional()
    .describe("By line: another role there, instead of `role`."),
  limited: z
    .boolean()
    .exactOptional()
    .describe("Sees nothing of other lines than `lines`; `role` is then `viewer`."),
};
const newUser = z.strictObject({ name, ...rights });
const newRole = z.strictObject(rights);
const disabling = z.strictObject({ disabled: z.boolean() });

const userAnswer = z.object({
  name: z.string(),
  role: z.enum(ROLES),
  points: z.array(z.string()).exactOptional().describe("Of a sensor: those it publishes for."),
  lines: z.record(z.string(), z.enum(PERSON_ROLES)).exactOptional(),
  limited: z.literal(true).exactOptional(),
  disabled: z.literal(true).exactOptional().describe("Nobody is let in by it."),
  vouchedBy: z.string().exactOptional().describe("The OpenID Connect issuer that logs it in."),
  certificate: z.boolean().describe("Without a password: only its certificate lets it in."),
  changedAt: z.string(),
  sessions: z.int().describe("Present ones at the console."),
});
const withPassword = z.object({
  name: z.string(),
  password: z.string().describe("Generated, and told this once."),
});

/** Accounts, for administrators: as `raceway account`. Passwords are generated and told once; people then choose their own. */
export function userRoutes(
  access: ConsoleAccess | undefined,
  plant: () => Plant,
): readonly ApiRoute[] {
  const base = { role: "admin" } as const;
  return [
    {
      ...base,
      method: "GET",
      url: "/api/users",
      summary: "Accounts of people, sensors and services, without their passwords.",
      answer: z.array(userAnswer),
      handle() {
        const { accounts, sessions } = present(access);
        return accounts
          .list()
          .map((account) => viewOf(account, sessions.list(account.name).length));
      },
    },
    {
      ...base,
      method: "POST",
      url: "/api/users",
      summary: "Makes an account of a person.",
      body: newUser,
      answer: withPassword,
      async handle({ body }) {
        const { accounts } = present(access);
        const user = parse(newUser, body);
        requireLines(plant(), user.lines);
        const password = generatePassword();
        const hash = await hashPassword(password, true);
        orProblem(() => accounts.add({ ...user, password: hash }));
        return { name: user.name, password };
      },
    },
    {
      ...base,
      method: "PATCH",
      url: "/api/users/:name",
      summary: "Gives a person another role, and roles by line. Their sessions end.",
      body: newRole,
      answer: userAnswer,
      handle({ params, body }) {
        const { accounts, sessions } = present(access);
        const account = known(access, params);
        const rights = parse(newRole, body);
        requireLines(plant(), rights.lines);
        orProblem(() => accounts.setRights(account.name, rights));
        return viewOf(known(access, params), sessions.list(account.name).length);
      },
    },
    {
      ...base,
      method: "POST",
      url: "/api/users/:name/disabled",
      summary: "Lets nobody in by an account, or again. Its sessions end.",
      body: disabling,
      answer: userAnswer,
      handle({ params, body }) {
        const { accounts } = present(access);
        const { name } = known(access, params);
        const { disabled } = parse(disabling, body);
        orProblem(() => (disabled ? accounts.disable(name) : accounts.enable(name)));
        return viewOf(known(access, params), 0);
      },
    },
    {
      ...base,
      method: "DELETE",
      url: "/api/users/:name",
      summary: "Removes an account. Its sessions end.",
      answer: z.object({ removed: z.string() }),
      handle({ params }) {
        const account = known(access, params);
        orProblem(() => present(access).accounts.remove(account.name));
        return { removed: account.name };
      },
    },
    {
      ...base,
      method: "POST",
      url: "/api/users/:name/password",
      summary: "Gives an account a new password. Its sessions end.",
      answer: withPassword,
      async handle({ params }) {
        const account = known(access, params);
        const password = generatePassword();
        const hash = await hashPassword(password, true);
        orProblem(() => present(access).accounts.setPassword(account.name, hash));
        return { name: account.name, password };
      },
    },
    {
      ...base,
      method: "DELETE",
      url: "/api/users/:name/sessions",
      summary: "Logs an account out everywhere.",
      answer: z.object({ ended: z.int() }),
      handle: ({ params }) => ({
        ended: present(access).sessions.endOf(known(access, params).name),
      }),
    },
  ];
}

/** The account that a request's path names, for the audit; undefined when it names none. */
export function userBefore(access: ConsoleAccess | undefined, params: unknown) {
  const named = z.object({ name: z.string() }).safeParse(params);
  const account = named.success ? access?.accounts.get(named.data.name) : undefined;
  if (account === undefined) return undefined;
  const { password: _, ...shown } = account;
  return shown;
}

function present(access: ConsoleAccess | undefined): ConsoleAccess {
  if (access !== undefined) return access;
  const detail = "This console asks nobody for a login, so there are no accounts to manage here.";
  throw new Problem(404, "No logins", detail);
}

function known(access: ConsoleAccess | undefined, params: Readonly<Record<string, string>>) {
  const account = present(access).accounts.get(params["name"] ?? "");
  if (account === undefined)
    throw new Problem(404, "No such account", `There is no account ${params["name"]}.`);
  return account;
}

function requireLines(plant: Plant, lines: object | undefined): void {
  for (const line of Object.keys(lines ?? {}))
    if (!plant.lines.some(({ id }) => id === line))
      throw new Problem(400, "No such line", `The plant file has no line ${line}.`);
}

/** What the accounts refuse is the asker's fault. */
function orProblem(change: () => void): void {
  try {
    change();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Problem(409, "Not changed", `${error.message}.`);
  }
}

function viewOf(account: Account, sessions: number): UserView {
  const { role, disabled, voucher, password, changedAt } = account;
  return {
    ...identityOf(account),
    ...(disabled && { disabled }),
    ...(voucher && { vouchedBy: voucher.issuer }),
    certificate: !isPerson(role) && password === undefined,
    changedAt,
    sessions,
  };
}
