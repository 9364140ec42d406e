import { text as textOf } from "node:stream/consumers";
import { ALL_POINTS } from "@raceway/access/account";
import { type Accounts, requireGoodPassword } from "@raceway/access/accounts";
import { generatePassword, hashPassword, type PasswordHash } from "@raceway/access/password";
import {
  isPerson,
  isRole,
  PERSON_ROLES,
  type PersonRole,
  ROLES,
  type Role,
} from "@raceway/access/role";
import { strayScopes } from "@raceway/access/sensor-topics";
import { pointsOf } from "@raceway/model/plant";
import { type Command, InvalidArgumentError, Option } from "commander";
import {
  type AccountsPlace,
  accountsOf,
  accountsOption,
  auditSealOption,
} from "../accounts-option.ts";
import { dataOption, plantOption } from "../options.ts";
import { readPlant } from "../plant-option.ts";
import { auditedAct } from "./shell-act.ts";

/** Passwords come from standard input or are generated: a command line is for everybody to read. */
const stdinOption = () =>
  new Option("--password-stdin", "read the password from standard input instead of generating one");

const say = (line: string) => process.stdout.write(`${line}\n`);

/** `raceway account`: who may come in. What changes counts at once, also for services that run. */
export function addAccountCommand(program: Command): void {
  const account = program
    .command("account")
    .description("accounts of people, sensors and services; a change counts at once");
  const sub = (line: string, what: string) =>
    account
      .command(line)
      .description(what)
      .addOption(accountsOption())
      .addOption(auditSealOption())
      .addOption(dataOption());

  sub("add <name>", "make an account; its password is generated and shown once")
    .addOption(roleOption().makeOptionMandatory())
    .option(
      "--points <path...>",
      "of a sensor or service: site/line/machine/point, or the beginning of such",
    )
    .addOption(lineOption())
    .addOption(limitedOption())
    .option("--certificate-only", "without a password: its TLS certificate lets it in")
    .addOption(stdinOption())
    .addOption(plantOption())
    .action(add);
  sub("add-sensors", "make an account for every point of the plant that none covers")
    .addOption(plantOption())
    .action(addSensors);
  sub("list", "names, roles, points and lines").action(list);
  sub("role <name>", "give a person another role, and roles by line; their sessions end")
    .addOption(roleOption().makeOptionMandatory())
    .addOption(lineOption())
    .addOption(limitedOption())
    .addOption(plantOption())
    .action(setRole);
  sub("disable <name>", "let nobody in by it; its sessions and connections end").action(disable);
  sub("enable <name>", "let it in again").action(enable);
  sub("remove <name>", "its sessions and connections end").action(remove);
  sub("password <name>", "set a new password; its sessions end")
    .addOption(stdinOption())
    .action(password);
}

const roleOption = () => new Option("--role <role>", ROLES.join(", ")).argParser(role);
const lineOption = () =>
  new Option("--line <line=role...>", "of a person: another role on a line, e.g. line-1=operator");
const limitedOption = () =>
  new Option("--only-lines", "of a person: sees nothing of other lines than those of --line");

interface RoleOptions extends AccountsPlace {
  readonly role: Role;
  readonly plant: string;
  readonly line?: readonly string[];
  readonly onlyLines?: true;
}

interface AddOptions extends RoleOptions {
  readonly points?: readonly string[];
  readonly certificateOnly?: true;
  readonly passwordStdin?: true;
}

async function add(name: string, options: AddOptions): Promise<void> {
  const { role, points, certificateOnly, passwordStdin } = options;
  if (points !== undefined) requireKnown(points, options.plant);
  const scopes = { ...(points && { points }), ...linesOf(options) };
  const secret = certificateOnly ? undefined : await newPassword(name, passwordStdin);
  const made = { name, role, ...scopes, ...(secret && { password: secret.hash }) };
  await changed(options, "account add", name, { role, ...scopes }, (accounts) =>
    accounts.add(made),
  );
  say(`${name} is ${role}${points ? ` of ${points.join(", ")}` : ""}`);
  if (secret?.shown !== undefined) say(`password, shown this once: ${secret.shown}`);
}

async function addSensors(options: AccountsPlace & { readonly plant: string }): Promise<void> {
  const known = withAccounts(options, (accounts) => accounts.list());
  const covered = known.flatMap(({ points = [] }) => points);
  for (const path of pointsOf(readPlant(options.plant)).keys()) {
    if (covered.includes(path) || covered.includes(ALL_POINTS)) continue;
    const shown = generatePassword();
    const made = { name: path, role: "sensor", points: [path] } as const;
    const hash = await hashPassword(shown, true);
    await changed(options, "account add", path, { role: "sensor" }, (accounts) =>
      accounts.add({ ...made, password: hash }),
    );
    say(`${path}\t${shown}`);
  }
}

