import { userInfo } from "node:os";
import { text as textOf } from "node:stream/consumers";
import { ALL_POINTS } from "@raceway/access/account";
import { type Accounts, requireGoodPassword } from "@raceway/access/accounts";
import { openAudit } from "@raceway/access/audit";
import { generatePassword, hashPassword, type PasswordHash } from "@raceway/access/password";
import { isRole, ROLES, type Role } from "@raceway/access/role";
import { strayScopes } from "@raceway/access/sensor-topics";
import { pointsOf } from "@raceway/model/plant";
import { type Command, InvalidArgumentError, Option } from "commander";
import { type AccountsPlace, accountsOf, accountsOption, auditPath } from "../accounts-option.ts";
import { dataOption, plantOption } from "../options.ts";
import { readPlant } from "../plant-option.ts";

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
    account.command(line).description(what).addOption(accountsOption()).addOption(dataOption());

  sub("add <name>", "make an account; its password is generated and shown once")
    .addOption(new Option("--role <role>", ROLES.join(", ")).makeOptionMandatory().argParser(role))
    .option("--points <path...>", "of a sensor: site/line/machine/point, or the beginning of such")
    .option("--certificate-only", "without a password: its TLS certificate lets it in")
    .addOption(stdinOption())
    .addOption(plantOption())
    .action(add);
  sub("add-sensors", "make an account for every point of the plant that none covers")
    .addOption(plantOption())
    .action(addSensors);
  sub("list", "names, roles and points").action(list);
  sub("remove <name>", "its sessions end").action(remove);
  sub("password <name>", "set a new password; its sessions end")
    .addOption(stdinOption())
    .action(password);
}

interface AddOptions extends AccountsPlace {
  readonly role: Role;
  readonly plant: string;
  readonly points?: readonly string[];
  readonly certificateOnly?: true;
  readonly passwordStdin?: true;
}

async function add(name: string, options: AddOptions): Promise<void> {
  const { role, points, certificateOnly, passwordStdin } = options;
  if (points !== undefined) requireKnown(points, options.plant);
  const accounts = accountsOf(options);
  const secret = certificateOnly ? undefined : await newPassword(name, passwordStdin);
  accounts.add({
    name,
    role,
    ...(points && { points }),
    ...(secret && { password: secret.hash }),
  });
  record(options, "account add", name, role);
  say(`${name} is ${role}${points ? ` of ${points.join(", ")}` : ""}`);
  if (secret?.shown !== undefined) say(`password, shown this once: ${secret.shown}`);
}

async function addSensors(options: AccountsPlace & { readonly plant: string }): Promise<void> {
  const accounts = accountsOf(options);
  const covered = accounts.list().flatMap(({ points = [] }) => points);
  for (const path of pointsOf(readPlant(options.plant)).keys()) {
    if (covered.includes(path) || covered.includes(ALL_POINTS)) continue;
    const shown = generatePassword();
    const hash = await hashPassword(shown, true);
    accounts.add({ name: path, role: "sensor", points: [path], password: hash });
    record(options, "account add", path, "sensor");
    say(`${path}\t${shown}`);
  }
}

function list(options: AccountsPlace): void {
  for (const { name, role, points, password: kept, changedAt } of accountsOf(options).list()) {
    const how = kept === undefined ? "certificate" : "password";
    say([name, role, how, changedAt, points?.join(",") ?? ""].join("\t"));
  }
}

function remove(name: string, options: AccountsPlace): void {
  accountsOf(options).remove(name);
  record(options, "account remove", name);
  say(`${name} is removed`);
}

async function password(
  name: string,
  options: AccountsPlace & { readonly passwordStdin?: true },
): Promise<void> {
  const accounts: Accounts = accountsOf(options);
  if (accounts.get(name) === undefined) throw new RangeError(`there is no account "${name}"`);
  const secret = await newPassword(name, options.passwordStdin);
  accounts.setPassword(name, secret.hash);
  record(options, "account password", name);
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

function record(place: AccountsPlace, what: string, target: string, after?: string): void {
  const audit = openAudit(auditPath(place));
  audit.add({
    who: osUser(),
    role: "shell",
    address: "command line",
    what,
    target,
    ...(after && { after }),
    outcome: "done",
  });
  audit.close();
}

/** Who runs the command, as the machine knows them; a container may not have a name for its user. */
function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? "?"}`;
  }
}

function role(text: string): Role {
  if (!isRole(text)) throw new InvalidArgumentError(`one of ${ROLES.join(", ")} is right`);
  return text;
}
