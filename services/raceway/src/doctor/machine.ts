import { execFile } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync, statSync } from "node:fs";
import { availableParallelism, freemem, platform, release, totalmem } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { diskSpace } from "@raceway/journal/disk-space";
import { type Finding, fail, ok, warn } from "./finding.ts";

const NODE_MAJOR = 24;
const GIB = 1024 ** 3;
const gib = (bytes: number) => `${(bytes / GIB).toFixed(1)} GiB`;

export function checkVersions(raceway: string): Finding[] {
  const { node, sqlite } = process.versions;
  const found = `raceway ${raceway}, node ${node}, sqlite ${sqlite ?? "?"}, ${platform()} ${release()} ${process.arch}`;
  return Number(node.split(".")[0]) >= NODE_MAJOR
    ? [ok("versions", found)]
    : [fail("versions", found, `node ${NODE_MAJOR} or newer is needed: npm ci brings it`)];
}

export function checkMachine(): Finding[] {
  const found = `${availableParallelism()} cores, ${gib(freemem())} of ${gib(totalmem())} memory free`;
  return totalmem() < GIB
    ? [warn("machine", found, "1 GiB of memory or more is right")]
    : [ok("machine", found)];
}

/** The data directory: is there, may be written, is not for everybody, has room. */
export function checkData(directory: string): Finding[] {
  if (!existsSync(directory))
    return [ok("data", `${directory} does not exist yet, the first start makes it`)];
  return [permissions(directory), room(directory), ...setAside(directory)];
}

function permissions(directory: string): Finding {
  try {
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    const who = `uid ${process.getuid?.() ?? "?"}`;
    return fail(
      "data",
      `${directory} cannot be written by ${who}`,
      `give it to the user of the service: chown -R USER ${directory}`,
    );
  }
  const mode = statSync(directory).mode & 0o777;
  return (mode & 0o002) === 0
    ? ok("data", `${directory} can be read and written (mode ${mode.toString(8)})`)
    : warn("data", `everybody may write to ${directory}`, `chmod o-rwx ${directory}`);
}

function room(directory: string): Finding {
  const { free, total } = diskSpace(directory);
  const found = `${gib(free)} of ${gib(total)} free on the disk of ${directory}`;
  const todo = "make room: nothing is acknowledged any more when the disk is full";
  if (free < GIB / 2) return fail("disk", found, todo);
  return free < 5 * GIB ? warn("disk", found, todo) : ok("disk", found);
}

function setAside(directory: string): Finding[] {
  const files = readdirSync(directory).filter((name) => /\.corrupt-[\dTZ]+(-\d+)?$/.test(name));
  if (files.length === 0) return [];
  return [
    warn(
      "journal",
      `damaged files were set aside: ${files.join(", ")}`,
      `try sqlite3 ${join(directory, files[0] ?? "")} .recover, look after the disk, then move them away`,
    ),
  ];
}

/** Whether something sets the clock, and whether it stands behind what was written before. */
export async function checkClock(directory: string): Promise<Finding[]> {
  const now = Date.now();
  const newest = existsSync(directory)
    ? Math.max(0, ...readdirSync(directory).map((name) => mtimeOf(join(directory, name))))
    : 0;
  const iso = new Date(now).toISOString();
  if (newest > now + 60_000)
    return [
      fail(
        "clock",
        `${iso} lies before the newest file of ${directory} (${new Date(newest).toISOString()})`,
        "set the clock: sensors' times would look as if they were ahead, and be refused",
      ),
    ];
  const synchronised = await timedatectl();
  if (synchronised === undefined)
    return [ok("clock", `${iso}; whether something sets it cannot be told here`)];
  return synchronised
    ? [ok("clock", `${iso}, set by a time service`)]
    : [
        warn(
          "clock",
          `${iso}, set by nothing`,
          "switch on NTP (timedatectl set-ntp true): times of sensors and server drift apart",
        ),
      ];
}

function mtimeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

async function timedatectl(): Promise<boolean | undefined> {
  try {
    const { stdout } = await promisify(execFile)(
      "timedatectl",
      ["show", "--property=NTPSynchronized", "--value"],
      { timeout: 3000 },
    );
    const word = stdout.trim();
    return word === "" ? undefined : word === "yes";
  } catch {
    // No systemd here (a container): whoever runs the host sets the clock.
    return undefined;
  }
}
