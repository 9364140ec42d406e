import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Durability } from "./database.ts";
import { openJournal } from "./journal.ts";
import { mayMount } from "./small-disk.ts";
import { waveform } from "./testing.ts";

const MESSAGES = 40;

/** Whether a file system in a file can be mounted here. */
function mayMountFile(): boolean {
  try {
    execFileSync("losetup", ["--find"], { stdio: "ignore" });
    execFileSync("which", ["mkfs.ext4"], { stdio: "ignore" });
    return mayMount();
  } catch {
    return false;
  }
}

/** A file system in a file: what the file holds at a moment is what a power cut at that moment leaves on the disk. */
function diskIn(image: string, folder: string): void {
  mkdirSync(folder);
  // Written back every ten minutes, so that what is on the disk was put there by an fsync.
  execFileSync("mount", ["-o", "loop,commit=600", image, folder]);
}

/** @returns how many of the acknowledged messages are in the journal after the power was cut. */
async function leftAfterPowerCut(durability: Durability): Promise<number> {
  using stack = new DisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "raceway-power-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const [image, after] = [join(folder, "disk"), join(folder, "disk-after")];
  writeFileSync(image, "");
  truncateSync(image, 64 * 2 ** 20);
  execFileSync("mkfs.ext4", ["-q", "-F", image]);
  for (const at of ["running", "again"].map((name) => join(folder, name)))
    stack.defer(() => unmounted(at));
  diskIn(image, join(folder, "running"));
  const path = join(folder, "running", "ingest.sqlite");
  // The journal's own beginning is on the disk before the first message.
  openJournal({ path, durability: "power", drains: {} }).close();
  execFileSync("sync");
  const running = openJournal({ path, durability, drains: {} });
  stack.defer(() => running.close());
  for (let time = 0n; time < MESSAGES; time++) await running.inbox.admit(waveform(time, 1024));
  copyFileSync(image, after);
  diskIn(after, join(folder, "again"));
  const found = openJournal({
    path: join(folder, "again", "ingest.sqlite"),
    durability,
    drains: {},
  });
  stack.defer(() => found.close());
  return found.inbox.stats().rows;
}

function unmounted(folder: string): void {
  try {
    execFileSync("umount", [folder], { stdio: "ignore" });
  } catch {
    // It was not mounted.
  }
}

const MAY_MOUNT = mayMountFile();

describe("a power cut", () => {
  it.skipIf(!MAY_MOUNT)(
    "takes no acknowledged message from a journal made for it (only root may mount a disk in a file)",
    async () => {
      expect(await leftAfterPowerCut("power")).toBe(MESSAGES);
    },
  );

  it.skipIf(!MAY_MOUNT)(
    "takes messages from a journal made for kills alone (only root may mount a disk in a file)",
    async () => {
      expect(await leftAfterPowerCut("process")).toBeLessThan(MESSAGES);
    },
  );
});