function list(options: AccountsPlace): void {
  for (const account of withAccounts(options, (accounts) => accounts.list())) {
    const { name, role, points, lines = {}, limited, password: kept, changedAt } = account;
    const how = account.voucher?.issuer ?? (kept === undefined ? "certificate" : "password");
    const byLine = Object.entries(lines).map(([line, there]) => `${line}=${there}`);
    const where = [...(points ?? []), ...byLine, ...(limited ? ["only there"] : [])].join(",");
    say([name, role, how, changedAt, where, account.disabled ? "disabled" : ""].join("\t"));
  }
}

async function setRole(name: string, options: RoleOptions): Promise<void> {
  const { role } = options;
  if (!isPerson(role)) throw new RangeError(`a person's role is right: ${PERSON_ROLES.join(", ")}`);
  const rights = { role, ...linesOf(options) };
  await changed(options, "account role", name, rights, (accounts) =>
    accounts.setRights(name, rights),
  );
  say(`${name} is ${role}`);
}

async function disable(name: string, options: AccountsPlace): Promise<void> {
  await changed(options, "account disable", name, undefined, (accounts) => accounts.disable(name));
  say(`${name} is disabled`);
}

async function enable(name: string, options: AccountsPlace): Promise<void> {
  await changed(options, "account enable", name, undefined, (accounts) => accounts.enable(name));
  say(`${name} is enabled`);
}

async function remove(name: string, options: AccountsPlace): Promise<void> {
  await changed(options, "account remove", name, undefined, (accounts) => accounts.remove(name));
  say(`${name} is removed`);
}

async function password(
  name: string,
  options: AccountsPlace & { readonly passwordStdin?: true },
): Promise<void> {
  if (withAccounts(options, (accounts) => accounts.get(name)) === undefined)
    throw new RangeError(`there is no account "${name}"`);
  const secret = await newPassword(name, options.passwordStdin);
  await changed(options, "account password", name, undefined, (accounts) =>
    accounts.setPassword(name, secret.hash),
  );
  say(`${name} has a new password`);
  if (secret.shown !== undefined) say(`password, shown this once: ${secret.shown}`);
}

interface NewPassword {
  readonly hash: PasswordHash;
  /** What to show, once; absent: whoever gave it knows it. */
  readonly shown?: string;
}

async function newPassword(name: string, fromStdin: true | undefined): Promise<NewPassword> {
  if (fromStdin) {
    const given = (await textOf(process.stdin)).replace(/\r?\n$/, "");
    requireGoodPassword(name, given);
    return { hash: await hashPassword(given) };
  }
  const shown = generatePassword();
  return { hash: await hashPassword(shown, true), shown };
}

function requireKnown(points: readonly string[], plantFile: string): void {
  const stray = strayScopes(points, pointsOf(readPlant(plantFile)).keys());
  if (stray.length > 0)
    throw new RangeError(`${plantFile} has no point at or below ${stray.join(", ")}`);
}

/** The lines of the plant file that a person gets roles on. */
function linesOf({ line: texts, onlyLines: limited, plant: file }: RoleOptions) {
  if (texts === undefined) return { ...(limited && { limited }) };
  const known = new Set(readPlant(file).lines.map(({ id }) => id));
  const lines = Object.fromEntries(texts.map((text) => lineRole(text, known, file)));
  return { lines, ...(limited && { limited }) };
}

function lineRole(text: string, known: ReadonlySet<string>, file: string): [string, PersonRole] {
  const [line = "", there = ""] = text.split("=");
  if (!known.has(line)) throw new RangeError(`${file} has no line ${line}`);
  if (!isRole(there) || !isPerson(there))
    throw new RangeError(
      `--line ${text}: LINE=ROLE is right, with one of ${PERSON_ROLES.join(", ")}`,
    );
  return [line, there];
}

/** Does something to the accounts that the audit knows of before and after. */
function changed(
  place: AccountsPlace,
  what: string,
  target: string,
  after: object | undefined,
  work: (accounts: Accounts) => void,
): Promise<void> {
  return auditedAct(place, { what, target, ...(after && { after }) }, () =>
    withAccounts(place, (accounts) => {
      work(accounts);
      return undefined;
    }),
  );
}

function withAccounts<T>(place: AccountsPlace, work: (accounts: Accounts) => T): T {
  const accounts = accountsOf(place);
  try {
    return work(accounts);
  } finally {
    accounts.close();
  }
}

function role(text: string): Role {
  if (!isRole(text)) throw new InvalidArgumentError(`one of ${ROLES.join(", ")} is right`);
  return text;
}
